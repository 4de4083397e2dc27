import type { InventoryLevel } from '@tidemark/schema';
import { parseCheckpoint } from '../checkpoint.ts';
import { isIncluded } from './available.ts';
import type { StockEffect } from './stock-effect.ts';

/** A level as it was read from Shopify, with where `sales` and `stockMoves` were when the read began. */
export interface LevelRead {
  readonly available: number;
  readonly asOf: NonNullable<InventoryLevel['asOf']>;
}

/**
 * What the server does with a level that it read, asked in the transaction that would store it.
 *
 * - `read-again`: something that touches it was on its way to Shopify while it was read, so nobody knows whether the
 *   count has it. Or the read began before the stored one did and counts otherwise: what the stored one has, and nobody
 *   asks about any more, may be in this count or not. Read again once that is known.
 * - `keep`: says nothing new.
 * - `store`: with its `asOf`: the count is another, or it now includes what the stored one did not.
 */
export function levelVerdict(
  read: LevelRead,
  stored: Pick<InventoryLevel, 'available' | 'asOf'> | undefined,
  touching: readonly StockEffect[],
): 'read-again' | 'keep' | 'store' {
  if (touching.some(effect => isUncertain(effect, read))) return 'read-again';
  if (!stored) return 'store';
  if (stored.available !== read.available)
    return beganBefore(read.asOf, stored.asOf) ? 'read-again' : 'store';
  const { epoch } = parseCheckpoint(read.asOf.sales);
  const news = touching.some(
    effect => isIncluded(effect, read.asOf, epoch) && !isIncluded(effect, stored.asOf, epoch),
  );
  return news ? 'store' : 'keep';
}

/** Of one history: whether a read began when less was known than at that of the stored level. */
function beganBefore(read: LevelRead['asOf'], stored: InventoryLevel['asOf']): boolean {
  return (['sales', 'stockMoves'] as const).some(collection => {
    const begun = parseCheckpoint(read[collection]);
    const known = stored && parseCheckpoint(stored[collection]);
    return known?.epoch === begun.epoch && begun.seq < known.seq;
  });
}

/** Begun and unanswered, or accepted since the read began. */
function isUncertain(effect: StockEffect, read: LevelRead): boolean {
  const { submission } = effect;
  if (submission?.state === 'waiting') return submission.unanswered > 0;
  return (
    submission?.state === 'accepted' && !isIncluded(effect, read.asOf, parseCheckpoint(read.asOf.sales).epoch)
  );
}
