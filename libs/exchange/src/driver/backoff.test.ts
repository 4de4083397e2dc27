import type { Shopify } from '@tidemark/shopify';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Doubts } from '../into-mirror/doubts.ts';
import { growing } from './growing.ts';
import type { Source } from '../source.ts';
import { Reading } from '../submit/read-back/reading.ts';
import { Timers } from './timers.ts';

let timers: Timers;
let asked: number;

beforeEach(() => {
  vi.useFakeTimers();
  timers = new Timers();
  asked = 0;
});
afterEach(() => {
  timers.clear();
  vi.useRealTimers();
});

/** A source that cannot be read. */
function deadSource(): Source {
  const refuse = (): Promise<never> => {
    asked++;
    return Promise.reject(new Error('Shopify does not answer'));
  };
  return {
    shopify: { shop: 'a.myshopify.com', levelsOfItems: refuse } as unknown as Shopify,
    records: {
      toRead: refuse,
      heads: async () => ({ sales: { epoch: 'e', seq: 0 }, stockMoves: { epoch: 'e', seq: 0 } }),
    },
    mirror: {},
    now: () => 0,
    log: () => undefined,
    signal: new AbortController().signal,
  } as unknown as Source;
}

test('[E28] waits double, up to the longest', () => {
  expect([0, 1, 2, 3, 40].map(times => growing(500, times, 10_000))).toEqual([500, 1000, 2000, 4000, 10_000]);
  expect(growing(60_000, 3, 10_000)).toBe(60_000);
});

test('[E28] doubts that nobody can settle are looked at ever less often, a new one soon', async () => {
  const source = deadSource();
  const looks: string[][] = [];
  Object.assign(source.shopify, {
    levelsOfItems: (ids: readonly string[]) => {
      looks.push([...ids]);
      return Promise.reject(new Error('Shopify does not answer'));
    },
  });
  const doubts = new Doubts(() => source, timers, 500);

  doubts.add(['1']);
  await vi.advanceTimersByTimeAsync(600_000);

  expect(looks.length).toBeGreaterThan(50);
  expect(looks.length).toBeLessThan(70);
  const before = looks.length;
  doubts.add(['2']);
  await vi.advanceTimersByTimeAsync(501);
  expect(looks.slice(before)).toEqual([['1', '2']]);
});

test('[E28] what cannot be read back is tried ever less often, and at once where somebody asks', async () => {
  const told: unknown[] = [];
  const reading = new Reading(deadSource(), timers, { retryMs: 1000, doubtMs: 500 }, trouble =>
    told.push(trouble),
  );

  reading.soon(1);
  await vi.advanceTimersByTimeAsync(600_000);

  expect(asked).toBeGreaterThan(10);
  expect(asked).toBeLessThan(20);
  const before = asked;
  reading.soon(1);
  await vi.advanceTimersByTimeAsync(2);
  expect(asked).toBe(before + 1);
  expect(told.every(each => each !== undefined)).toBe(true);
});
