import { covers } from '@tidemark/protocol';
import { collectionNames, type CollectionName } from '@tidemark/schema';
import type { Caches } from '../caches/caches.ts';
import { complete, type Proved } from './complete.ts';
import type { ProgressParts } from '../api/progress.ts';
import { Replication } from './replication.ts';
import { totalsOf } from '../api/status.ts';
import type { Wire } from '../wire/wire.ts';

export interface RebuildParts extends ProgressParts {
  readonly wire: Wire;
  readonly caches: () => Caches;
  readonly openNext: () => Promise<Caches>;
  readonly dropNext: (caches: Caches) => Promise<void>;
  /** Puts these in use at once, if it can; resolves when they are shown too. */
  readonly swap: (caches: Caches) => Promise<void>;
  /** Acts while nothing is pulled into the caches in use, and no other code swaps. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>;
  readonly onProofs: (proofs: ReadonlyMap<CollectionName, Proved>) => void;
}

/** How often new caches catch up beside those in use; what changes after that comes in while others wait. */
const mostRounds = 5;

/**
 * [T7] Fills new caches beside those in use, proves them, and puts them in use when they are not behind the old ones.
 * Other work goes on meanwhile: it waits for the swap at most ([T41]). Any failure leaves the old caches in use.
 * Answers the number of changes.
 */
export async function rebuild(parts: RebuildParts, signal?: AbortSignal): Promise<number> {
  const { wire, change, openNext, dropNext, caches, alone } = parts;
  const totals = totalsOf(await wire.status());
  const next = await openNext();
  const proofs = new Map<CollectionName, Proved>();
  const fill = async (names: readonly CollectionName[]): Promise<void> => {
    for (const name of names) {
      const replication = new Replication(wire, next, name);
      const proved = await complete(replication, name, { ...parts, filling: 'rebuild' }, signal);
      proofs.set(name, { ...proved, changes: proved.changes + (proofs.get(name)?.changes ?? 0) });
    }
  };
  /** Puts the new caches in use; answers instead which collections are still behind those in use. */
  const putInUse = async (round: number): Promise<{ shown: Promise<void> } | readonly CollectionName[]> => {
    signal?.throwIfAborted();
    const behind = await behindOf(next, caches());
    if (behind.length > 0 && round < mostRounds) return behind;
    await fill(behind);
    const shown = parts.swap(next);
    // The failure is handled where the promise is awaited.
    shown.catch(() => undefined);
    if (caches() === next) parts.onProofs(proofs);
    return { shown };
  };
  try {
    for (const name of collectionNames) {
      const progress = { collection: name, done: 0, total: totals[name] };
      change(status => ({ ...status, filling: { kind: 'rebuild', totals, progress } }));
      await fill([name]);
    }
    for (let round = 0; ; round++) {
      const outcome = await alone(() => putInUse(round));
      if ('shown' in outcome) {
        await outcome.shown;
        break;
      }
      await fill(outcome);
    }
    return [...proofs.values()].reduce((sum, each) => sum + each.changes, 0);
  } catch (error) {
    if (caches() !== next) await dropNext(next);
    throw error;
  } finally {
    change(status => ({ ...status, filling: undefined }));
  }
}

/** The collections where these caches hold less than those in use, of the same history. */
async function behindOf(next: Caches, inUse: Caches): Promise<readonly CollectionName[]> {
  const behind: CollectionName[] = [];
  for (const name of collectionNames) {
    const [own, other] = [await next.place(name), await placeIn(inUse, name)];
    if (other && own?.epoch === other.epoch && !covers(own, other)) behind.push(name);
  }
  return behind;
}

/** Undefined also where the caches in use cannot be read any more: then everything is ahead of them. */
async function placeIn(inUse: Caches, name: CollectionName) {
  return inUse.place(name).catch(() => undefined);
}
