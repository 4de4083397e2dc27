import { effectOfMove, effectsOfSale } from '@tidemark/protocol';
import { longestWaitMs, StoreError, type Told } from '@tidemark/mirror';
import { inventoryLevelId, type CustomerEdit, type Sale, type StockMove } from '@tidemark/schema';
import { ShopifyError } from '@tidemark/shopify';
import { asOfNow } from '../../into-mirror/as-of.ts';
import { commitLevels, commitReads } from '../../into-mirror/commit-reads.ts';
import type { Source } from '../../source.ts';
import { isPutOff } from '../next-step.ts';

/** Records whose effects are read together. */
const batchSize = 100;

/** What one round left in the outbox. */
export interface Left {
  /** How many pages it read: the more, the longer until the next round. */
  readonly pages: number;
  /** Not yet distinguishable from in-flight records. */
  readonly uncertain: number;
  /** Could not be read; retried after a while. */
  readonly unreadable: number;
  /** The error, for a person; undefined while all can be read. */
  readonly trouble: string | undefined;
}

interface Rest {
  readonly times: number;
  readonly notBefore: number;
  readonly why: string;
}

/**
 * Reads back what Shopify made of records, without waiting for a webhook: orders, customers, levels ([T9]). One read
 * serves many; a record that cannot be read back affects only itself.
 */
export class ReadBack {
  readonly #source: Source;
  readonly #restMs: number;
  /** Records whose order or customer is read, and whose levels are still uncertain. */
  readonly #haveDocuments = new Set<string>();
  readonly #resting = new Map<string, Rest>();
  #forbidden: string | undefined;

  constructor(source: Source, restMs: number) {
    this.#source = source;
    this.#restMs = restMs;
  }

  /** Reads all pages of the outbox, oldest first. Rejects if Shopify cannot be read at all. */
  async round(): Promise<Left> {
    const { records, shopify } = this.#source;
    this.#forbidden = undefined;
    const seen = new Set<string>();
    let uncertain = 0;
    let pages = 0;
    for (let after: number | undefined, isMore = true; isMore;) {
      const page = await records.toRead(shopify.shop, batchSize, after);
      for (const each of page) seen.add(keyOf(each));
      const awake = page.filter(each => !this.#isResting(each));
      if (awake.length > 0) uncertain += await this.#read(awake);
      pages++;
      isMore = page.length === batchSize;
      after = page.at(-1)?.place;
    }
    for (const known of [this.#haveDocuments, this.#resting])
      for (const key of known.keys()) if (!seen.has(key)) known.delete(key);
    const [rest] = this.#resting.values();
    return { pages, uncertain, unreadable: this.#resting.size, trouble: rest?.why ?? this.#forbidden };
  }

  /** How long until the next unreadable record may be read again. */
  restMs(): number {
    const times = [...this.#resting.values()].map(each => each.notBefore);
    return Math.max(1, Math.min(...times, this.#source.now() + longestWaitMs) - this.#source.now());
  }

  #isResting(told: Told): boolean {
    const rest = this.#resting.get(keyOf(told));
    return rest !== undefined && isPutOff(rest, this.#source.now());
  }

  /** Reads these back; returns how many stay uncertain. */
  async #read(told: readonly Told[]): Promise<number> {
    const { records, shopify } = this.#source;
    const asOf = await asOfNow(this.#source);
    const news = told.filter(each => !this.#haveDocuments.has(keyOf(each)));
    const unread = new Map([
      ...(await this.#readDocuments('orders', news.flatMap(orderOf))),
      ...(await this.#readDocuments('customers', news.flatMap(customerOf))),
    ]);
    const uncertain = new Set<string>();
    const items = told.flatMap(each => effectsOf(each).map(effect => effect.inventoryItemId));
    const unreadItems = await this.#inParts(items, async part => {
      const { found, readAt } = await shopify.levelsOfItems(part, 'background', this.#source.signal);
      for (const id of (await commitLevels(this.#source, found, readAt, asOf)).uncertain) uncertain.add(id);
    });
    const done: Told[] = [];
    let undecided = 0;
    for (const each of told) {
      const ids = [...orderOf(each), ...customerOf(each)].map(id => unread.get(id));
      const itemIds = effectsOf(each).map(effect => unreadItems.get(effect.inventoryItemId));
      const failure = [...ids, ...itemIds].find(error => error !== undefined);
      if (failure !== undefined) {
        this.#rest(each, failure);
        continue;
      }
      this.#resting.delete(keyOf(each));
      if (effectsOf(each).some(effect => uncertain.has(levelOf(effect)))) {
        this.#haveDocuments.add(keyOf(each));
        undecided++;
      } else done.push(each);
    }
    await records.haveRead(shopify.shop, done);
    for (const each of done) this.#haveDocuments.delete(keyOf(each));
    return undecided;
  }

  /** Does not wait for what the app may not read at all: the catch-up reports it, and reads it once it may. */
  async #readDocuments(
    kind: 'orders' | 'customers',
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, unknown>> {
    const { shopify, signal } = this.#source;
    const unread = await this.#inParts(ids, async part => {
      const { found, readAt } = await shopify.byIds(kind, part, 'background', signal);
      const options = { readNewLevels: false, lane: 'background' } as const;
      await commitReads(this.#source, kind, found, [], readAt, options);
    });
    const forbidden = [...unread.values()].find(isForbidden);
    if (forbidden) this.#forbidden = forbidden.message;
    return new Map([...unread].filter(([, error]) => !isForbidden(error)));
  }

  /** Reads these; if that fails, each half separately. Returns the records that cannot be read, with reasons. */
  async #inParts(
    ids: readonly string[],
    read: (part: readonly string[]) => Promise<void>,
  ): Promise<ReadonlyMap<string, unknown>> {
    const part = [...new Set(ids)];
    if (part.length === 0) return new Map();
    try {
      await read(part);
      return new Map();
    } catch (error) {
      if (isOfAll(error) || this.#source.signal.aborted) throw error;
      if (part.length === 1 || isForbidden(error)) return new Map(part.map(id => [id, error]));
      const middle = Math.ceil(part.length / 2);
      const [left, right] = [part.slice(0, middle), part.slice(middle)];
      return new Map([...(await this.#inParts(left, read)), ...(await this.#inParts(right, read))]);
    }
  }

  #rest(told: Told, error: unknown): void {
    const { shopify, now, log } = this.#source;
    const times = (this.#resting.get(keyOf(told))?.times ?? 0) + 1;
    const ms = Math.min(this.#restMs * 2 ** (times - 1), longestWaitMs);
    const why = error instanceof Error ? error.message : String(error);
    this.#resting.set(keyOf(told), { times, notBefore: now() + ms, why });
    const { collection, id } = told;
    log({ name: 'read-back-failed', shop: shopify.shop, collection, id, error: String(error) });
  }
}

/** Whether an error concerns all records: no other could be read or stored either. */
function isOfAll(error: unknown): boolean {
  if (error instanceof StoreError) return true;
  return error instanceof ShopifyError && !['unexpected', 'forbidden'].includes(error.reason);
}

function isForbidden(error: unknown): error is ShopifyError {
  return error instanceof ShopifyError && error.reason === 'forbidden';
}

/** A key that is different for each sending of a record. */
function keyOf({ collection, id, document }: Told): string {
  return `${collection}/${id} ${document.submission?.state}`;
}

function orderOf({ document: { submission } }: Told): string[] {
  return submission?.state === 'accepted' && 'orderId' in submission ? [submission.orderId] : [];
}

function customerOf({ collection, document }: Told): string[] {
  if (collection !== 'customerEdits') return [];
  const { submission } = document as CustomerEdit;
  return submission?.state === 'accepted' ? [submission.customerId] : [];
}

function effectsOf({ collection, document }: Told) {
  if (collection === 'sales') return effectsOfSale(document as Sale);
  return collection === 'stockMoves' ? [effectOfMove(document as StockMove)] : [];
}

function levelOf({ inventoryItemId, locationId }: { inventoryItemId: string; locationId: string }): string {
  return inventoryLevelId(inventoryItemId, locationId);
}
