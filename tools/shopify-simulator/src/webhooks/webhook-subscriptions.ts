import { badRequest, refuseOthers } from '../api/bad-request.ts';
import { gid, idOf, typeOf } from '../shop/ids.ts';

export interface Subscription {
  readonly id: string;
  /** As in the schema's enum: PRODUCTS_UPDATE. */
  readonly topic: string;
  readonly uri: string;
  readonly createdAt: number;
  failures: number;
}

export interface SubscriptionInput {
  readonly topic: string;
  readonly webhookSubscription: {
    readonly uri?: string | null;
    readonly callbackUrl?: string | null;
    readonly format?: string | null;
  };
}

/** The topics that the simulator sends. */
const topics: ReadonlySet<string> = new Set([
  ...['PRODUCTS_CREATE', 'PRODUCTS_UPDATE', 'PRODUCTS_DELETE'],
  ...['INVENTORY_ITEMS_CREATE', 'INVENTORY_ITEMS_UPDATE', 'INVENTORY_ITEMS_DELETE'],
  ...['INVENTORY_LEVELS_CONNECT', 'INVENTORY_LEVELS_UPDATE', 'INVENTORY_LEVELS_DISCONNECT'],
  ...['LOCATIONS_CREATE', 'LOCATIONS_UPDATE', 'LOCATIONS_DELETE'],
  ...['LOCATIONS_ACTIVATE', 'LOCATIONS_DEACTIVATE'],
  ...['CUSTOMERS_CREATE', 'CUSTOMERS_UPDATE', 'CUSTOMERS_DELETE', 'CUSTOMERS_MERGE'],
  ...['ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_CANCELLED', 'ORDERS_DELETE', 'REFUNDS_CREATE'],
  ...['COLLECTIONS_CREATE', 'COLLECTIONS_UPDATE', 'COLLECTIONS_DELETE'],
  ...['SHOP_UPDATE', 'BULK_OPERATIONS_FINISH'],
]);

/** Webhook subscriptions, created and deleted through the API. */
export class Subscriptions {
  readonly #all = new Map<string, Subscription>();
  readonly #newId: () => string;
  readonly #now: () => number;

  constructor(newId: () => string, now: () => number) {
    this.#newId = newId;
    this.#now = now;
  }

  list(): Subscription[] {
    return [...this.#all.values()];
  }

  has({ id }: Subscription): boolean {
    return this.#all.has(id);
  }

  find(gidText: string): object | null {
    const found = this.#all.get(idOf(gidText));
    return found ? this.node(found) : null;
  }

  restore(subscriptions: readonly Subscription[]): void {
    for (const each of subscriptions) this.#all.set(each.id, each);
  }

  /** Removes a subscription without notice, as Shopify does. */
  remove({ id }: Subscription): boolean {
    return this.#all.delete(id);
  }

  create({ topic, webhookSubscription: input }: SubscriptionInput): object {
    if (!topics.has(topic)) throw badRequest(`not simulated: webhooks of ${topic}`);
    refuseOthers('WebhookSubscriptionInput', input, ['uri', 'callbackUrl', 'format', 'name']);
    if (input.format === 'XML') throw badRequest('not simulated: webhooks as XML');
    const uri = input.uri ?? input.callbackUrl ?? '';
    const problem = this.#problem(topic, uri);
    const made: Subscription | undefined = problem
      ? undefined
      : { id: this.#newId(), topic, uri, createdAt: this.#now(), failures: 0 };
    if (made) this.#all.set(made.id, made);
    const field = ['webhookSubscription', 'callbackUrl'];
    return {
      __typename: 'WebhookSubscriptionCreatePayload',
      webhookSubscription: made ? this.node(made) : null,
      userErrors: problem ? [{ __typename: 'UserError', field, message: problem }] : [],
    };
  }

  delete(id: string): object {
    const isKnown = typeOf(id) === 'WebhookSubscription' && this.#all.delete(idOf(id));
    const error = { __typename: 'UserError', field: ['id'], message: 'Webhook subscription does not exist' };
    return {
      __typename: 'WebhookSubscriptionDeletePayload',
      deletedWebhookSubscriptionId: isKnown ? id : null,
      userErrors: isKnown ? [] : [error],
    };
  }

  node({ id, topic, uri, createdAt }: Subscription): object {
    return {
      __typename: 'WebhookSubscription',
      id: gid('WebhookSubscription', id),
      legacyResourceId: id,
      topic,
      uri,
      format: 'JSON',
      includeFields: [],
      metafieldNamespaces: [],
      filter: null,
      createdAt: new Date(createdAt).toISOString(),
      updatedAt: new Date(createdAt).toISOString(),
      apiVersion: { __typename: 'ApiVersion', handle: '2026-10' },
    };
  }

  /** Why an address is refused, in Shopify's words. Unlike Shopify, this allows loopback. */
  #problem(topic: string, uri: string): string | undefined {
    if (!uri) return "Address can't be blank";
    const address = URL.parse(uri);
    if (!address) return 'Address is invalid';
    const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(address.hostname);
    if (address.protocol !== 'https:' && !isLocal)
      return `Address protocol ${address.protocol}// is not supported`;
    if (/(^|\.)(myshopify\.com|shopify\.com|internal)$/.test(address.hostname))
      return 'Address cannot be a Shopify or an internal domain';
    const isTaken = this.list().some(each => each.topic === topic && each.uri === uri);
    return isTaken ? 'Address for this topic has already been taken' : undefined;
  }
}
