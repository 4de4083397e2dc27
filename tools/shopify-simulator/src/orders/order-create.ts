import { newAddress, newCustomer } from '../customers/customer-input.ts';
import type { AddressInput } from '../customers/address-input.ts';
import { idOf } from '../shop/ids.ts';
import { definitionOf, namespaceOf } from '../metafields/metafields.ts';
import { cents, decimal } from '../shop/money.ts';
import type { MetafieldInput, OrderCreateInput } from './order-input.ts';
import { error, orderErrors, refuseUnsimulated } from './order-create-checks.ts';
import { newLine, withDiscount } from './order-create-lines.ts';
import { isShort, stockTaken, takings, type StockChange, type Taking } from './order-stock.ts';
import { orderTotals } from './order-totals.ts';
import type { FulfillmentRecord, MetafieldRecord, OrderRecord } from '../shop/records.ts';
import type { ShopRules } from '../shop/rules.ts';
import type { Store } from '../shop/store.ts';
import type { UserError } from '../api/user-errors.ts';

export interface OrderCreateOptions {
  readonly inventoryBehaviour?: 'BYPASS' | 'DECREMENT_IGNORING_POLICY' | 'DECREMENT_OBEYING_POLICY';
}

/** The order and the stock that it takes, or why Shopify refuses it. */
export function newOrder(
  store: Store,
  input: OrderCreateInput,
  { inventoryBehaviour = 'BYPASS' }: OrderCreateOptions,
  rules: ShopRules,
): { errors: UserError[] } | { order: OrderRecord; takes: StockChange[] } {
  const errors = orderErrors(store, input, rules);
  if (errors.length > 0) return { errors };
  refuseUnsimulated(store, input);
  const lines = (input.lineItems ?? []).map(each => newLine(store, each));
  const fulfillmentStatus = fulfilment(input);
  const place = input.fulfillment && idOf(input.fulfillment.locationId);
  const isFulfilled = fulfillmentStatus === 'FULFILLED';
  const from = takings(store, lines, place, rules);
  const takes = inventoryBehaviour === 'BYPASS' ? [] : stockTaken(store, lines, from, isFulfilled);
  if (inventoryBehaviour === 'DECREMENT_OBEYING_POLICY' && takes.some(each => isShort(store, each)))
    return { errors: [error(['order', 'lineItems'], 'Unable to claim inventory', 'INVENTORY_CLAIM_FAILED')] };
  const now = store.now();
  const customerId = customerOf(store, input);
  const address = (of: AddressInput | undefined) => of && newAddress(store, of, {});
  const [shippingAddress, billingAddress] = [address(input.shippingAddress), address(input.billingAddress)];
  const shipping = input.shippingLines ?? [];
  const order: OrderRecord = {
    id: store.newId(),
    name: input.name ?? store.newOrderName(),
    customerId,
    email: input.email ?? store.customers.get(customerId ?? '')?.email,
    phone: input.phone,
    note: input.note,
    tags: [...(input.tags ?? [])],
    locationId: input.transactions?.[0]?.locationId ? idOf(input.transactions[0].locationId) : undefined,
    sourceName: input.sourceName ?? 'web',
    sourceIdentifier: input.sourceIdentifier,
    fulfillmentStatus,
    shipping: decimal(shipping.reduce((sum, each) => sum + cents(each.priceSet.shopMoney.amount), 0)),
    ...(shipping[0] ? { shippingTitle: shipping[0].title } : {}),
    discountCodes: [],
    lines,
    transactions: (input.transactions ?? []).map(each => ({
      id: store.newId(),
      kind: each.kind ?? 'SALE',
      status: each.status ?? 'SUCCESS',
      gateway: each.gateway ?? 'manual',
      amount: decimal(cents(each.amountSet.shopMoney.amount)),
      processedAt: each.processedAt ? Date.parse(each.processedAt) : now,
    })),
    refunds: [],
    cancelledAt: undefined,
    ...(input.closedAt ? { closedAt: Date.parse(input.closedAt) } : {}),
    taxesIncluded: input.taxesIncluded ?? false,
    test: input.test ?? false,
    ...(input.poNumber ? { poNumber: input.poNumber } : {}),
    ...(input.customAttributes ? { customAttributes: input.customAttributes } : {}),
    ...(shippingAddress ? { shippingAddress } : {}),
    ...(billingAddress ? { billingAddress } : {}),
    ...(isFulfilled ? { fulfillments: fulfillments(store, from, now) } : {}),
    ...(rules.retailLocation === 'none' ? { isForeign: true } : {}),
    ...(input.metafields ? { metafields: input.metafields.map(each => newMetafield(store, each)) } : {}),
    processedAt: Math.min(now, input.processedAt ? Date.parse(input.processedAt) : now),
    createdAt: now,
    updatedAt: now,
  };
  return { order: paid(store, withDiscount(order, input.discountCode), input.financialStatus), takes };
}

/** The id of the order's customer: the named one, or else the one with the e-mail address, or else a new one. */
function customerOf(store: Store, { customer, customerId, email: orderEmail }: OrderCreateInput) {
  const id = customer?.toAssociate?.id ?? customer?.toUpsert?.id ?? customerId;
  if (id) return idOf(id);
  const email = customer?.toAssociate?.email ?? customer?.toUpsert?.email ?? orderEmail;
  const found = email && [...store.customers.values()].find(each => each.email === email.toLowerCase());
  if (found) return found.id;
  if (!customer?.toUpsert && !orderEmail) return undefined;
  const { addresses: _addresses, multipassIdentifier: _multipass, ...fields } = customer?.toUpsert ?? {};
  const made = newCustomer(store, { ...(email ? { email } : {}), ...fields });
  store.saveCustomer(made);
  return made.id;
}

/** Adds a transaction to an order that is `PAID` by its input but has none. */
function paid(store: Store, order: OrderRecord, financialStatus: string | undefined): OrderRecord {
  if (financialStatus !== 'PAID' || order.transactions.length > 0) return order;
  const amount = decimal(orderTotals(order, store.shop.taxesIncluded).total);
  const sale = { id: store.newId(), kind: 'SALE', status: 'SUCCESS', gateway: 'manual', amount } as const;
  return { ...order, transactions: [{ ...sale, processedAt: order.processedAt }] };
}

function fulfilment({ fulfillmentStatus, fulfillment }: OrderCreateInput): OrderRecord['fulfillmentStatus'] {
  if (fulfillmentStatus === 'PARTIAL') return 'PARTIALLY_FULFILLED';
  return fulfillmentStatus === 'FULFILLED' || fulfillment ? 'FULFILLED' : 'UNFULFILLED';
}

/** One fulfilment for each location that handed goods over. */
function fulfillments(store: Store, from: readonly Taking[], createdAt: number): FulfillmentRecord[] {
  const places = [...new Set(from.map(each => each.locationId))];
  return places.map(locationId => ({
    id: store.newId(),
    locationId,
    lines: from
      .filter(each => each.locationId === locationId)
      .map(({ lineId, quantity }) => ({ lineId, quantity })),
    createdAt,
  }));
}

/** A metafield; its type is that of its definition, if it has one. */
function newMetafield(
  store: Store,
  { namespace, key = '', type, value = '' }: MetafieldInput,
): MetafieldRecord {
  const known = definitionOf(store, { namespace, key })?.type ?? type ?? 'single_line_text_field';
  return { id: store.newId(), namespace: namespaceOf(namespace), key, type: known, value };
}
