import type { Sale } from '@tidemark/schema';
import { ShopifyError, type OrderPlacement } from '@tidemark/shopify';
import type { SubmitQueue } from '../submit-queue.ts';

/** What an acceptance says of where Shopify took the goods from; empty where it is as the sale says, or nothing is known. */
export interface Placement {
  /** Where Shopify says that it was rung up, where that is not the sale's location; null: nowhere. */
  readonly orderLocationId?: string | null;
  readonly misplaced?: {
    readonly variantId: string;
    readonly quantity: number;
    /** Null: it left no location. */
    readonly locationId: string | null;
  }[];
}

/** Whoever waits for the order's acceptance waits no longer for this. */
const patienceMs = 5_000;

/**
 * [T20] Asks where an order was placed and what it took from where. No answer is no difference: the order is made, and
 * its sale is not held up for this.
 */
export async function placementOf(queue: SubmitQueue, sale: Sale, orderId: string): Promise<Placement> {
  const { shopify, signal, log } = queue.source;
  try {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const placed = await shopify.writes.placementOf(orderId, inTime);
    return placed === undefined ? {} : compared(sale, placed);
  } catch (error) {
    if (!(error instanceof ShopifyError || (error instanceof DOMException && !signal.aborted))) throw error;
    log({ name: 'placement-unknown', shop: shopify.shop, id: sale.id, orderId, error: String(error) });
    return {};
  }
}

/** Where what Shopify did is not what the sale says: the goods left the sale's location, all of them. */
export function compared(sale: Pick<Sale, 'locationId' | 'lines'>, placed: OrderPlacement): Placement {
  const { retailLocationId, fulfilled, isWhole } = placed;
  const sold = new Map<string, number>();
  for (const { variantId, quantity } of sale.lines)
    if (variantId !== null) sold.set(variantId, (sold.get(variantId) ?? 0) + quantity);
  const left = new Map(sold);
  const elsewhere = new Map<string, { variantId: string; quantity: number; locationId: string | null }>();
  for (const { variantId, quantity, locationId } of fulfilled) {
    if (variantId === null || !sold.has(variantId) || quantity < 1) continue;
    left.set(variantId, (left.get(variantId) ?? 0) - quantity);
    if (locationId === sale.locationId) continue;
    const key = `${variantId}@${locationId}`;
    const before = elsewhere.get(key)?.quantity ?? 0;
    elsewhere.set(key, { variantId, quantity: before + quantity, locationId });
  }
  // A variant that is gone from Shopify has lines without a name: then nobody can say what was not handed over.
  const isTold = isWhole && fulfilled.every(each => each.variantId !== null || sold.size === 0);
  const missing = [...left].filter(([, quantity]) => isTold && quantity > 0);
  const misplaced = [
    ...elsewhere.values(),
    ...missing.map(([variantId, quantity]) => ({ variantId, quantity, locationId: null })),
  ];
  return {
    ...(retailLocationId === sale.locationId ? {} : { orderLocationId: retailLocationId }),
    ...(misplaced.length === 0 ? {} : { misplaced }),
  };
}
