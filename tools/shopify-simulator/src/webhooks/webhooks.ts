import { randomUUID } from 'node:crypto';
import { seededRandom } from '../demo/random.ts';
import type { Store, StoreChange } from '../shop/store.ts';
import { post, type Delivery } from './webhook-delivery.ts';
import { Subscriptions, type Subscription, type SubscriptionInput } from './webhook-subscriptions.ts';

export type { Delivery } from './webhook-delivery.ts';
export type { Subscription } from './webhook-subscriptions.ts';

/**
 * - `drop`: never sent;
 * - `repeat`: sent twice, the second time `ms` later on the simulator's clock;
 * - `delay`: held for `ms` on the simulator's clock;
 * - `reorder`: held for a random time up to `ms`, so that later ones overtake it;
 * - `old-payload`: sent with the body of the previous one about its subject.
 */
export interface WebhookFault {
  readonly effect: 'drop' | 'repeat' | 'delay' | 'reorder' | 'old-payload';
  readonly topic?: string;
  readonly ms?: number;
  /** Default 1, drawn from the simulator's seed. */
  readonly probability?: number;
}

/** How many deliveries are kept for the admin page. */
const remembered = 200;

/** Sends webhooks, one for each subscription, with retries; faults hold back, repeat or drop them. */
export class Webhooks {
  readonly #subscriptions: Subscriptions;
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
  /** Stand-ins for subscriptions of the app's own configuration. */
  readonly #ofApp = new WeakSet<Subscription>();
  /** Where the app has its webhooks sent. */
  #addresses: ReadonlySet<string> = new Set();
  readonly deliveries: Delivery[] = [];
  readonly counts = { sent: 0, acknowledged: 0, failed: 0, dropped: 0, subscriptionsRemoved: 0 };
  faults: readonly WebhookFault[] = [];
  /** Failed attempts of one delivery after which its Admin API subscription is deleted. Shopify's own number is 8. */
  retryLimit = 8;
  /** The wait before the nth retry. Shopify takes four hours for all eight. */
  retryDelayMs: (attempt: number) => number = attempt => 250 * 2 ** attempt;
  /** The deliveries in flight or waiting for a retry, without those that a fault holds back. */
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
    this.#subscriptions = new Subscriptions(() => this.#store.newId(), options.now);
    this.#store.onChange(change => this.announce(change.topic, change.id, this.#body(change)));
  }

  list(): Subscription[] {
    return this.#subscriptions.list();
  }

  find(gidText: string): object | null {
    return this.#subscriptions.find(gidText);
  }

  restore(subscriptions: readonly Subscription[]): void {
    this.#subscriptions.restore(subscriptions);
  }

  node(subscription: Subscription): object {
    return this.#subscriptions.node(subscription);
  }

  create(input: SubscriptionInput): object {
    return this.#subscriptions.create(input);
  }

  delete(id: string): object {
    return this.#subscriptions.delete(id);
  }

  /** Removes a topic's subscriptions, or all, without notice, as Shopify does. */
  removeSilently(topic: string | undefined): void {
    for (const each of this.list()) if (!topic || each.topic === topic) this.#subscriptions.remove(each);
  }

  announce(topic: string, subjectId: string, body: string): void {
    const name = topic.toUpperCase().replace('/', '_');
    const eventId = randomUUID();
    for (const subscription of this.list()) {
      if (subscription.topic !== name) continue;
      this.#begin(subscription, this.#delivery(topic, subjectId, subscription.uri, eventId), body);
    }
    this.#lastBodies.set(`${topic} ${subjectId}`, body);
  }

  /**
   * Sends a webhook of the app's own configuration, which needs no subscription: one to each address that has a
   * subscription.
   */
  sendToApp(topic: string, subjectId: string, body: string): void {
    const uris = new Set(this.list().map(each => each.uri));
    // The addresses of these topics are the app's own, and outlive its subscriptions.
    if (uris.size > 0) this.#addresses = uris;
    for (const uri of this.#addresses) {
      const name = topic.toUpperCase().replace('/', '_');
      const own = { id: `app-${name}`, topic: name, uri, createdAt: this.#now(), failures: 0 };
      this.#ofApp.add(own);
      this.#begin(own, this.#delivery(topic, subjectId, uri, randomUUID()), body);
    }
  }

  /** Sends the held webhooks that are due by the simulator's clock. */
  releaseDue(): void {
    const due = this.#held.filter(each => each.due <= this.#now());
    this.#held = this.#held.filter(each => !due.includes(each));
    for (const { act } of due) this.#later(0, act);
  }

  /** Sends all held webhooks. */
  releaseAll(): void {
    for (const { act } of this.#held.splice(0)) this.#later(0, act);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#held = [];
    this.pending = 0;
  }

  #delivery(topic: string, subjectId: string, address: string, eventId: string): Delivery {
    const delivery: Delivery = {
      ...{ id: randomUUID(), topic, subjectId, address, eventId },
      ...{ status: 'pending', attempts: 0, httpStatus: undefined },
      ...{ triggeredAt: this.#now(), deliveredAt: undefined },
    };
    this.deliveries.unshift(delivery);
    this.deliveries.length = Math.min(this.deliveries.length, remembered);
    return delivery;
  }

  /** Sends a delivery, or does with it what a fault says. */
  #begin(subscription: Subscription, delivery: Delivery, body: string): void {
    const fault = this.faults.find(
      each => (!each.topic || each.topic === delivery.topic) && this.#random() < (each.probability ?? 1),
    );
    const key = `${delivery.topic} ${delivery.subjectId}`;
    const sent = fault?.effect === 'old-payload' ? (this.#lastBodies.get(key) ?? body) : body;
    const attempt = () => this.#attempt(subscription, delivery, sent);
    switch (fault?.effect) {
      case 'drop':
        delivery.status = 'dropped';
        this.counts.dropped++;
        return;
      case 'delay':
        return this.#hold(fault.ms ?? 1000, attempt);
      case 'reorder':
        return this.#later(Math.floor(this.#random() * (fault.ms ?? 200)), attempt);
      case 'repeat':
        if (fault.ms === undefined) this.#later(50, attempt);
        else this.#hold(fault.ms, attempt);
        return this.#later(0, attempt);
      default:
        return this.#later(0, attempt);
    }
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

  #later(ms: number, act: () => Promise<void>): void {
    this.pending++;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void act().finally(() => this.pending--);
    }, ms);
    this.#timers.add(timer);
  }

  async #attempt(subscription: Subscription, delivery: Delivery, body: string): Promise<void> {
    if (!this.#subscriptions.has(subscription) && !this.#ofApp.has(subscription)) return;
    delivery.attempts++;
    this.counts.sent++;
    const by = { secret: this.#secret, domain: this.#store.shop.domain, fetch: this.#fetch };
    const status = await post(delivery, body, by);
    delivery.httpStatus = status;
    if (status !== undefined && status >= 200 && status < 300) {
      delivery.status = 'delivered';
      delivery.deliveredAt = this.#now();
      subscription.failures = 0;
      this.counts.acknowledged++;
      return;
    }
    // Count the attempts of one delivery: many deliveries that fail at the same moment are one failure.
    subscription.failures = Math.max(subscription.failures, delivery.attempts);
    this.counts.failed++;
    if (subscription.failures >= this.retryLimit && this.#subscriptions.remove(subscription))
      this.counts.subscriptionsRemoved++;
    if (delivery.attempts > this.retryLimit) delivery.status = 'failed';
    else this.#later(this.retryDelayMs(delivery.attempts), () => this.#attempt(subscription, delivery, body));
  }
}
