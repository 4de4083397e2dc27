import {
  effectsOf,
  inventoryLevelId,
  type Effect,
  type MoveSubmission,
  type Sale,
  type SaleSubmission,
  type StockMove,
} from '@tidemark/schema';

/** What one order, one correction or one move does to one level. */
export interface StockEffect {
  readonly collection: 'sales' | 'stockMoves';
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly delta: number;
  readonly submission: SaleSubmission | MoveSubmission;
}

/** A difference at one level. */
type Change = Pick<StockEffect, 'inventoryItemId' | 'locationId' | 'delta'>;

/**
 * The effects of a sale on stock: one of its order for each level, and one of each correction for each level. Together
 * they take what was sold from the sale's location, and nothing anywhere else; custom lines take nothing. Several may
 * touch one level, each with a submission of its own.
 */
export function effectsOfSale(sale: Sale): StockEffect[] {
  const corrections = isPlaced(sale) ? effectsOf(sale) : [];
  // A correction moves what the order took elsewhere: the order took what was sold, less that.
  const undone = corrections.flatMap(({ changes }) => changes.map(each => ({ ...each, delta: -each.delta })));
  return [
    ...posted([...soldAt(sale), ...undone], sale.submission),
    ...corrections.flatMap(({ changes, submission }) => posted(changes, submission)),
  ];
}

export function effectOfMove({ inventoryItemId, locationId, delta, submission }: StockMove): StockEffect {
  return { collection: 'stockMoves', inventoryItemId, locationId, delta, submission };
}

/** Whether it is known from where Shopify took the goods. A restored server looks for the order first. */
function isPlaced({ submission }: Sale): boolean {
  return submission?.state === 'accepted' || submission?.state === 'resolved';
}

function soldAt({ lines, locationId }: Sale): Change[] {
  return lines.flatMap(({ inventoryItemId, quantity }) =>
    inventoryItemId === null ? [] : [{ inventoryItemId, locationId, delta: -quantity }],
  );
}

/** One effect for each level that the changes touch. */
function posted(
  changes: readonly Change[],
  submission: Sale['submission'] | Effect['submission'],
): StockEffect[] {
  const levels = new Map<string, StockEffect>();
  for (const { inventoryItemId, locationId, delta } of changes) {
    const id = inventoryLevelId(inventoryItemId, locationId);
    const before = levels.get(id)?.delta ?? 0;
    levels.set(id, { collection: 'sales', inventoryItemId, locationId, delta: before + delta, submission });
  }
  return [...levels.values()].filter(each => each.delta !== 0);
}
