import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LongPress, longPressMs } from './long-press.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const at = (x: number, button = 0) => ({ button, clientX: x, clientY: 0 }) as PointerEvent;
const menu = () => ({ preventDefault: vi.fn() }) as unknown as Event;

test('what is held long acts once, and its click means nothing more', () => {
  let acted = 0;
  const press = new LongPress(() => acted++);

  press.down(at(0));
  vi.advanceTimersByTime(longPressMs - 1);
  expect(acted).toBe(0);
  vi.advanceTimersByTime(1);
  expect(acted).toBe(1);
  press.menu(menu());
  press.end();

  expect(acted).toBe(1);
  expect(press.wasLong()).toBe(true);
  expect(press.wasLong()).toBe(false);
});

test('a short press, one that moves away and one of another button are none', () => {
  let acted = 0;
  const press = new LongPress(() => acted++);

  press.down(at(0));
  press.end();
  vi.advanceTimersByTime(longPressMs * 2);
  press.down(at(0));
  press.move(at(40));
  vi.advanceTimersByTime(longPressMs * 2);
  press.down(at(0, 1));
  vi.advanceTimersByTime(longPressMs * 2);

  expect(acted).toBe(0);
  expect(press.wasLong()).toBe(false);
});

test('a trembling finger is still one, and so is what the browser takes for a wish for a menu', () => {
  let acted = 0;
  const press = new LongPress(() => acted++);

  press.down(at(0));
  press.move(at(5));
  vi.advanceTimersByTime(longPressMs);
  expect(acted).toBe(1);
  press.down(at(0));
  const asked = menu();
  press.menu(asked);

  expect(acted).toBe(2);
  expect(asked.preventDefault).toHaveBeenCalled();
});
