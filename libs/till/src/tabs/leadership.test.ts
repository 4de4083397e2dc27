import { afterEach, expect, test, vi } from 'vitest';
import { browserTabs, locksHere } from './leadership.ts';
import { memoryKeep } from '../testing.ts';

afterEach(() => void vi.restoreAllMocks());

/** Answers as Firefox does in a page inside one of another site. */
function refuseQueries(): void {
  const refusal = new DOMException('query() is not allowed in this context', 'SecurityError');
  vi.spyOn(navigator.locks, 'query').mockRejectedValue(refusal);
}

test('[T55] a tab leads, and may write, where the browser does not say which locks there are', async () => {
  refuseQueries();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  using tab = await browserTabs('unsaid', memoryKeep());
  expect(tab.leads).toBe(true);
  // After this long, it asks what became of its lock before it writes.
  clock.mockReturnValue(60_000);

  await expect(tab.fence()()).resolves.toBeUndefined();
});

test('[T55] locks that the browser does not say are none; another failure is one', async () => {
  expect((await locksHere(navigator.locks))?.held).toEqual([]);
  refuseQueries();
  expect(await locksHere(navigator.locks)).toBeUndefined();
  vi.spyOn(navigator.locks, 'query').mockRejectedValue(new TypeError('broken'));
  await expect(locksHere(navigator.locks)).rejects.toThrow('broken');
});
