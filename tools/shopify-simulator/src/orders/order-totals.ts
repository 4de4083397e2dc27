import { cents } from '../shop/money.ts';
import type { OrderLineRecord, OrderRecord } from '../shop/records.ts';

/** An order's totals, in cents. */
export interface OrderTotals {
  readonly subtotal: number;
  readonly discounts: number;
  readonly shipping: number;
  readonly tax: number;
  readonly total: number;
  readonly received: number;
  readonly refunded: number;
  readonly authorized: number;
  /** Without returned goods. */
  readonly current: { readonly subtotal: number; readonly tax: number; readonly total: number };
}

export function orderTotals(order: OrderRecord, taxesIncluded: boolean): OrderTotals {
  const isIncluded = order.taxesIncluded ?? taxesIncluded;
  const shipping = cents(order.shipping);
  const all = linesTotals(order.lines, each => each.quantity);
  const current = linesTotals(order.lines, each => each.currentQuantity);
  const total = (of: typeof all) => of.subtotal + shipping + (isIncluded ? 0 : of.tax);
  const done = order.transactions.filter(each => each.status === 'SUCCESS');
  const amounts = (...kinds: string[]) =>
    sum(done.filter(each => kinds.includes(each.kind)).map(each => cents(each.amount)));
  const received = amounts('SALE', 'CAPTURE');
  return {
    ...all,
    shipping,
    total: total(all),
    received,
    refunded: amounts('REFUND', 'CHANGE'),
    authorized: Math.max(0, amounts('AUTHORIZATION', 'EMV_AUTHORIZATION') - amounts('VOID', 'CAPTURE')),
    current: { subtotal: current.subtotal, tax: current.tax, total: total(current) },
  };
}

/** Totals of the lines, with each line's discount and taxes in proportion to its quantity. */
function linesTotals(lines: readonly OrderLineRecord[], quantityOf: (line: OrderLineRecord) => number) {
  const part = (line: OrderLineRecord, value: number) =>
    line.quantity === 0 ? 0 : Math.round((value * quantityOf(line)) / line.quantity);
  const discounts = sum(lines.map(each => part(each, cents(each.discount))));
  return {
    subtotal: sum(lines.map(each => cents(each.price) * quantityOf(each))) - discounts,
    discounts,
    tax: sum(lines.map(line => part(line, sum(line.taxes.map(each => cents(each.amount)))))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

/** The financial status; null, as recorded, for an order without transactions that is not cancelled. */
export function financialStatus(order: OrderRecord, totals: OrderTotals): string | null {
  const { received, refunded, total, authorized } = totals;
  if (refunded > 0) return refunded >= received ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (order.transactions.length === 0 && order.cancelledAt === undefined) return null;
  if (received === 0 && order.cancelledAt !== undefined) return 'VOIDED';
  if (received === 0 && authorized > 0) return 'AUTHORIZED';
  if (received === 0 && total > 0) return 'PENDING';
  return received >= total ? 'PAID' : 'PARTIALLY_PAID';
}
