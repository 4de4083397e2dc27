import {
  idOfGid,
  minorDigits,
  parseMoney,
  toGid,
  type Address,
  type Sale,
  type StockCorrection,
  type StockMove,
} from '@tidemark/schema';
import type { z } from 'zod';
import { addressInput } from './address-input.ts';
import type { ShopifyClient } from '../transport/client.ts';
import type { Operation } from '../operation.ts';
import { orderInput, saleIdField } from './order-input.ts';
import { ShopifyError } from '../shopify.ts';
import type * as shapes from '../read/shapes.ts';
import { writeOperations as operations } from './write-operations.ts';
import type {
  AcceptedOrder,
  CustomerFields,
  OrderPlacement,
  ShopifyWrites,
  Taken,
  Written,
} from './writes.ts';

type StockChange = Pick<StockMove, 'inventoryItemId' | 'locationId' | 'delta'>;
type WriteError = z.infer<typeof shapes.writeError>;

/** How long to wait if Shopify does not say; the limit of new orders is per minute. */
const orderLimitMs = 15_000;

/**
 * Codes of Shopify's idempotency for an attempt that is, or was, under way: sending the same key again gives the
 * result.
 */
const underWay = new Set(['IDEMPOTENCY_CONCURRENT_REQUEST', 'SERVICE_UNAVAILABLE']);

const reasons = { receive: 'received', count: 'cycle_count_available', damage: 'damaged' } as const;

/** Writes to Shopify over its Admin GraphQL API. */
export class ShopifyWriter implements ShopifyWrites {
  readonly #client: ShopifyClient;
  readonly #now: () => number;

  constructor(client: ShopifyClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  async ensureSaleId(signal?: AbortSignal): Promise<boolean> {
    const type = await this.#ask(operations.saleIdDefinition, saleIdField, signal);
    if (type === 'id') return true;
    if (type !== undefined)
      throw new ShopifyError(
        'unexpected',
        `the order metafield ${saleIdField.namespace}.${saleIdField.key} is of type ${type}, and must be id`,
      );
    const definition = { ...saleIdField, ownerType: 'ORDER', name: 'Tidemark sale', type: 'id' };
    const userErrors = await this.#ask(operations.defineSaleId, { definition }, signal);
    if (userErrors.length > 0 && !userErrors.some(each => each.code === 'TAKEN'))
      throw new ShopifyError('unexpected', said(userErrors));
    return false;
  }

  async orderOfSale(
    { id, currency }: Pick<Sale, 'id' | 'currency'>,
    signal?: AbortSignal,
  ): Promise<AcceptedOrder | undefined> {
    const found = await this.#ask(operations.orderOfSale, { ...saleIdField, value: id }, signal);
    return found ? toAccepted(found, currency) : undefined;
  }

  async placementOf(orderId: string, signal?: AbortSignal): Promise<OrderPlacement | undefined> {
    const found = await this.#ask(operations.orderPlacement, { id: toGid('Order', orderId) }, signal);
    return found ? toPlacement(found) : undefined;
  }

  async createOrder(
    sale: Sale,
    customerId: string | null,
    attributes: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Written<AcceptedOrder, { readonly isAboutCustomer?: boolean }>> {
    const order = orderInput(sale, customerId, attributes, this.#now());
    const options = { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' };
    const answer = await this.#client.attempt(
      operations.createOrder,
      { order, options },
      'background',
      signal,
    );
    if (answer.kind !== 'data') return answer;
    const { order: made, userErrors } = answer.data;
    if (made) return { kind: 'accepted', as: toAccepted(made, sale.currency) };
    const reason = said(userErrors);
    if (userErrors.some(each => /too many attempts/i.test(each.message)))
      return { kind: 'turned-away', reason, retryAfterMs: orderLimitMs, isOrderLimit: true };
    // An order has one metafield, its sale's id: whatever the words, the id is taken, or the metafield cannot be used.
    const isKnown = userErrors.some(({ field }) => field?.includes('metafields'));
    if (isKnown) return { kind: 'unanswered', reason, isThere: true };
    // Neither an order nor an error: the result is unknown.
    if (userErrors.length === 0) return { kind: 'unanswered', reason };
    const isAboutCustomer = userErrors.every(each => each.field?.includes('customer'));
    return { kind: 'refused', reason, isAboutCustomer };
  }

  async customerWith(
    { email, phone }: Pick<CustomerFields, 'email' | 'phone'>,
    signal?: AbortSignal,
  ): ReturnType<ShopifyWrites['customerWith']> {
    const identifiers = [email && { emailAddress: email }, phone && { phoneNumber: phone }];
    for (const identifier of identifiers) {
      if (!identifier) continue;
      const found = await this.#ask(operations.customerWith, { identifier }, signal);
      if (found) return { ...found, id: idOfGid(found.id) };
    }
    return undefined;
  }

  async customerMarked(mark: string, signal?: AbortSignal): Promise<string | undefined> {
    const [found] = await this.#ask(operations.customersTagged, { query: `tag:'${mark}'` }, signal);
    return found && idOfGid(found.id);
  }

  createCustomer(
    fields: CustomerFields,
    mark: string | undefined,
    signal?: AbortSignal,
  ): Promise<Written<string, Taken>> {
    const input = { ...fields, ...(mark === undefined ? {} : { tags: [mark] }) };
    return this.#writeCustomer(operations.createCustomer, input, signal);
  }

  updateCustomer(id: string, fields: CustomerFields, signal?: AbortSignal): Promise<Written<string, Taken>> {
    const input = { ...fields, id: toGid('Customer', id) };
    return this.#writeCustomer(operations.updateCustomer, input, signal);
  }

  async setAddress(id: string, address: Address | null, signal?: AbortSignal): Promise<Written<string>> {
    const customerId = toGid('Customer', id);
    const before = await this.#ask(operations.defaultAddress, { id: customerId }, signal);
    const addressId = before?.id;
    if (address === null && addressId === undefined) return { kind: 'accepted', as: id };
    const known = { customerId, ...(addressId === undefined ? {} : { addressId }) };
    const answer =
      address === null
        ? await this.#client.attempt(operations.deleteAddress, known, 'background', signal)
        : await this.#client.attempt(
            addressId === undefined ? operations.createAddress : operations.updateAddress,
            { ...known, address: addressInput(address, before) },
            'background',
            signal,
          );
    if (answer.kind !== 'data') return answer;
    const { userErrors } = answer.data;
    return userErrors.length === 0
      ? { kind: 'accepted', as: id }
      : { kind: 'refused', reason: said(userErrors) };
  }

  adjustStock(move: StockMove, key: string, signal?: AbortSignal): Promise<Written<void>> {
    const about = { reason: reasons[move.reason], referenceDocumentUri: `tidemark://stock-moves/${move.id}` };
    return this.#changeStock([move], about, key, signal);
  }

  correctStock(
    { key: name, changes }: StockCorrection,
    saleId: string,
    key: string,
    signal?: AbortSignal,
  ): Promise<Written<void>> {
    const about = { reason: 'correction', referenceDocumentUri: `tidemark://sales/${saleId}/${name}` };
    return this.#changeStock(changes, about, key, signal);
  }

  /** Changes what is available, all of it or nothing. */
  async #changeStock(
    changes: readonly StockChange[],
    about: { readonly reason: string; readonly referenceDocumentUri: string },
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<Written<void>> {
    const input = {
      name: 'available',
      ...about,
      changes: changes.map(({ inventoryItemId, locationId, delta }) => ({
        inventoryItemId: toGid('InventoryItem', inventoryItemId),
        locationId: toGid('Location', locationId),
        delta,
        changeFromQuantity: null,
      })),
    };
    const answer = await this.#client.attempt(operations.adjustStock, { input, key }, 'background', signal);
    if (answer.kind !== 'data') return answer;
    const { userErrors } = answer.data;
    if (userErrors.length === 0) return { kind: 'accepted', as: undefined };
    const isUnderWay = userErrors.some(each => underWay.has(each.code ?? ''));
    return { kind: isUnderWay ? 'unanswered' : 'refused', reason: said(userErrors) };
  }

  async #writeCustomer(
    operation: Operation<{ customer: { id: string } | null; userErrors: WriteError[] }>,
    input: CustomerFields,
    signal?: AbortSignal,
  ): Promise<Written<string, Taken>> {
    const answer = await this.#client.attempt(operation, { input }, 'background', signal);
    if (answer.kind === 'refused') return { ...answer, takenBy: null };
    if (answer.kind !== 'data') return answer;
    const { customer, userErrors } = answer.data;
    if (userErrors.length === 0 && customer) return { kind: 'accepted', as: idOfGid(customer.id) };
    // Do not judge by words whether it is taken: look for the customer who has it.
    const isRefused = (name: string) => userErrors.some(({ field }) => field?.includes(name));
    const owner = await this.#ownerOf(input, isRefused, signal);
    const isOther = owner !== undefined && toGid('Customer', owner.id) !== (input as { id?: string }).id;
    return { kind: 'refused', reason: said(userErrors), takenBy: isOther ? owner.id : null };
  }

  async #ownerOf(
    { email, phone }: CustomerFields,
    isRefused: (name: string) => boolean,
    signal?: AbortSignal,
  ): Promise<{ readonly id: string } | undefined> {
    const contact = {
      email: isRefused('email') ? (email ?? null) : null,
      phone: isRefused('phone') ? (phone ?? null) : null,
    };
    if (!contact.email && !contact.phone) return undefined;
    try {
      return await this.customerWith(contact, signal);
    } catch (error) {
      // Not a valid address or number; the refusal stands.
      if (error instanceof ShopifyError && error.reason === 'unexpected') return undefined;
      throw error;
    }
  }

  #ask<T>(operation: Operation<T>, variables: object, signal?: AbortSignal): Promise<T> {
    return this.#client.ask(operation, variables, 'background', signal);
  }
}

function toAccepted(order: z.infer<typeof shapes.acceptedOrder>, currency: string): AcceptedOrder {
  const digits = minorDigits(currency);
  const money = (set: { shopMoney: { amount: string } } | null) =>
    set === null ? 0 : parseMoney(set.shopMoney.amount, digits);
  return {
    orderId: idOfGid(order.id),
    orderName: order.name,
    money: {
      subtotal: money(order.subtotalPriceSet),
      tax: money(order.totalTaxSet),
      total: money(order.totalPriceSet),
      paid: money(order.totalReceivedSet),
    },
  };
}

function toPlacement(order: z.infer<typeof shapes.orderPlacement>): OrderPlacement {
  const idOf = (reference: { id: string } | null) => (reference === null ? null : idOfGid(reference.id));
  const done = order.fulfillments.filter(each => each.status === 'SUCCESS');
  return {
    retailLocationId: idOf(order.retailLocation),
    fulfilled: done.flatMap(({ location, fulfillmentLineItems }) =>
      fulfillmentLineItems.nodes.map(({ quantity, lineItem }) => ({
        variantId: idOf(lineItem.variant),
        quantity: quantity ?? 0,
        locationId: idOf(location),
      })),
    ),
    isWhole:
      order.fulfillments.length < 50 && done.every(each => !each.fulfillmentLineItems.pageInfo.hasNextPage),
  };
}

/** Shopify's words, for a person. */
function said(userErrors: readonly WriteError[]): string {
  return userErrors.map(each => each.message).join('; ') || 'Shopify refused without a word';
}
