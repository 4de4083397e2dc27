import type { Sale } from '@tidemark/schema';

/** An order's amounts by Shopify, in minor units of the sale's currency. */
export interface OrderMoney {
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
  readonly paid: number;
}

export interface MoneyDifference {
  readonly field: string;
  readonly sale: number;
  readonly order: number;
}

/**
 * The amounts in which Shopify differs from the sale, field by field. The customer paid the sale's; a difference is
 * shown.
 */
export function moneyDifferences(sale: Pick<Sale, 'totals'>, order: OrderMoney): MoneyDifference[] {
  const { subtotal, tax, total, paid, change } = sale.totals;
  const expected: OrderMoney = { subtotal, tax, total, paid: paid - change };
  return (['subtotal', 'tax', 'total', 'paid'] as const)
    .filter(field => expected[field] !== order[field])
    .map(field => ({ field, sale: expected[field], order: order[field] }));
}
