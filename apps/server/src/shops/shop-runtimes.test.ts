import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ShopRuntime } from './shop-runtime.ts';
import { ShopRuntimes } from './shop-runtimes.ts';

let did: string[];
let failing: Map<string, Error>;
let runtimes: ShopRuntimes;

beforeEach(() => {
  vi.useFakeTimers();
  did = [];
  failing = new Map();
  runtimes = new ShopRuntimes({
    open: async shop => {
      const error = failing.get(shop);
      did.push(`${error ? 'fail' : 'open'} ${shop}`);
      if (error) throw error;
      return runtimeOf(shop);
    },
    now: () => Date.now(),
    onTrouble: () => undefined,
  });
});
afterEach(() => vi.useRealTimers());

function runtimeOf(shop: string): ShopRuntime {
  return {
    ...{ shop, shopify: {}, ingest: { shop }, submit: { shop } },
    start: () => did.push(`start ${shop}`),
    [Symbol.asyncDispose]: async () => {
      await Promise.resolve();
      did.push(`stop ${shop}`);
    },
  } as unknown as ShopRuntime;
}

test('[A91] a shop that fails to start affects no other, and is tried again ever less often', async () => {
  failing.set('a', new Error('sealed with another key'));
  await Promise.all(['a', 'b'].map(shop => runtimes.begin(shop)));

  expect([...runtimes.ingests.keys()]).toEqual(['b']);
  expect(runtimes.troubles.get('a')).toMatchObject({ message: 'sealed with another key' });
  expect(['a', 'b', 'c'].map(shop => runtimes.serves(shop))).toEqual([true, true, false]);
  await vi.advanceTimersByTimeAsync(24 * 3_600_000);
  const tries = did.filter(each => each === 'fail a').length;
  expect(tries).toBeGreaterThan(20);
  expect(tries).toBeLessThan(40);

  failing.clear();
  await vi.advanceTimersByTimeAsync(3_600_000);

  expect([...runtimes.submits.keys()].sort()).toEqual(['a', 'b']);
  expect(runtimes.troubles.size).toBe(0);
  await runtimes[Symbol.asyncDispose]();
});

test('[A91] a shop that is started anew stops first, and is one of the server’s all the while', async () => {
  await runtimes.begin('a');
  const [one, two] = [runtimes.begin('a'), runtimes.begin('a')];
  expect(runtimes.serves('a')).toBe(true);
  await Promise.all([one, two]);

  expect(did).toEqual(['open a', 'start a', 'stop a', 'open a', 'start a', 'stop a', 'open a', 'start a']);
  await runtimes[Symbol.asyncDispose]();
});

test('[A91] after the end nothing is started or tried any more', async () => {
  failing.set('b', new Error('no'));
  await Promise.all(['a', 'b'].map(shop => runtimes.begin(shop)));

  await runtimes[Symbol.asyncDispose]();
  failing.clear();
  await vi.advanceTimersByTimeAsync(3_600_000);
  await runtimes.begin('c');

  expect(did.filter(each => each.startsWith('start'))).toEqual(['start a']);
  expect(did.at(-1)).toBe('stop a');
  expect(runtimes.ingests.size).toBe(0);
});
