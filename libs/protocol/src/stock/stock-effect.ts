import type { MoveSubmission, Sale, SaleSubmission, StockMove } from '@tidemark/schema';

/** The effect of one sale, or one move, on one level. */
export interface StockEffect {
  readonly collection: 'sales' | 'stockMoves';
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly delta: number;
  readonly submission: SaleSubmission | MoveSubmission;
}

/** One effect for each item that a sale takes; custom lines take nothing. */
export function effectsOfSale({ lines, locationId, submission }: Sale): StockEffect[] {
  const taken = new Map<string, number>();
  for (const { inventoryItemId, quantity } of lines) {
    if (inventoryItemId !== null) taken.set(inventoryItemId, (taken.get(inventoryItemId) ?? 0) + quantity);
  }
  return [...taken].map(([inventoryItemId, quantity]) => ({
    collection: 'sales',
    inventoryItemId,
    locationId,
    delta: -quantity,
    submission,
  }));
}

export function effectOfMove({ inventoryItemId, locationId, delta, submission }: StockMove): StockEffect {
  return { collection: 'stockMoves', inventoryItemId, locationId, delta, submission };
}
