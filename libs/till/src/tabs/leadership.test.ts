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

/** Kept values that are there, and known elsewhere, only once a tab has caught up; it notes when that was. */
function lateKeep(told: string[], name: string) {
  const caught: PromiseWithResolvers<void>[] = [];
  return {
    caught,
    keep: {
      ...memoryKeep(),
      caughtUp: async () => {
        const turn = Promise.withResolvers<void>();
        caught.push(turn);
        await turn.promise;
        told.push(`${name} caught up`);
      },
    },
  };
}

test('[T84] a word about kept values is said once they are kept, and heard once they can be read, in the order of all words', async () => {
  const told: string[] = [];
  const [speaking, hearing] = [lateKeep(told, 'speaker'), lateKeep(told, 'hearer')];
  using speaker = await browserTabs('late-words', speaking.keep);
  using hearer = await browserTabs('late-words', hearing.keep);
  hearer.onMessage(({ kind }) => told.push(`heard ${kind}`));

  speaker.post({ kind: 'sync', id: '1', trigger: 'manual' });
  speaker.post({ kind: 'generation' });
  speaker.post({ kind: 'synced', id: '1', entry: undefined });

  await expect.poll(() => told).toEqual(['heard sync']);
  speaking.caught[0]?.resolve();
  await expect.poll(() => hearing.caught.length).toBe(1);
  expect(told).toEqual(['heard sync', 'speaker caught up']);
  hearing.caught[0]?.resolve();
  await expect
    .poll(() => told)
    .toEqual(['heard sync', 'speaker caught up', 'hearer caught up', 'heard generation', 'heard synced']);
});

test('[T84] what tabs do one after the other begins with what the others kept, and ends when its own is kept', async () => {
  const told: string[] = [];
  const { keep, caught } = lateKeep(told, 'tab');
  using tab = await browserTabs('late-alone', keep);

  const done = tab.exclusively(() => told.push('acted'));

  await expect.poll(() => caught.length).toBe(1);
  expect(told).toEqual([]);
  caught[0]?.resolve();
  await expect.poll(() => caught.length).toBe(2);
  expect(told).toEqual(['tab caught up', 'acted']);
  caught[1]?.resolve();
  await done;
  expect(told).toEqual(['tab caught up', 'acted', 'tab caught up']);
});
