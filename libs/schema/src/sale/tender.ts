import type { Tender } from '../documents/sale.ts';
import { tenderRules } from '../tenders/index.ts';
import { sum } from './round.ts';

/** Whether tenders pay what is due. A tender that gives no change, as a card, never pays more than is due. */
export type Settlement =
  | { readonly kind: 'paid'; readonly paid: number; readonly change: number }
  | { readonly kind: 'short'; readonly missing: number }
  | { readonly kind: 'card-over'; readonly excess: number };

export function settle(due: number, tenders: readonly Tender[]): Settlement {
  const paid = sum(tenders.map(tender => tender.amount));
  const exact = tenders.filter(({ kind }) => !tenderRules(kind).givesChange);
  const excess = sum(exact.map(({ amount }) => amount)) - due;
  if (excess > 0) return { kind: 'card-over', excess };
  if (paid < due) return { kind: 'short', missing: due - paid };
  return { kind: 'paid', paid, change: paid - due };
}

/**
 * What the shop keeps of each tender after change: the payments that Shopify is told. Change comes out of tenders that
 * give change, the last handed over first; a tender of which nothing is kept is left out.
 */
export function takings(tenders: readonly Tender[], change: number): Tender[] {
  let left = change;
  const kept = tenders.toReversed().map(tender => {
    const back = tenderRules(tender.kind).givesChange ? Math.min(left, tender.amount) : 0;
    left -= back;
    return { ...tender, amount: tender.amount - back };
  });
  return kept.toReversed().filter(tender => tender.amount > 0);
}
