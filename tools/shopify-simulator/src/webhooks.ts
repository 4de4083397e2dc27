import { createHmac, randomUUID } from 'node:crypto';
import { seededRandom } from './demo/random.ts';
import { gid, idOf, typeOf } from './ids.ts';
import type { Store, StoreChange } from './store.ts';

export interface Subscription {
  readonly id: string;
  /** As in the schema's enum: PRODUCTS_UPDATE. */
  readonly topic: string;
  readonly uri: string;
  readonly createdAt: number;
  failures: number;
}

export interface Delivery {
  readonly id: string;
  readonly topic: string;
  readonly subjectId: string;
  readonly address: string;
  status: 'pending' | 'delivered' | 'failed' | 'dropped';
  attempts: number;
  httpStatus: number | undefined;
  readonly triggeredAt: number;
  deliveredAt: number | undefined;
}

/**
 * - `drop`: never sent;
 * - `repeat`: sent twice;
 * - `delay`: held for `ms` on the simulator's clock;
 * - `reorder`: held for a random time up to `ms`, so that later ones overtake it;
 * - `old-payload`: sent with the body that the last one of its subject had.
 */
export interface WebhookFault {
  readonly effect: 'drop' | 'repeat' | 'delay' | 'reorder' | 'old-payload';
  readonly topic?: string;
  readonly ms?: number;
  /** Default 1, drawn from the simulator's seed. */
  readonly probability?: number;
}

/** Eight tries after the first; then an Admin API subscription is deleted. */
const retryLimit = 8;
/** How many deliveries the admin page can look back on. */
const remembered = 200;

/** Webhook subscriptions and their deliveries: signed over the raw bytes, retried, given up. */
export class Webhooks {
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #store: Store;
  readonly #secret: string;
  readonly #now: () => number;
  readonly #fetch: typeof fetch;
  readonly #body: (change: StoreChange) => string;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #random: () => number;
  /** Deliveries held back until the simulator's clock shows this. */
  #held: { readonly due: number; readonly act: () => Promise<void> }[] = [];
  readonly #lastBodies = new Map<string, string>();
  readonly deliveries: Delivery[] = [];
  readonly counts = { sent: 0, acknowledged: 0, failed: 0, dropped: 0, subscriptionsRemoved: 0 };
  faults: readonly WebhookFault[] = [];
  /** The wait before the nth retry. Shopify takes four hours for all eight. */
  retryDelayMs: (attempt: number) => number = attempt => 250 * 2 ** attempt;
  pending = 0;

  constructor(options: {
    store: Store;
    secret: string;
    now: () => number;
    fetch: typeof fetch;
    body: (change: StoreChange) => string;
    seed: number;
  }) {
    this.#random = seededRandom(options.seed);
    this.#store = options.store;
    this.#secret = options.secret;
    this.#now = options.now;
    this.#fetch = options.fetch;
    this.#body = options.body;
    this.#store.onChange(change => this.announce(change.topic, change.id, this.#body(change)));
  }

  list(): Subscription[] {
    return [...this.#subscriptions.values()];
  }

  find(gidText: string): object | null {
    const found = this.#subscriptions.get(idOf(gidText));
    return found ? this.node(found) : null;
  }

  restore(subscriptions: readonly Subscription[]): void {
    for (const each of subscriptions) this.#subscriptions.set(each.id, each);
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
      filter: null,
      createdAt: new Date(createdAt).toISOString(),
      updatedAt: new Date(createdAt).toISOString(),
      apiVersion: { __typename: 'ApiVersion', handle: '2026-10' },
    };
  }

  create({
    topic,
    webhookSubscription: { uri },
  }: {
    topic: string;
    webhookSubscription: { uri?: string };
  }): object {
    const refuse = (message: string) => ({
      __typename: 'WebhookSubscriptionCreatePayload',
      webhookSubscription: null,
      userErrors: [{ __typename: 'UserError', field: ['webhookSubscription', 'uri'], message }],
    });
    if (!uri) return refuse("Address can't be blank");
    const address = URL.parse(uri);
    if (!address) return refuse('Address is invalid');
    const local = ['127.0.0.1', 'localhost', '[::1]'].includes(address.hostname);
    if (address.protocol !== 'https:' && !local)
      return refuse(`Address protocol ${address.protocol}// is not supported`);
    if (this.list().some(each => each.topic === topic && each.uri === uri))
      return refuse('Address for this topic has already been taken');
    const subscription: Subscription = {
      id: this.#store.newId(),
      topic,
      uri,
      createdAt: this.#now(),
      failures: 0,
    };
    this.#subscriptions.set(subscription.id, subscription);
    return {
      __typename: 'WebhookSubscriptionCreatePayload',
      webhookSubscription: this.node(subscription),
      userErrors: [],
    };
  }

  delete(id: string): object {
    const known = typeOf(id) === 'WebhookSubscription' && this.#subscriptions.delete(idOf(id));
    const userErrors = known
      ? []
      : [{ __typename: 'UserError', field: ['id'], message: 'Webhook subscription does not exist' }];
    return {
      __typename: 'WebhookSubscriptionDeletePayload',
      deletedWebhookSubscriptionId: known ? id : null,
      userErrors,
    };
  }

  /** Removes a subscription the way Shopify does: without a word. */
  removeSilently(topic: string | undefined): void {
    for (const each of this.list()) if (!topic || each.topic === topic) this.#subscriptions.delete(each.id);
  }

  announce(topic: string, subjectId: string, body: string): void {
    const name = topic.toUpperCase().replace('/', '_');
    const eventId = randomUUID();
    for (const subscription of this.list()) {
      if (subscription.topic !== name) continue;
      const delivery: Delivery = {
        id: randomUUID(),
        topic,
        subjectId,
        address: subscription.uri,
        status: 'pending',
        attempts: 0,
        httpStatus: undefined,
        triggeredAt: this.#now(),
        deliveredAt: undefined,
      };
      this.deliveries.unshift(delivery);
      this.deliveries.length = Math.min(this.deliveries.length, remembered);
      const fault = this.faults.find(
        each => (!each.topic || each.topic === topic) && this.#random() < (each.probability ?? 1),
      );
      if (fault?.effect === 'drop') {
        delivery.status = 'dropped';
        this.counts.dropped++;
        continue;
      }
      const sent =
        fault?.effect === 'old-payload' ? (this.#lastBodies.get(`${topic} ${subjectId}`) ?? body) : body;
      const attempt = () => this.#attempt(subscription, delivery, eventId, sent);
      if (fault?.effect === 'delay') this.#hold(fault.ms ?? 1000, attempt);
      else if (fault?.effect === 'reorder')
        this.#later(Math.floor(this.#random() * (fault.ms ?? 200)), attempt);
      else this.#later(0, attempt);
      if (fault?.effect === 'repeat') this.#later(50, attempt);
    }
    this.#lastBodies.set(`${topic} ${subjectId}`, body);
  }

  /** Sends what was held back and is due by the simulator's clock. */
  releaseDue(): void {
    const due = this.#held.filter(each => each.due <= this.#now());
    this.#held = this.#held.filter(each => !due.includes(each));
    for (const { act } of due) this.#later(0, act);
  }

  /** Sends everything that is held back. */
  releaseAll(): void {
    for (const { act } of this.#held.splice(0)) this.#later(0, act);
  }

  #hold(ms: number, act: () => Promise<void>): void {
    this.#held.push({ due: this.#now() + ms, act });
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.releaseDue();
      },
      Math.min(ms, 2_000_000_000),
    );
    timer.unref();
    this.#timers.add(timer);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#held = [];
    this.pending = 0;
  }

  #later(ms: number, act: () => Promise<void>): void {
    this.pending++;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void act().finally(() => this.pending--);
    }, ms);
    this.#timers.add(timer);
  }

  async #attempt(
    subscription: Subscription,
    delivery: Delivery,
    eventId: string,
    body: string,
  ): Promise<void> {
    if (!this.#subscriptions.has(subscription.id)) return;
    delivery.attempts++;
    this.counts.sent++;
    delivery.httpStatus = await this.#post(subscription, delivery, eventId, body);
    if (delivery.httpStatus !== undefined && delivery.httpStatus >= 200 && delivery.httpStatus < 300) {
      delivery.status = 'delivered';
      delivery.deliveredAt = this.#now();
      subscription.failures = 0;
      this.counts.acknowledged++;
      return;
    }
    subscription.failures++;
    this.counts.failed++;
    if (subscription.failures >= retryLimit && this.#subscriptions.delete(subscription.id))
      this.counts.subscriptionsRemoved++;
    if (delivery.attempts > retryLimit) delivery.status = 'failed';
    else
      this.#later(this.retryDelayMs(delivery.attempts), () =>
        this.#attempt(subscription, delivery, eventId, body),
      );
  }

  async #post(
    subscription: Subscription,
    delivery: Delivery,
    eventId: string,
    body: string,
  ): Promise<number | undefined> {
    const headers = {
      'content-type': 'application/json',
      'x-shopify-topic': delivery.topic,
      'x-shopify-hmac-sha256': createHmac('sha256', this.#secret).update(body).digest('base64'),
      'x-shopify-shop-domain': this.#store.shop.domain,
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': delivery.id,
      'x-shopify-event-id': eventId,
      'x-shopify-triggered-at': new Date(delivery.triggeredAt).toISOString(),
    };
    try {
      const answer = await this.#fetch(subscription.uri, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(5000),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch (error) {
      // No answer is a failed delivery, whatever the reason; the report counts it.
      return error instanceof Error ? undefined : 0;
    }
  }
}
