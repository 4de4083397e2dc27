import type { InventoryLevel } from '@tidemark/schema';
import { parseCheckpoint } from '../checkpoint.ts';
import { isIncluded } from './available.ts';
import type { StockEffect } from './stock-effect.ts';

/** A level read from Shopify, with the places of `sales` and `stockMoves` when the read began. */
export interface LevelRead {
  readonly available: number;
  readonly asOf: NonNullable<InventoryLevel['asOf']>;
}

/**
 * Decides what the server does with a level that it read; call it in the transaction that would store the level.
 *
 * - `read-again`: a record that touches it was in flight to Shopify during the read, so the count may or may not
 *   include it. Or the read began before the stored one's and its count differs: this count may or may not include
 *   records that the stored one has, and for which no further read is due. Read it again once that is known.
 * - `keep`: nothing is new.
 * - `store`, with its `asOf`: the count differs, or now includes what the stored one did not.
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

/** Whether, within one history, a read began at an earlier place than the stored level's read. */
function beganBefore(read: LevelRead['asOf'], stored: InventoryLevel['asOf']): boolean {
  return (['sales', 'stockMoves'] as const).some(collection => {
    const begun = parseCheckpoint(read[collection]);
    const known = stored && parseCheckpoint(stored[collection]);
    return known?.epoch === begun.epoch && begun.seq < known.seq;
  });
}

/** Whether an attempt is begun and unanswered, or was accepted since the read began. */
function isUncertain(effect: StockEffect, read: LevelRead): boolean {
  const { submission } = effect;
  if (submission?.state === 'waiting') return submission.unanswered > 0;
  return (
    submission?.state === 'accepted' && !isIncluded(effect, read.asOf, parseCheckpoint(read.asOf.sales).epoch)
  );
}
