import type { Caches } from '../caches/caches.ts';
import { Synchroniser } from './synchroniser.ts';
import type { TillParts } from '../open/till-parts.ts';
import type { TillStatus } from '../api/till.ts';

/** Keeps a till's caches true: works on the cache set in use, and tells the other tabs of a swap. */
export function tillSynchroniser(
  { options, wire, cacheSets, tabs, sellingSession }: TillParts,
  till: {
    readonly show: (caches: Caches) => Promise<void>;
    readonly change: (change: (status: TillStatus) => TillStatus) => void;
    readonly learnInterval: (minutes: number | undefined) => void;
  },
): Synchroniser {
  return new Synchroniser({
    wire,
    now: options.now,
    newId: options.newId,
    caches: () => cacheSets.current,
    followSwap: () => cacheSets.follow(till.show),
    openNext: () => cacheSets.openNext(),
    dropNext: next => cacheSets.drop(next),
    swap: async next => {
      await cacheSets.swap(next, till.show);
      tabs.post({ kind: 'generation' });
    },
    change: till.change,
    learnInterval: till.learnInterval,
    beforeStock: () => sellingSession.readBeforeStock(),
    fence: () => tabs.fence(),
  });
}
