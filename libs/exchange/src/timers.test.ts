import { expect, test } from 'vitest';
import { Timers } from './timers.ts';

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
