import type { Effect } from '../documents/effect.ts';
import type { Sale } from '../documents/sale.ts';

/** What a sale changes in Shopify besides its order, in the order in which it is done; empty: nothing. */
export function effectsOf({ effects }: Pick<Sale, 'effects'>): readonly Effect[] {
  return effects ?? [];
}
