import type { MirrorStore } from '@tidemark/mirror';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import type { PersonWords } from './judge/person-words.ts';
import type { ShopLedger } from './judge/shop-ledger.ts';

export interface RedactorParts {
  readonly simulator: ShopifySimulator;
  readonly store: MirrorStore;
  readonly ledger: ShopLedger;
  readonly words: PersonWords;
  readonly shop: string;
}

const topic = 'customers/redact';

/** Has customers erased in the shop. */
export class Redactor {
  readonly #parts: RedactorParts;
  /** The webhooks that Shopify sends, by customer. */
  readonly #sent = new Map<string, string>();
  /** The orders of those customers. */
  readonly orders = new Set<string>();

  constructor(parts: RedactorParts) {
    this.#parts = parts;
  }

  /** Shopify's ids of the customers whose erasure has reached the server. */
  async erased(): Promise<readonly string[]> {
    const done = await this.#done();
    return [...this.#sent.keys()].filter(id => done.has(id));
  }

  /** Erases a customer about whom tills wrote; where there is none, any customer. */
  redact(which: number): void {
    const { simulator, ledger, words } = this.#parts;
    const { customers, orders } = simulator.store;
    const known = words.people.filter(id => customers.has(id));
    const all = known.length > 0 ? known : [...customers.keys()];
    const id = all[which % Math.max(1, all.length)];
    if (id === undefined) return;
    const email = customers.get(id)?.email;
    if (email !== undefined) words.note(id, email);
    const own = [...orders.values()].filter(each => each.customerId === id).map(each => each.id);
    for (const each of own) this.orders.add(each);
    // As text: ids may be larger than a number holds.
    this.#sent.set(id, `{"customer":{"id":${id}},"orders_to_redact":[${own.join(',')}]}`);
    ledger.by(() => simulator.comply({ topic, customerId: id }));
  }

  /** The customers who are not erased yet, and the webhook that Shopify sends for each. */
  async missing(): Promise<readonly (readonly [customerId: string, body: string])[]> {
    // Without an address nothing can be sent: the shop's subscriptions were removed.
    if (this.#parts.simulator.webhooks.list().length === 0) return [];
    const done = await this.#done();
    return [...this.#sent].filter(([id]) => !done.has(id));
  }

  /** Shopify sends again what never arrived. */
  async repeat(): Promise<void> {
    const { webhooks } = this.#parts.simulator;
    for (const [id, body] of await this.missing()) webhooks.sendToApp(topic, id, body);
  }

  async #done(): Promise<ReadonlySet<string>> {
    const { store, shop } = this.#parts;
    return new Set((await store.privacy.redactions(shop)).map(each => each.customerId));
  }
}
