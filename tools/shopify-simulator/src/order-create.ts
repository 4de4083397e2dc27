import { customerErrors, newAddress, newCustomer, type AddressInput } from './customer-mutations.ts';
import { idOf } from './ids.ts';
import { cents, decimal } from './money.ts';
import { orderTotals } from './order-totals.ts';
import {
  newLine,
  withDiscount,
  type DiscountInput,
  type LineInput,
  type MoneyInput,
} from './order-create-lines.ts';
import type { MetafieldRecord, OrderRecord, OrderTransactionRecord } from './records.ts';
import type { StockChange } from './refund.ts';
import { levelKey } from './rows.ts';
import type { Store } from './store.ts';
import { orderWithCustomId } from './trade-queries.ts';
import { userError, type UserError } from './user-errors.ts';

export interface OrderCreateInput {
  readonly lineItems?: readonly LineInput[];
  readonly customer?: {
    readonly toAssociate?: { readonly id?: string | null; readonly email?: string | null };
    readonly toUpsert?: { readonly id?: string; readonly email?: string; readonly [field: string]: unknown };
  };
  readonly customerId?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly note?: string;
  readonly tags?: readonly string[];
  readonly name?: string;
  readonly poNumber?: string;
  readonly sourceIdentifier?: string;
  readonly sourceName?: string;
  readonly processedAt?: string;
  readonly closedAt?: string;
  readonly taxesIncluded?: boolean;
  readonly test?: boolean;
  readonly discountCode?: DiscountInput;
  readonly taxLines?: readonly object[];
  readonly shippingLines?: readonly { readonly title: string; readonly priceSet: MoneyInput }[];
  readonly shippingAddress?: AddressInput;
  readonly billingAddress?: AddressInput;
  readonly financialStatus?: string;
  readonly fulfillmentStatus?: 'FULFILLED' | 'PARTIAL' | 'RESTOCKED';
  readonly customAttributes?: { key: string; value: string | null }[];
  readonly metafields?: readonly { namespace?: string; key?: string; type?: string; value?: string }[];
  readonly transactions?: readonly {
    readonly amountSet: MoneyInput;
    readonly kind?: OrderTransactionRecord['kind'];
    readonly status?: OrderTransactionRecord['status'];
    readonly gateway?: string;
    readonly processedAt?: string;
    readonly locationId?: string;
  }[];
}

export interface OrderCreateOptions {
  readonly inventoryBehaviour?: 'BYPASS' | 'DECREMENT_IGNORING_POLICY' | 'DECREMENT_OBEYING_POLICY';
}

/** The order that the input asks for and the stock that it takes, or why not. */
export function newOrder(
  store: Store,
  input: OrderCreateInput,
  { inventoryBehaviour = 'BYPASS' }: OrderCreateOptions,
): { errors: UserError[] } | { order: OrderRecord; takes: StockChange[] } {
  const errors = orderErrors(store, input);
  if (errors.length > 0) return { errors };
  const lines = (input.lineItems ?? []).map(each => newLine(store, each));
  const takes = inventoryBehaviour === 'BYPASS' ? [] : stockTaken(store, lines);
  const isShort =
    inventoryBehaviour === 'DECREMENT_OBEYING_POLICY' && takes.some(each => isRefused(store, each));
  if (isShort)
    return { errors: [error(['order', 'lineItems'], 'Unable to claim inventory', 'INVENTORY_CLAIM_FAILED')] };
  const now = store.now();
  const customerId = customerOf(store, input);
  const address = (of: AddressInput | undefined) => of && newAddress(store, of, {});
  const [shippingAddress, billingAddress] = [address(input.shippingAddress), address(input.billingAddress)];
  const shipping = input.shippingLines ?? [];
  const order: OrderRecord = {
    id: store.newId(),
    name: input.name ?? nextName(store),
    customerId,
    email: input.email ?? store.customers.get(customerId ?? '')?.email,
    phone: input.phone,
    note: input.note,
    tags: [...(input.tags ?? [])],
    locationId: input.transactions?.[0]?.locationId ? idOf(input.transactions[0].locationId) : undefined,
    sourceName: input.sourceName ?? 'web',
    sourceIdentifier: input.sourceIdentifier,
    fulfillmentStatus: fulfilment(input.fulfillmentStatus),
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
    ...(input.metafields ? { metafields: input.metafields.map(metafield) } : {}),
    processedAt: Math.min(now, input.processedAt ? Date.parse(input.processedAt) : now),
    createdAt: now,
    updatedAt: now,
  };
  return { order: paid(store, withDiscount(order, input.discountCode), input.financialStatus), takes };
}

function orderErrors(store: Store, input: OrderCreateInput): UserError[] {
  const errors: UserError[] = [];
  const lines = input.lineItems ?? [];
  if (lines.length === 0)
    errors.push(error(['order', 'lineItems'], 'Line items must have at least one line item', 'INVALID'));
  if (input.customer && input.customerId)
    errors.push(
      error(['order', 'customerId'], 'Cannot use both customer and customerId', 'REDUNDANT_CUSTOMER_FIELDS'),
    );
  if (input.taxLines?.length && lines.some(each => each.taxLines?.length))
    errors.push(
      error(['order', 'taxLines'], 'Tax lines can be on the order or its lines, not both', 'INVALID'),
    );
  lines.forEach((line, n) => {
    const at = (field: string) => ['order', 'lineItems', String(n), field];
    if (line.quantity < 1) errors.push(error(at('quantity'), 'Quantity must be greater than 0', 'INVALID'));
    if (line.variantId && !store.variants.has(idOf(line.variantId)))
      errors.push(error(at('variantId'), 'Variant does not exist', 'INVALID'));
    if (!line.variantId && !line.title) errors.push(error(at('title'), "Title can't be blank", 'INVALID'));
  });
  for (const { namespace = 'custom', key = '', type, value = '' } of input.metafields ?? [])
    if (type === 'id' && orderWithCustomId(store, { namespace, key, value }))
      errors.push(error(['order', 'metafields'], 'Value has already been taken', 'INVALID'));
  const id = input.customer?.toAssociate?.id ?? input.customerId;
  if (id && !store.customers.has(idOf(id)))
    errors.push(error(['order', 'customer'], 'Customer does not exist', 'INVALID'));
  return errors;
}

function error(field: readonly string[], message: string, code: string): UserError {
  return userError(field, message, code, 'OrderCreateUserError');
}

/** The order's customer; one to be upserted is made when nobody has the address. */
function customerOf(store: Store, { customer, customerId }: OrderCreateInput): string | undefined {
  const id = customer?.toAssociate?.id ?? customer?.toUpsert?.id ?? customerId;
  if (id) return idOf(id);
  const email = customer?.toAssociate?.email ?? customer?.toUpsert?.email;
  const found = email && [...store.customers.values()].find(each => each.email === email.toLowerCase());
  if (found) return found.id;
  if (!customer?.toUpsert || customerErrors(store, customer.toUpsert).length > 0) return undefined;
  const { addresses: _addresses, multipassIdentifier: _multipass, ...fields } = customer.toUpsert;
  const made = newCustomer(store, fields);
  store.saveCustomer(made);
  return made.id;
}

function stockTaken(store: Store, lines: OrderRecord['lines']): StockChange[] {
  const left = new Map<string, StockChange>();
  for (const { variantId, quantity } of lines) {
    const itemId = store.variants.get(variantId ?? '')?.inventoryItemId ?? '';
    const level = (store.levelsOfItem.get(itemId) ?? []).find(each => each.isActive);
    if (!level || !store.items.get(itemId)?.tracked) continue;
    const key = levelKey(itemId, level.locationId);
    const available = (left.get(key)?.available ?? level.available) - quantity;
    left.set(key, { itemId, locationId: level.locationId, available });
  }
  return [...left.values()];
}

function isRefused(store: Store, { itemId, available }: StockChange): boolean {
  const variant = store.variants.get(store.items.get(itemId)?.variantId ?? '');
  return available < 0 && variant?.inventoryPolicy === 'DENY';
}

/** An order said to be paid, without transactions, has one. */
function paid(store: Store, order: OrderRecord, financialStatus: string | undefined): OrderRecord {
  if (financialStatus !== 'PAID' || order.transactions.length > 0) return order;
  const amount = decimal(orderTotals(order, store.shop.taxesIncluded).total);
  const sale = { id: store.newId(), kind: 'SALE', status: 'SUCCESS', gateway: 'manual', amount } as const;
  return { ...order, transactions: [{ ...sale, processedAt: order.processedAt }] };
}

function fulfilment(status: OrderCreateInput['fulfillmentStatus']): OrderRecord['fulfillmentStatus'] {
  return status === 'FULFILLED' ? 'FULFILLED' : status === 'PARTIAL' ? 'PARTIALLY_FULFILLED' : 'UNFULFILLED';
}

function metafield(of: { namespace?: string; key?: string; type?: string; value?: string }): MetafieldRecord {
  const { namespace = 'custom', key = '', type = 'single_line_text_field', value = '' } = of;
  return { namespace, key, type, value };
}

/** Numbers are not given twice, also when orders were deleted. */
function nextName(store: Store): string {
  const last = [...store.orders.values()].reduce((max, { name }) => {
    const number = /^#(\d+)$/.exec(name)?.[1];
    return number ? Math.max(max, Number(number)) : max;
  }, 1000);
  return `#${last + 1}`;
}
