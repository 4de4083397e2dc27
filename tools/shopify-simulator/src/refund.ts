import { idOf } from './ids.ts';
import { cents, decimal } from './money.ts';
import { orderTotals } from './order-totals.ts';
import type { OrderRecord, RefundLineRecord, RefundRecord } from './records.ts';
import type { Store } from './store.ts';
import { levelKey } from './rows.ts';
import { userError, type UserError } from './user-errors.ts';

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
    readonly parentId?: string | null;
  }[];
}

/** What goes back on the shelf: the level's new count. */
export interface StockChange {
  readonly itemId: string;
  readonly locationId: string;
  readonly available: number;
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
  const sum = (input.transactions ?? []).reduce((total, each) => total + cents(each.amount), 0);
  const { received, refunded: back } = orderTotals(order, order.taxesIncluded ?? true);
  if (sum > received - back && !input.allowOverRefunding)
    errors.push(userError(null, 'Refund amount cannot be greater than the amount paid'));
  return errors;
}

/** The order with the refund in it. Without transactions, all that was paid goes back. */
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
  const totals = orderTotals(order, store.shop.taxesIncluded);
  const open = totals.received - totals.refunded;
  const sale = order.transactions.find(each => each.kind === 'SALE' || each.kind === 'CAPTURE');
  const gateway = sale?.gateway ?? 'manual';
  const paidBack =
    input.transactions ?? (open > 0 ? [{ amount: decimal(open), gateway, parentId: null }] : []);
  const transactions = paidBack.map(each => ({
    id: store.newId(),
    kind: 'REFUND' as const,
    status: 'SUCCESS' as const,
    gateway: each.gateway ?? gateway,
    amount: decimal(cents(each.amount)),
    processedAt: now,
    ...(each.parentId ? { parentId: idOf(each.parentId) } : sale ? { parentId: sale.id } : {}),
  }));
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
  return { order: next, refund, returns: restocked(store, order, lines) };
}

function restocked(store: Store, order: OrderRecord, lines: readonly RefundLineRecord[]): StockChange[] {
  return lines.flatMap(({ lineId, quantity, restockType, locationId }) => {
    if (restockType === 'NO_RESTOCK') return [];
    const line = order.lines.find(each => each.id === lineId);
    const itemId = store.variants.get(line?.variantId ?? '')?.inventoryItemId;
    const place = locationId ?? order.locationId ?? [...store.locations.keys()][0];
    const level = store.levels.get(levelKey(itemId ?? '', place ?? ''));
    if (!level || !itemId || !place || !store.items.get(itemId)?.tracked) return [];
    return [{ itemId, locationId: place, available: level.available + quantity }];
  });
}
