import type { Tender, TenderKind } from '@tidemark/schema';
import { cash } from './cash.ts';
import { externalCard } from './external-card.ts';
import type { TenderOnScreen } from './tender-on-screen.ts';

/** Every way to pay, as it looks on screen: the compiler reports one that is missing. */
export const tendersOnScreen: Readonly<Record<TenderKind, TenderOnScreen>> = {
  cash,
  'external-card': externalCard,
};

/** How a tender was paid, as a receipt says it. */
export function tenderWords(tender: Tender): string {
  return tendersOnScreen[tender.kind].said(tender);
}

/**
 * How an order was paid, from the `gateway` of a Shopify transaction: the tender of that name, else Shopify's own word
 * with blanks.
 */
export function gatewayWords(gateway: string): string {
  const known = Object.entries(tendersOnScreen).find(([kind]) => kind === gateway)?.[1];
  return known ? known.name() : gateway.replaceAll('_', ' ');
}
