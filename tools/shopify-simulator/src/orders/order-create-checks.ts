import { badRequest } from '../api/bad-request.ts';
import { customerErrors } from '../customers/customer-input.ts';
import { idOf } from '../shop/ids.ts';
import { definitionOf, orderWithValue } from '../metafields/metafields.ts';
import type { OrderCreateInput } from './order-input.ts';
import { isUnstocked } from './order-stock.ts';
import { racyMs, type ShopRules } from '../shop/rules.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';

const notSimulated = ['companyLocationId', 'presentmentCurrency', 'taxLines'] as const;

/** @throws when the order asks for something that the simulator would ignore. */
export function refuseUnsimulated(store: Store, input: OrderCreateInput): void {
  const currency = store.shop.currencyCode;
  const isForeign = (of: string | null | undefined) => of != null && of !== currency;
  for (const field of notSimulated) {
    const value = input[field];
    if (value == null || (Array.isArray(value) && value.length === 0)) continue;
    if (field === 'presentmentCurrency' && !isForeign(input.presentmentCurrency)) continue;
    throw badRequest(`not simulated: orderCreate(order: { ${field} })`);
  }
  if (isForeign(input.currency))
    throw badRequest('not simulated: an order in another currency than the shop’s');
  if (input.shippingLines?.some(each => each.taxLines?.length))
    throw badRequest('not simulated: taxes of shipping');
}

/** Why Shopify refuses the order; empty if it does not. */
export function orderErrors(store: Store, input: OrderCreateInput, rules: ShopRules): UserError[] {
  const lines = input.lineItems ?? [];
  const errors: UserError[] = [];
  if (lines.length === 0)
    errors.push(error(['order', 'lineItems'], 'Line items must have at least one line item', 'INVALID'));
  if (input.customer && input.customerId)
    errors.push(error(['order'], 'Cannot use both customer and customerId', 'REDUNDANT_CUSTOMER_FIELDS'));
  if (input.taxLines?.length && lines.some(each => each.taxLines?.length))
    errors.push(
      error(['order', 'taxLines'], 'Tax lines can be on the order or its lines, not both', 'INVALID'),
    );
  lines.forEach((line, n) => {
    const at = (field: string) => ['order', 'lineItems', String(n), field];
    if (line.quantity < 1) errors.push(error(at('quantity'), 'Quantity must be greater than 0', 'INVALID'));
    if (line.variantId && !store.variants.has(idOf(line.variantId)))
      errors.push(error(at('variantId'), 'Variant does not exist', 'INVALID'));
    if (!line.variantId && !line.title)
      errors.push(error(at('title'), "Line items Title can't be blank", 'INVALID'));
  });
  return [
    ...errors,
    ...unstockedErrors(store, input, rules),
    ...customerProblems(store, input),
    ...usedValues(store, input, rules),
  ];
}

/** Recorded from separate fulfilments, and assumed for those that come with an order. */
function unstockedErrors(store: Store, input: OrderCreateInput, rules: ShopRules): UserError[] {
  const place = input.fulfillment && idOf(input.fulfillment.locationId);
  if (rules.unstockedItems !== 'refuse' || place === undefined) return [];
  const isAny = (input.lineItems ?? []).some(
    ({ variantId }) => variantId !== undefined && isUnstocked(store, idOf(variantId), place),
  );
  const message = 'None of the items are stocked at the new location.';
  return isAny ? [error(['order', 'fulfillment', 'locationId'], message, 'INVALID')] : [];
}

function customerProblems(store: Store, { customer, customerId }: OrderCreateInput): UserError[] {
  const id = customer?.toAssociate?.id ?? customer?.toUpsert?.id ?? customerId;
  if (id && !store.customers.has(idOf(id)) && !(customer && customerId))
    return [error(['order', 'customer'], 'Customer does not exist', 'INVALID')];
  const { email: _email, ...others } = customer?.toUpsert ?? {};
  return customerErrors(store, others, id ? idOf(id) : undefined).map(each =>
    error(['order', 'customer', 'toUpsert', ...(each.field ?? [])], each.message, 'INVALID'),
  );
}

/** Errors for values that another order has, of metafields whose values are unique. */
function usedValues(store: Store, { metafields = [] }: OrderCreateInput, rules: ShopRules): UserError[] {
  if (rules.uniqueValues === 'none') return [];
  const until = rules.uniqueValues === 'racy' ? store.now() - racyMs : Infinity;
  return metafields.flatMap(({ namespace, key = '', value = '' }, n) => {
    const isUsed =
      definitionOf(store, { namespace, key })?.isUnique &&
      orderWithValue(store, { namespace, key, value }, until);
    const field = ['order', 'metafields', String(n), 'value'];
    return isUsed ? [error(field, 'Value has already been taken', 'INVALID')] : [];
  });
}

export function error(field: readonly string[] | null, message: string, code: string): UserError {
  return userError(field, message, code, 'OrderCreateUserError');
}
