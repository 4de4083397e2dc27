import type { Sale } from '@tidemark/schema';
import { ShopifyError, type OrderPlacement } from '@tidemark/shopify';
import type { SubmitQueue } from '../submit-queue.ts';

/** Where Shopify took a sale's goods from; empty if that agrees with the sale, or is unknown. */
export interface Placement {
  /** The order's location if it is not the sale's; null: none. */
  readonly orderLocationId?: string | null;
  readonly misplaced?: {
    readonly variantId: string;
    readonly quantity: number;
    /** Null: the goods left no location. */
    readonly locationId: string | null;
  }[];
}

/** How long one question may take. */
const patienceMs = 5_000;
/** How often it is asked before the order is accepted without an answer. */
const asksEnough = 8;
/** How soon it is asked again, twice as late each time. */
const askAgainMs = 500;

/** An order's placement, or how long until it is asked for again. */
type PlacementAnswer =
  | { readonly isKnown: true; readonly placement: Placement }
  | { readonly isKnown: false; readonly againMs: number };

/**
 * [T20] Asks Shopify for an order's location and what left from which location. An answer that did not come is asked for
 * a few times: what follows from it is decided once, with the acceptance. After that, and where the app may not read it, a
 * missing answer is not a difference: the order is made, and this does not hold its sale up.
 */
export async function placementOf(queue: SubmitQueue, sale: Sale, orderId: string): Promise<PlacementAnswer> {
  const { shopify, signal, log } = queue.source;
  let error = 'Shopify does not show the order';
  let isPassing = true;
  try {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const placed = await shopify.writes.placementOf(orderId, inTime);
    if (placed !== undefined) return { isKnown: true, placement: compared(sale, placed) };
  } catch (thrown) {
    if (!(thrown instanceof ShopifyError || (thrown instanceof DOMException && !signal.aborted)))
      throw thrown;
    error = String(thrown);
    isPassing = !(thrown instanceof ShopifyError) || !['forbidden', 'unexpected'].includes(thrown.reason);
  }
  const times = queue.asksForPlacement(sale.id);
  if (isPassing && times < asksEnough) return { isKnown: false, againMs: askAgainMs * 2 ** (times - 1) };
  log({ name: 'placement-unknown', shop: shopify.shop, id: sale.id, orderId, error });
  return { isKnown: true, placement: {} };
}

/** How Shopify's placement differs from the sale, by which all goods left the sale's location. */
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
  // Lines of a variant that is gone from Shopify have no variant id: then it is unknown what was not fulfilled.
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
