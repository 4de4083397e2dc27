import type { Caches } from '../caches/caches.ts';
import { Synchroniser } from './synchroniser.ts';
import type { TillParts } from '../open/till-parts.ts';
import type { TillStatus } from '../api/till.ts';

/** What keeps a till's caches true: on the generation in use, with the other tabs told of a swap. */
export function tillSynchroniser(
  { options, wire, generations, tabs, desk }: TillParts,
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
    caches: () => generations.current,
    followSwap: () => generations.follow(till.show),
    openNext: () => generations.openNext(),
    dropNext: next => generations.drop(next),
    swap: async next => {
      await generations.swap(next, till.show);
      tabs.post({ kind: 'generation' });
    },
    change: till.change,
    learnInterval: till.learnInterval,
    beforeStock: () => desk.readBeforeStock(),
    fence: () => tabs.fence(),
  });
}
