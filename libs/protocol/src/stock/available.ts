import type { InventoryLevel } from '@tidemark/schema';
import { covers, isLaterEpoch, parseCheckpoint, type Checkpoint } from '../checkpoint.ts';
import type { StockEffect } from './stock-effect.ts';

/** How far a till has read the collections of records. */
export interface HeldRecords {
  readonly sales: Checkpoint | undefined;
  readonly stockMoves: Checkpoint | undefined;
}

/**
 * Whether a till knows enough to use a level: all records that may be in its count. Until then it keeps the level it
 * had, and reads on; otherwise a sale that it still believes unsent would be subtracted from a count that includes it
 * already.
 */
export function isReadable(level: Pick<InventoryLevel, 'asOf'>, held: HeldRecords): boolean {
  if (!level.asOf) return true;
  return (['sales', 'stockMoves'] as const).every(collection => {
    const wanted = parseCheckpoint(level.asOf?.[collection] ?? '');
    const known = held[collection];
    if (!known || known.epoch === wanted.epoch) return covers(known, wanted);
    // A level of an older history is older than anything read in this one.
    return !isLaterEpoch(wanted.epoch, known.epoch);
  });
}

/** How many can be sold of a level that `isReadable`: the mirrored count, plus what tills did that is not in it. */
export function available(
  level: Pick<InventoryLevel, 'inventoryItemId' | 'locationId' | 'available' | 'asOf'>,
  effects: Iterable<StockEffect>,
  epoch: string,
): number {
  let count = level.available;
  for (const effect of effects) {
    const touches =
      effect.inventoryItemId === level.inventoryItemId && effect.locationId === level.locationId;
    if (touches && !isIncluded(effect, level.asOf, epoch)) count += effect.delta;
  }
  return count;
}

/**
 * Whether a level's count includes an effect. It does if Shopify accepted the record before the level was read, and is
 * assumed to if a person resolved it by hand; all else happened only in the shop, including what Shopify refused. No
 * two clocks are compared: both places are the mirror's, and a history includes what was accepted in those before it.
 * `epoch` names the present history: it came after all others, even if their names do not tell.
 */
export function isIncluded(
  { collection, submission }: StockEffect,
  asOf: InventoryLevel['asOf'],
  epoch: string,
): boolean {
  if (submission?.state === 'resolved') return true;
  if (submission?.state !== 'accepted' || !asOf) return false;
  const read = parseCheckpoint(asOf[collection]);
  const after = parseCheckpoint(submission.after);
  if (read.epoch === after.epoch) return read.seq > after.seq;
  return read.epoch === epoch || isLaterEpoch(read.epoch, after.epoch);
}
