import {
  formatPushSignature,
  makeKeyPair,
  pushText,
  seriesOfText,
  signatureHeader,
  tillKeyOf,
  type JournalRecord,
  type TillKey,
} from '@tidemark/journal';
import { aSealedSale, type PlaceInJournal } from '@tidemark/journal/testing';
import type { MirrorStore } from '@tidemark/mirror';
import type { PushResponse } from '@tidemark/protocol';
import type { Product } from '@tidemark/schema';
import { aSale, anUnpricedLine } from '@tidemark/schema/testing';
import type { Forged } from './judge/judge-forged.ts';
import { receiptsOf } from './shop-server.ts';
import type { Forgery } from './steps/selling-steps.ts';

export interface ForgerParts {
  readonly store: MirrorStore;
  readonly shop: string;
  readonly locationId: string;
  readonly origin: () => string;
  /** The server's clock. */
  readonly now: () => number;
}

const salesPath = '/api/replication/sales/push';

/** The till of the forger. */
export const forgersTill = 'till-forger';

/** A person with a till of the shop, and its key, who pushes what no till would. */
export class Forger {
  readonly forged: Forged[] = [];
  readonly #parts: ForgerParts;
  /** What it pushed. */
  readonly #pushes: RequestInit[] = [];
  #key: Promise<TillKey> | undefined;
  #series = 0;
  #receipts = 0;

  constructor(parts: ForgerParts) {
    this.#parts = parts;
  }

  /** Signs in again, as every till does in the end: a server restored from a copy may not know it. */
  async comeBack(): Promise<void> {
    if (!this.#key) return;
    const { store, shop, locationId, now } = this.#parts;
    await receiptsOf(store, forgersTill, locationId);
    await store.register.enrol(shop, forgersTill, (await this.#key).publicKey, now());
  }

  /** Pushes everything again, as every till does after its server lost it. */
  async pushAgain(): Promise<void> {
    for (const each of this.#pushes) await this.#send(each);
  }

  /** Pushes this forgery, unless the mirror has nothing to sell. The server may not answer. */
  async forge(how: Forgery): Promise<void> {
    const key = await (this.#key ??= makeKeyPair().then(pair => tillKeyOf(pair)));
    const item = await this.#item();
    if (!item) return;
    await this.comeBack();
    const series = seriesOfText(`forger ${++this.#series}`);
    const seal = (place: PlaceInJournal, unitPrice = item.price) =>
      this.#seal({ ...place, series }, { ...item, unitPrice }, key);
    const first = await seal({ number: 1 }, how === 'cheap' ? 1 : item.price);
    const follower = (number: number) => seal({ number, previous: first.journal.hash });
    switch (how) {
      case 'honest':
      case 'cheap':
        return this.#push(how, [first], first, key);
      case 'changed':
        return this.#push(how, [{ ...first, note: undefined, shiftId: 'other' }], first, key);
      case 'broken': {
        const second = await seal({ number: 2, previous: 'x'.repeat(43) });
        return this.#push(how, [first, second], second, key);
      }
      case 'gap': {
        const third = await follower(3);
        return this.#push(how, [first, third], third, key);
      }
      case 'fork':
        return this.#push(how, [first, await seal({ number: 1 })], first, key);
      case 'other-key': {
        const other = await tillKeyOf(await makeKeyPair());
        return this.#push(how, [first], first, other);
      }
    }
  }

  async #push(
    how: Forgery,
    documents: readonly object[],
    about: JournalRecord,
    signer: TillKey,
  ): Promise<void> {
    const rows = documents.map(each => ({ newDocumentState: { ...each, _deleted: false } }));
    const body = JSON.stringify({ rows });
    const key = await this.#key;
    const header = formatPushSignature(key?.id ?? '', await signer.sign(pushText(salesPath, body)));
    const headers = { 'content-type': 'application/json', [signatureHeader]: header };
    const push = { method: 'POST', headers, body };
    this.#pushes.push(push);
    const answer = await this.#send(push);
    // A server that died meanwhile may have stored it, or not.
    const outcomes = answer?.ok ? ((await answer.json()) as PushResponse).outcomes : undefined;
    this.forged.push({
      how,
      id: about.id,
      series: about.journal.series,
      outcome: outcomes?.at(-1)?.outcome ?? (answer ? `${answer.status}` : 'no answer'),
    });
  }

  /** Undefined where the server does not answer. */
  async #send(push: RequestInit): Promise<Response | undefined> {
    return fetch(this.#parts.origin() + salesPath, push).catch(() => undefined);
  }

  #seal(place: PlaceInJournal, item: Item & { readonly unitPrice: number }, key: TillKey) {
    const { shop, locationId, now } = this.#parts;
    const { productId, variantId, inventoryItemId, unitPrice } = item;
    const line = anUnpricedLine({ productId, variantId, inventoryItemId, unitPrice });
    const sale = aSale(
      {
        ...{ shop, tillId: forgersTill, staffId: 's', locationId, pricedUnder: null },
        createdAt: new Date(now()).toISOString(),
        receiptNumber: `FORGE-${String(++this.#receipts).padStart(6, '0')}`,
      },
      [line],
    );
    return aSealedSale(sale, key, place);
  }

  /** An item of the mirror; undefined where it has none. */
  async #item(): Promise<Item | undefined> {
    const { mirror } = this.#parts.store;
    const ids = await mirror.idsAfter(this.#parts.shop, 'products', undefined, 50);
    const { documents } = await mirror.documents(this.#parts.shop, 'products', '', ids);
    for (const text of documents) {
      const product = JSON.parse(text) as Product & { _deleted: boolean };
      const [variant] = product._deleted ? [] : product.variants;
      if (variant)
        return {
          productId: product.id,
          variantId: variant.id,
          inventoryItemId: variant.inventoryItemId,
          price: variant.price,
        };
    }
    return undefined;
  }
}

interface Item {
  readonly productId: string;
  readonly variantId: string;
  readonly inventoryItemId: string | null;
  /** In minor units. */
  readonly price: number;
}
