import { badRequest } from '../api/bad-request.ts';
import { connectionOf, type ConnectionArguments } from '../graphql/connection.ts';
import { addressNode } from '../customers/customer-node.ts';
import { gid } from '../shop/ids.ts';
import { cents, decimal, money, moneyBag } from '../shop/money.ts';
import { metafieldNode, namespaceOf, type MetafieldKey } from '../metafields/metafields.ts';
import { fulfillmentNode, fulfillmentsOf } from './fulfillment-node.ts';
import { lineNode, taxLineNode } from './order-line-node.ts';
import { financialStatus, orderTotals } from './order-totals.ts';
import type { NodeLookup } from '../graphql/node-lookup.ts';
import { refundNode, transactionNode } from './refund-node.ts';
import type { OrderRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { dateTime, dateTimeOrNull } from '../shop/times.ts';

/** An order as a GraphQL object. Shop and presentment currency are the same. */
export function orderNode(order: OrderRecord, store: Rows, nodes: NodeLookup) {
  const { shop } = store;
  const totals = orderTotals(order, shop.taxesIncluded);
  const bag = (value: number) => moneyBag(value, shop.currencyCode);
  const customer = store.customers.get(order.customerId ?? '');
  const location = store.locations.get(order.locationId ?? '');
  const pieces = (of: 'quantity' | 'currentQuantity') => order.lines.reduce((all, each) => all + each[of], 0);
  const status = financialStatus(order, totals);
  const first = <T>(rows: readonly T[], count: number | null | undefined) =>
    rows.slice(0, count ?? undefined);
  const address = (row: OrderRecord['shippingAddress']) => (row ? () => addressNode(row) : null);
  const times = { createdAt: dateTime(order.createdAt), updatedAt: dateTime(order.updatedAt) };
  const metafields = order.metafields ?? [];
  const node = {
    __typename: 'Order',
    id: gid('Order', order.id),
    legacyResourceId: order.id,
    name: order.name,
    number: Number(order.name.replace(/\D/g, '')),
    poNumber: order.poNumber ?? null,
    customer: () => (customer ? nodes.customer(customer) : null),
    email: order.email ?? null,
    phone: order.phone ?? null,
    note: order.note ?? null,
    tags: [...order.tags].sort(),
    test: order.test ?? false,
    edited: false,
    confirmed: true,
    customAttributes: (order.customAttributes ?? []).map(each => ({ __typename: 'Attribute', ...each })),
    retailLocation: () => (location && !order.isForeign ? nodes.location(location) : null),
    sourceName: order.sourceName,
    sourceIdentifier: order.sourceIdentifier ?? null,
    currencyCode: shop.currencyCode,
    presentmentCurrencyCode: shop.currencyCode,
    displayFinancialStatus: status,
    displayFulfillmentStatus: order.fulfillmentStatus,
    returnStatus: 'NO_RETURN',
    fullyPaid: totals.received >= totals.total,
    unpaid: totals.received === 0 && totals.total > 0,
    taxExempt: customer?.taxExempt ?? false,
    taxesIncluded: order.taxesIncluded ?? shop.taxesIncluded,
    subtotalLineItemsQuantity: pieces('quantity'),
    currentSubtotalLineItemsQuantity: pieces('currentQuantity'),
    originalTotalPriceSet: bag(totals.total),
    currentSubtotalPriceSet: bag(totals.current.subtotal),
    currentTotalPriceSet: bag(totals.current.total),
    currentTotalTaxSet: bag(totals.current.tax),
    subtotalPriceSet: bag(totals.subtotal),
    totalDiscountsSet: bag(totals.discounts),
    totalShippingPriceSet: bag(totals.shipping),
    totalTaxSet: bag(totals.tax),
    totalPriceSet: bag(totals.total),
    totalPrice: decimal(totals.total),
    totalReceivedSet: bag(totals.received),
    totalRefundedSet: bag(totals.refunded),
    netPaymentSet: bag(totals.received - totals.refunded),
    totalOutstandingSet: bag(
      order.cancelledAt === undefined
        ? Math.max(0, totals.current.total - (totals.received - totals.refunded))
        : 0,
    ),
    totalTipReceived: money(0, shop.currencyCode),
    discountCode: order.discountCodes[0] ?? null,
    discountCodes: order.discountCodes,
    paymentGatewayNames: [...new Set(order.transactions.map(each => each.gateway))],
    taxLines: taxLines(order).map(each => taxLineNode(each.title, each.rate, bag(each.cents))),
    shippingAddress: address(order.shippingAddress),
    billingAddress: address(order.billingAddress ?? order.shippingAddress),
    shippingLine:
      cents(order.shipping) === 0 && order.shippingTitle === undefined
        ? null
        : {
            __typename: 'ShippingLine',
            id: gid('ShippingLine', order.id),
            title: order.shippingTitle ?? 'Shipping',
            originalPriceSet: bag(totals.shipping),
            discountedPriceSet: bag(totals.shipping),
            taxLines: [],
          },
    transactions: (args: { first?: number | null }) =>
      first(order.transactions, args.first).map(each => transactionNode(each, order, shop.currencyCode)),
    transactionsCount: { __typename: 'Count', count: order.transactions.length, precision: 'EXACT' },
    refunds: (args: { first?: number | null }) =>
      first(order.refunds, args.first).map(each => refundNode(each, order, store, nodes)),
    lineItems: (args: ConnectionArguments) =>
      connectionOf(
        'LineItem',
        order.lines.map((row, n) => ({ id: row.id, value: n, row })),
        args,
        row => lineNode(row, store, nodes),
      ),
    metafield: ({ namespace, key }: MetafieldKey) => {
      const found = metafields.find(each => each.key === key && each.namespace === namespaceOf(namespace));
      return found ? metafieldNode(found, order, times) : null;
    },
    metafields: ({
      namespace,
      keys,
      ...page
    }: ConnectionArguments & { namespace?: string | null; keys?: readonly string[] | null }) => {
      if (keys) throw badRequest('not simulated: metafields(keys:)');
      const rows = metafields.filter(each => namespace == null || each.namespace === namespaceOf(namespace));
      return connectionOf(
        'Metafield',
        rows.map((row, n) => ({ id: row.id ?? order.id, value: n, row })),
        page,
        row => metafieldNode(row, order, times),
      );
    },
    fulfillments: (args: { first?: number | null }) =>
      first(fulfillmentsOf(order), args.first).map(each => fulfillmentNode(each, order, store, nodes)),
    closed: order.closedAt !== undefined,
    closedAt: dateTimeOrNull(order.closedAt),
    cancelReason: order.cancelReason ?? null,
    cancelledAt: dateTimeOrNull(order.cancelledAt),
    processedAt: dateTime(order.processedAt),
    ...times,
  };
  return node;
}

/** The lines' taxes, added up by title and rate. */
export function taxLines(order: OrderRecord): { title: string; rate: number; cents: number }[] {
  const found = new Map<string, { title: string; rate: number; cents: number }>();
  for (const { title, rate, amount } of order.lines.flatMap(each => each.taxes)) {
    const key = `${title} ${rate}`;
    found.set(key, { title, rate, cents: (found.get(key)?.cents ?? 0) + cents(amount) });
  }
  return [...found.values()];
}
