import type { InventoryLevel } from '@tidemark/schema';
import { covers, isLaterEpoch, parseCheckpoint, type Checkpoint } from '../checkpoint.ts';
import type { StockEffect } from './stock-effect.ts';

/** How far a till has read what tills write. */
export interface HeldRecords {
  readonly sales: Checkpoint | undefined;
  readonly stockMoves: Checkpoint | undefined;
}

/**
 * Whether a till knows enough to use a level: everything that may be in its count. Until then it goes on with the level
 * it had, and reads on; or a sale that it still believes unsent would be taken off a count that has it already.
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

/** What can be sold of a level that `isReadable`: the mirrored count, and what tills did that is not in it. */
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
 * Whether a level's count has an effect in it. What Shopify accepted before the level was read is; what was dealt with
 * by hand is believed to be; everything else happened in the shop alone, also what Shopify refused. No two clocks are
 * compared: both places are the mirror's, and a history has in it what was accepted in those before it. `epoch` names the
 * present one: it came after all others, also where their names do not tell.
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
