import { afterEach, expect, test, vi } from 'vitest';
import { Timers } from './timers.ts';

afterEach(() => vi.useRealTimers());

test('[E21] what is to happen without a call counts anew after each call, and after each time that it happened', () => {
  vi.useFakeTimers();
  const timers = new Timers();
  let acted = 0;
  const countAnew = timers.unlessCalled(30, () => acted++);

  vi.advanceTimersByTime(29);
  countAnew();
  vi.advanceTimersByTime(29);
  expect(acted).toBe(0);
  vi.advanceTimersByTime(1);
  expect(acted).toBe(1);
  vi.advanceTimersByTime(30);
  expect(acted).toBe(2);
  expect(timers.size).toBe(1);

  timers.clear();
  vi.advanceTimersByTime(300);
  expect(acted).toBe(2);
});

test('a timer that was cancelled neither acts nor is kept', async () => {
  const timers = new Timers();
  const acted: string[] = [];
  const timer = timers.after(1, () => acted.push('cancelled'));
  timers.after(1, () => acted.push('kept'));

  timers.cancel(timer);
  timers.cancel(undefined);
  expect(timers.size).toBe(1);

  await expect.poll(() => acted).toEqual(['kept']);
  expect(timers.size).toBe(0);
});
