import { idOf } from '../shop/ids.ts';
import { cents, decimal } from '../shop/money.ts';
import { stockReturned, type StockChange } from './order-stock.ts';
import { orderTotals } from './order-totals.ts';
import type { OrderRecord, RefundLineRecord, RefundRecord } from '../shop/records.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';

export interface RefundInput {
  readonly orderId: string;
  readonly note?: string | null;
  readonly allowOverRefunding?: boolean;
  readonly refundLineItems?: readonly {
    readonly lineItemId: string;
    readonly quantity: number;
    readonly restockType?: RefundLineRecord['restockType'] | null;
    readonly locationId?: string | null;
  }[];
  readonly transactions?: readonly {
    readonly amount: string;
    readonly gateway?: string;
    readonly kind?: string;
    readonly parentId?: string | null;
  }[];
}

export function refundErrors(order: OrderRecord, input: RefundInput): UserError[] {
  const errors: UserError[] = [];
  (input.refundLineItems ?? []).forEach(({ lineItemId, quantity }, n) => {
    const line = order.lines.find(each => each.id === idOf(lineItemId));
    const field = ['refundLineItems', String(n), line ? 'quantity' : 'lineItemId'];
    if (!line) errors.push(userError(field, 'Line item does not exist'));
    else if (quantity > line.currentQuantity)
      errors.push(userError(field, 'Quantity cannot refund more items than were purchased'));
  });
  for (const { kind, parentId } of input.transactions ?? []) {
    if (kind !== undefined && kind !== 'REFUND')
      errors.push(userError(null, `Kind ${kind.toLowerCase()} is not a valid transaction`));
    else if (parentId && !order.transactions.some(each => each.id === idOf(parentId)))
      errors.push(userError(['transactions'], 'Transactions require a parent_id associated with the order'));
  }
  const sum = (input.transactions ?? []).reduce((total, each) => total + cents(each.amount), 0);
  const { received, refunded: back } = orderTotals(order, order.taxesIncluded ?? true);
  if (sum > received - back && !input.allowOverRefunding)
    errors.push(userError(null, 'Refund amount cannot be greater than the amount paid'));
  return errors;
}

/** The order with the refund added. Only the requested transactions return money. */
export function refunded(
  store: Store,
  order: OrderRecord,
  input: RefundInput,
): { order: OrderRecord; refund: RefundRecord; returns: StockChange[] } {
  const now = store.now();
  const lines = (input.refundLineItems ?? []).map(each => ({
    id: store.newId(),
    lineId: idOf(each.lineItemId),
    quantity: each.quantity,
    restockType: each.restockType ?? ('NO_RESTOCK' as const),
    ...(each.locationId ? { locationId: idOf(each.locationId) } : {}),
  }));
  const sale = order.transactions.find(each => each.kind === 'SALE' || each.kind === 'CAPTURE');
  const transactions = (input.transactions ?? []).map(({ amount, gateway, parentId }) => {
    const parent = parentId ? order.transactions.find(each => each.id === idOf(parentId)) : sale;
    return {
      id: store.newId(),
      kind: 'REFUND' as const,
      status: 'SUCCESS' as const,
      // As recorded: the parent's gateway, not the requested one.
      gateway: parent?.gateway ?? gateway ?? 'manual',
      amount: decimal(cents(amount)),
      processedAt: now,
      ...(parent ? { parentId: parent.id } : {}),
    };
  });
  const refund: RefundRecord = {
    id: store.newId(),
    note: input.note ?? undefined,
    amount: decimal(transactions.reduce((sum, each) => sum + cents(each.amount), 0)),
    createdAt: now,
    lines,
    transactionIds: transactions.map(each => each.id),
  };
  const quantityBack = (lineId: string) =>
    lines.filter(each => each.lineId === lineId).reduce((sum, each) => sum + each.quantity, 0);
  const next = {
    ...order,
    lines: order.lines.map(line => ({
      ...line,
      currentQuantity: line.currentQuantity - quantityBack(line.id),
    })),
    transactions: [...order.transactions, ...transactions],
    refunds: [...order.refunds, refund],
  };
  return { order: next, refund, returns: stockReturned(store, order, lines) };
}
