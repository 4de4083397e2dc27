import { seededRandom } from '@tidemark/shopify-simulator';
import type { StorageName } from '../storages.ts';
import { wireFaults, type WireFault } from './network.ts';

/** What RxDB's storage does wrong at the next write or read: it refuses, or only reports success. */
const storageFaults = ['refuse', 'refuse-read', 'refuse-checkpoint', 'lie', 'drop-row'] as const;

export type StorageFault = (typeof storageFaults)[number];

/** One thing that happens: plain data, so that a run can be printed, shortened and replayed. */
export type Step =
  | { readonly do: 'edit' | 'remove'; readonly which: number; readonly value: number }
  /** More products than one page holds. */
  | { readonly do: 'burst'; readonly value: number }
  | { readonly do: 'sell' | 'sell-elsewhere' | 'cart' | 'cart-elsewhere'; readonly which: number }
  | { readonly do: 'wire'; readonly how: WireFault }
  | { readonly do: 'storage'; readonly how: StorageFault }
  /** The mirror begins a new history; or is replaced by one that never saw what was deleted or written. */
  | { readonly do: 'new-history' | 'rebuild' }
  | { readonly do: 'close' | 'open' | 'reload' | 'sync' | 'verify' }
  | { readonly do: 'wait'; readonly ms: number };

/** Mostly memory, which is quick; every twentieth world is on each of the storages that a browser has. */
export function storageOf(seed: number): StorageName {
  return seed % 20 === 0 ? 'dexie' : seed % 20 === 10 ? 'chunklog' : 'memory';
}

export function stepsOf(seed: number, count: number): Step[] {
  const random = seededRandom(seed);
  const whole = (below: number) => Math.floor(random() * below);
  const one = <T>(list: readonly T[]): T => list[whole(list.length)] as T;
  const draws: readonly (readonly [number, () => Step])[] = [
    [24, () => ({ do: 'edit', which: whole(12), value: whole(1000) })],
    [8, () => ({ do: 'remove', which: whole(12), value: 0 })],
    [5, () => ({ do: 'burst', value: whole(1000) })],
    [8, () => ({ do: 'sell', which: whole(12) })],
    [4, () => ({ do: 'sell-elsewhere', which: whole(12) })],
    [8, () => ({ do: 'cart', which: whole(3) })],
    [5, () => ({ do: 'cart-elsewhere', which: whole(3) })],
    [14, () => ({ do: 'wire', how: one(wireFaults) })],
    [9, () => ({ do: 'storage', how: one(storageFaults) })],
    [2, () => ({ do: 'new-history' })],
    [3, () => ({ do: 'rebuild' })],
    [3, () => ({ do: 'close' })],
    [4, () => ({ do: 'open' })],
    [6, () => ({ do: 'reload' })],
    [4, () => ({ do: 'sync' })],
    [2, () => ({ do: 'verify' })],
    [10, () => ({ do: 'wait', ms: whole(12) })],
  ];
  const total = draws.reduce((sum, [weight]) => sum + weight, 0);
  return Array.from({ length: count }, () => {
    let ticket = random() * total;
    const drawn = draws.find(([weight]) => (ticket -= weight) < 0) ?? draws[0];
    return (drawn as (typeof draws)[number])[1]();
  });
}
