import { cents, decimal } from '../shop/money.ts';
import type {
  OrderLineRecord,
  OrderRecord,
  OrderTransactionRecord,
  RefundLineRecord,
  RefundRecord,
} from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { shopTime } from '../shop/times.ts';
import { rawId } from './webhook-json.ts';
import { bagOf, lineBody } from './webhook-order-line-body.ts';

export function refundBody(store: Rows, order: OrderRecord, refund: RefundRecord): object {
  const at = shopTime(refund.createdAt, store.shop.ianaTimezone);
  return {
    id: rawId(refund.id),
    order_id: rawId(order.id),
    created_at: at,
    note: refund.note ?? null,
    user_id: null,
    processed_at: at,
    duties: [],
    total_duties_set: bagOf(store.shop.currencyCode)(0),
    return: null,
    refund_shipping_lines: [],
    restock: refund.lines?.some(each => each.restockType !== 'NO_RESTOCK') ?? false,
    admin_graphql_api_id: `gid://shopify/Refund/${refund.id}`,
    order_adjustments: [],
    refund_line_items: (refund.lines ?? []).map(each => refundLineBody(store, order, each)),
    transactions: order.transactions
      .filter(each => refund.transactionIds?.includes(each.id))
      .map(each => transactionBody(store, order, each)),
  };
}

function refundLineBody(store: Rows, order: OrderRecord, row: RefundLineRecord): object {
  const bag = bagOf(store.shop.currencyCode);
  const line = order.lines.find(each => each.id === row.lineId);
  const share = (value: number) => (line ? Math.round((value * row.quantity) / line.quantity) : 0);
  const subtotal = line ? share(cents(line.price) * line.quantity - cents(line.discount)) : 0;
  const tax = share((line?.taxes ?? []).reduce((sum, each) => sum + cents(each.amount), 0));
  return {
    id: rawId(row.id),
    quantity: row.quantity,
    line_item_id: rawId(row.lineId),
    location_id: row.locationId === undefined ? null : rawId(row.locationId),
    restock_type: row.restockType.toLowerCase(),
    subtotal: Number(decimal(subtotal)),
    total_tax: Number(decimal(tax)),
    subtotal_set: bag(subtotal),
    total_tax_set: bag(tax),
    ...(line ? { line_item: lineOfRefundBody(store, order, line) } : {}),
  };
}

function lineOfRefundBody(store: Rows, order: OrderRecord, line: OrderLineRecord): object {
  const left = new Set(['attributed_staffs', 'current_quantity', 'sales_line_item_group_id']);
  return Object.fromEntries(Object.entries(lineBody(store, order, line)).filter(([key]) => !left.has(key)));
}

function transactionBody(store: Rows, order: OrderRecord, row: OrderTransactionRecord): object {
  const { currencyCode, ianaTimezone } = store.shop;
  const at = shopTime(row.processedAt, ianaTimezone);
  // Other amounts have `currency_code` instead.
  const nothing = { amount: '0.00', currency: currencyCode };
  return {
    id: rawId(row.id),
    order_id: rawId(order.id),
    kind: row.kind.toLowerCase(),
    gateway: row.gateway,
    status: row.status.toLowerCase(),
    message: null,
    created_at: at,
    test: order.test ?? false,
    authorization: null,
    location_id: null,
    user_id: null,
    parent_id: row.parentId === undefined ? null : rawId(row.parentId),
    processed_at: at,
    device_id: null,
    error_code: null,
    source_name: order.sourceName,
    receipt: {},
    amount: row.amount,
    currency: currencyCode,
    payment_id: null,
    total_unsettled_set: { presentment_money: nothing, shop_money: nothing },
    manual_payment_gateway: true,
    amount_rounding: null,
    admin_graphql_api_id: `gid://shopify/OrderTransaction/${row.id}`,
  };
}
