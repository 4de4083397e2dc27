import type { Tender } from '../documents/sale.ts';
import { sum } from './round.ts';

/** Whether tenders pay what is due. A card terminal gives no change, so a card never pays more than is due. */
export type Settlement =
  | { readonly kind: 'paid'; readonly paid: number; readonly change: number }
  | { readonly kind: 'short'; readonly missing: number }
  | { readonly kind: 'card-over'; readonly excess: number };

export function settle(due: number, tenders: readonly Tender[]): Settlement {
  const paid = sum(tenders.map(tender => tender.amount));
  const byCard = sum(tenders.filter(tender => tender.kind === 'external-card').map(tender => tender.amount));
  if (byCard > due) return { kind: 'card-over', excess: byCard - due };
  if (paid < due) return { kind: 'short', missing: due - paid };
  return { kind: 'paid', paid, change: paid - due };
}

/**
 * What the shop keeps of each tender once change was given: what Shopify is told was paid. Change comes out of cash, the
 * last handed over first; a tender of which nothing is kept is left out.
 */
export function takings(tenders: readonly Tender[], change: number): Tender[] {
  let left = change;
  const kept = tenders.toReversed().map(tender => {
    const back = tender.kind === 'cash' ? Math.min(left, tender.amount) : 0;
    left -= back;
    return { ...tender, amount: tender.amount - back };
  });
  return kept.toReversed().filter(tender => tender.amount > 0);
}
