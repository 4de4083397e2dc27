import type { OrderRecord } from './records.ts';

/** What an order came to, in cents. */
export interface OrderTotals {
  readonly subtotal: number;
  readonly discounts: number;
  readonly shipping: number;
  readonly tax: number;
  readonly total: number;
  readonly received: number;
  readonly refunded: number;
}

export function orderTotals(order: OrderRecord, taxesIncluded: boolean): OrderTotals {
  const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
  const lines = sum(order.lines.map(each => cents(each.price) * each.quantity));
  const discounts = sum(order.lines.map(each => cents(each.discount)));
  const tax = sum(order.lines.flatMap(each => each.taxes.map(tax => cents(tax.amount))));
  const shipping = cents(order.shipping);
  const done = order.transactions.filter(each => each.status === 'SUCCESS');
  const amounts = (kind: 'SALE' | 'REFUND') =>
    sum(done.filter(each => each.kind === kind).map(each => cents(each.amount)));
  return {
    subtotal: lines - discounts,
    discounts,
    shipping,
    tax,
    total: lines - discounts + shipping + (taxesIncluded ? 0 : tax),
    received: amounts('SALE'),
    refunded: amounts('REFUND'),
  };
}

export function financialStatus({ total, received, refunded }: OrderTotals): string {
  if (refunded > 0) return refunded >= received ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (received === 0 && total > 0) return 'PENDING';
  return received >= total ? 'PAID' : 'PARTIALLY_PAID';
}

export function cents(amount: string): number {
  return Math.round(Number(amount) * 100);
}

export function decimal(value: number): string {
  return (value / 100).toFixed(2);
}
