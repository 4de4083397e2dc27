import { effectsOf, type Sale } from '@tidemark/schema';
import type { SaleEntry } from './selling.ts';

/**
 * What Shopify took from another location than the sale's, or from none, and no correction of the sale deals with: only
 * a person can put that right in Shopify. A correction that was refused waits for a decision of its own.
 */
export function uncorrected(sale: Pick<Sale, 'submission' | 'effects'>): SaleEntry['misplaced'] {
  const { submission } = sale;
  const misplaced = submission?.state === 'accepted' ? (submission.misplaced ?? []) : [];
  if (misplaced.length === 0) return misplaced;
  const corrected = new Map<string, number>();
  for (const { variantId, locationId, delta } of effectsOf(sale).flatMap(({ changes }) => changes))
    corrected.set(`${variantId}@${locationId}`, (corrected.get(`${variantId}@${locationId}`) ?? 0) + delta);
  return misplaced.flatMap(each => {
    const units = each.locationId === null ? 0 : (corrected.get(`${each.variantId}@${each.locationId}`) ?? 0);
    const quantity = each.quantity - Math.max(0, units);
    return quantity > 0 ? [{ ...each, quantity }] : [];
  });
}
