import { compareText } from '../collection/compare.ts';
import { buildDiskIndex, diskIndexKey } from './disk-index-build.ts';
import type { DiskIndexHead } from './disk-index-records.ts';
import { DiskIndexView, type ViewParts, type Wanted } from './disk-index-view.ts';
import type { Doc } from '../collection/document.ts';
import type { Listing } from '../collection/listing.ts';
import type { IfFree } from '../log/locks.ts';
import type { CollectionEntry, Manifest } from '../log/manifest.ts';

export type DiskIndexParts = ViewParts & {
  readonly database: string;
  readonly listing: Listing;
  readonly ifFree: IfFree;
};

/**
 * How much may be written after a disk index before it is made again: this is read before the first document is found.
 */
const [mostCharacters, mostWrites] = [1024 * 1024, 256];

/** Beyond this many times that much, the index does not answer: reading everything is quicker. */
const farBehind = 4;

/** Documents fetched at once: they may be in as many chunks. */
const documentsAtOnce = 8;

/**
 * Finds documents on disk by their keys, before their collection is in memory: it reads a few records, however large
 * the collection is. It is stored beside the collection, states its age, and reads later writes before it answers. It
 * does not answer if it was never made, or if the collection was rewritten since.
 */
export class DiskIndex {
  readonly #parts: DiskIndexParts;
  #view: DiskIndexView | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  /** The disk refused: do not make it again before the collection is at this seq. */
  #notBefore = 0;

  constructor(parts: DiskIndexParts) {
    this.#parts = parts;
  }

  /** The living documents with this key, in listing order; undefined: ask the collection. */
  find(key: string): Promise<readonly Doc[] | undefined> {
    return this.#inTurn(() => this.#having([[{ key, isPrefix: false }]], Infinity));
  }

  /**
   * The first living documents that have, for each of these lists, a key that begins with one of its prefixes; empty
   * without lists; undefined: ask the collection.
   */
  search(prefixes: readonly (readonly string[])[], limit: number): Promise<readonly Doc[] | undefined> {
    const wanted = prefixes.map(each => each.map(key => ({ key, isPrefix: true })));
    return this.#inTurn(() => this.#having(wanted, limit));
  }

  /** Reads what every search needs, and later writes: call it before a full read keeps the disk busy. */
  async prepare(): Promise<void> {
    await this.#inTurn(() => this.#read());
  }

  /** Resolves when no search is running. */
  async idle(): Promise<void> {
    for (let turn: Promise<unknown> | undefined; turn !== this.#turn;) {
      turn = this.#turn;
      await turn;
    }
  }

  /** Frees its memory, since the whole collection is loaded; a later search reads it again. */
  forget(): void {
    this.#view = undefined;
  }

  /**
   * Makes it if it is missing, or too much was written since. Rejects if the disk refuses; then it is next tried after
   * as many writes as make an index old.
   */
  async keep(): Promise<void> {
    const { database, key, log, listing, idOf, ifFree, slices } = this.#parts;
    await ifFree(`chunklog|${database}|directory`, async () => {
      const manifest = await log.manifest();
      const entry = manifest.collections[key];
      if (!entry || entry.last < this.#notBefore) return;
      const head = (await this.#viewIn(manifest))?.head;
      if (head && isWithin(entry, head, 1)) return;
      const { logId } = manifest;
      try {
        await buildDiskIndex(log, { key, logId, entry }, listing, idOf, slices());
      } catch (error) {
        this.#notBefore = entry.last + mostWrites;
        throw error;
      }
    });
  }

  async #having(wanted: readonly (readonly Wanted[])[], limit: number): Promise<readonly Doc[] | undefined> {
    if (wanted.length === 0) return [];
    const view = await this.#read();
    const numbers = await view?.numbersOf(wanted);
    if (!view || !numbers) return undefined;
    const { idOf, listing } = this.#parts;
    const found: Doc[] = [];
    for (let at = 0; at < numbers.length && found.length < limit; at += documentsAtOnce) {
      const documents = await view.documents(numbers.slice(at, at + documentsAtOnce));
      if (!documents) return undefined;
      found.push(...documents.filter(each => !view.tail.knows(idOf(each))));
    }
    const newer = [...view.tail.living()].filter(each => isWanted(listing.keysOf(each), wanted));
    const all = newer.length === 0 ? found : inOrder([...found, ...newer], listing);
    return all.slice(0, limit);
  }

  /** The index on disk; undefined if it does not describe the present collection. */
  async #read(): Promise<DiskIndexView | undefined> {
    const { log, key, slices } = this.#parts;
    const manifest = await log.manifest();
    const view = await this.#viewIn(manifest);
    const entry = manifest.collections[key];
    if (!view || !entry || !isWithin(entry, view.head, farBehind)) return undefined;
    const { head, tail } = view;
    if (tail.upTo !== entry.last) {
      await tail.readTo(entry.last, log, slices());
      // If the collection was rewritten meanwhile, part of it may not have been read.
      if ((await log.manifest()).collections[key]?.generation !== entry.generation) return undefined;
    }
    return tail.isWhole && head.chunks + tail.chunks === entry.chunks ? view : undefined;
  }

  async #viewIn({ logId, collections }: Manifest): Promise<DiskIndexView | undefined> {
    const { key, listing } = this.#parts;
    const generation = collections[diskIndexKey(key)]?.generation;
    if (generation === undefined) return undefined;
    // A log that was recreated, after a deletion or a damaged manifest, counts from the beginning.
    const isKnown = this.#view?.generation === generation && this.#view.head.logId === logId;
    const view = isKnown ? this.#view : await DiskIndexView.open(this.#parts, generation);
    this.#view = view;
    const head = view?.head;
    const isOfThis =
      head?.version === listing.version &&
      head.logId === logId &&
      head.generation === collections[key]?.generation;
    return isOfThis ? view : undefined;
  }

  /** Runs searches one after the other: they share one tail. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

/** Whether less was written since than `times` what makes a disk index old. */
function isWithin({ size, last }: CollectionEntry, head: DiskIndexHead, times: number): boolean {
  return size - head.size <= times * mostCharacters && last - head.upTo <= times * mostWrites;
}

function isWanted(keys: readonly string[], wanted: readonly (readonly Wanted[])[]): boolean {
  const has = ({ key, isPrefix }: Wanted) =>
    keys.some(each => (isPrefix ? each.startsWith(key) : each === key));
  return wanted.every(anyOf => anyOf.some(has));
}

function inOrder(
  documents: readonly Doc[],
  { orderOf, compareOrders = compareText }: Listing,
): readonly Doc[] {
  return documents.toSorted((a, b) => compareOrders(orderOf(a), orderOf(b)));
}
