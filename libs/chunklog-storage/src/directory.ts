import { documentsIn, type Chunk, type Place } from './chunk.ts';
import type { ChunkLog } from './chunk-log.ts';
import { buildDirectory, directoryKey } from './directory-build.ts';
import {
  keysIn,
  placesIn,
  placesPerRecord,
  recordOf,
  type DirectoryHead,
  type DocumentPlace,
} from './directory-records.ts';
import type { Doc } from './document.ts';
import type { Listing } from './listing.ts';
import type { IfFree } from './locks.ts';
import type { CollectionEntry } from './manifest.ts';
import type { Slices } from './slices.ts';
import { Tail } from './tail.ts';

export type DirectoryParts = {
  readonly database: string;
  /** The collection that it is of. */
  readonly key: string;
  readonly log: ChunkLog;
  readonly listing: Listing;
  readonly idOf: (document: Doc) => string;
  readonly ifFree: IfFree;
  readonly slices: () => Slices;
};

/** What may be written after a directory before it is made anew: so much is read before the first document is found. */
const [mostCharacters, mostWrites] = [1024 * 1024, 64];

/** So many documents are brought at once: they may stand in as many chunks. */
const documentsAtOnce = 8;

/** A prefix that a key has to begin with, or a key that it has to be. */
type Wanted = { readonly key: string; readonly isPrefix: boolean };

/** A directory as it is on disk, with what was written after it. */
type View = { readonly generation: number; readonly head: DirectoryHead; readonly tail: Tail };

/**
 * Finds documents on disk by their keys, before their collection is in memory: a few records are read for it, however large the
 * collection is. It is kept on disk beside the collection, is as old as it says, and what was written since is read before
 * anything is answered. What it cannot know, since it was never kept, or is of what has been rewritten since, it does not
 * answer.
 */
export class Directory {
  readonly #parts: DirectoryParts;
  #view: View | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: DirectoryParts) {
    this.#parts = parts;
  }

  /** The living documents that have this key, in their order; undefined: ask the collection. */
  find(key: string): Promise<readonly Doc[] | undefined> {
    return this.#inTurn(() => this.#having([[{ key, isPrefix: false }]], Infinity));
  }

  /**
   * The first living documents that have, for each of these lists, a key that begins with one of its prefixes; undefined: ask
   * the collection.
   */
  search(prefixes: readonly (readonly string[])[], limit: number): Promise<readonly Doc[] | undefined> {
    const wanted = prefixes.map(each => each.map(key => ({ key, isPrefix: true })));
    return this.#inTurn(() => this.#having(wanted, limit));
  }

  /** Resolves when nobody looks for anything. */
  async idle(): Promise<void> {
    for (let turn: Promise<unknown> | undefined; turn !== this.#turn;) {
      turn = this.#turn;
      await turn;
    }
  }

  /** Makes it anew where it is not there, or too much was written since. Rejects where the disk refuses. */
  async keep(): Promise<void> {
    const { database, key, log, listing, idOf, ifFree, slices } = this.#parts;
    await ifFree(`chunklog|${database}|directory`, async () => {
      const entry = (await log.manifest()).collections[key];
      if (!entry) return;
      const head = (await this.#headOf(entry))?.head;
      const isYoung =
        head && entry.size - head.size <= mostCharacters && entry.last - head.upTo <= mostWrites;
      if (!isYoung) await buildDirectory(log, { key, entry }, listing, idOf, slices());
    });
  }

  async #having(wanted: readonly (readonly Wanted[])[], limit: number): Promise<readonly Doc[] | undefined> {
    const view = await this.#read();
    const numbers = view && (await this.#numbersOf(view, wanted));
    if (!numbers) return undefined;
    const { keysOf, orderOf } = this.#parts.listing;
    const found: Doc[] = [];
    for (let at = 0; at < numbers.length && found.length < limit; at += documentsAtOnce) {
      const documents = await this.#documents(view, numbers.slice(at, at + documentsAtOnce));
      if (!documents) return undefined;
      found.push(...documents.filter(each => !view.tail.knows(this.#parts.idOf(each))));
    }
    const newer = [...view.tail.living()].filter(each => isWanted(keysOf(each), wanted));
    if (newer.length > 0)
      found.splice(0, Infinity, ...[...found, ...newer].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)));
    return found.slice(0, limit);
  }

  /** What is on disk now; undefined where it is not of what the collection is now. */
  async #read(): Promise<View | undefined> {
    const { log, key, slices } = this.#parts;
    const entry = (await log.manifest()).collections[key];
    const view = entry && (await this.#headOf(entry));
    if (!view || !(await view.tail.readTo(entry.last, log, slices()))) return undefined;
    // Of what was rewritten meanwhile, some may not have been read.
    return (await log.manifest()).collections[key]?.generation === entry.generation ? view : undefined;
  }

  async #headOf(entry: CollectionEntry): Promise<View | undefined> {
    const { log, key, listing, idOf } = this.#parts;
    const generation = (await log.manifest()).collections[directoryKey(key)]?.generation;
    if (generation === undefined) return undefined;
    if (this.#view?.generation !== generation) {
      const record = await this.#record(generation, 0);
      const head = record && (JSON.parse(record.body) as DirectoryHead);
      const of = { collection: key, generation: entry.generation };
      this.#view = head && { generation, head, tail: new Tail(of, head.upTo, idOf) };
    }
    const head = this.#view?.head;
    // No generation is given out twice.
    const isOfThis = head?.version === listing.version && head.generation === entry.generation;
    return isOfThis ? this.#view : undefined;
  }

  /** The numbers of the documents that have all that is wanted. */
  async #numbersOf(
    view: View,
    wanted: readonly (readonly Wanted[])[],
  ): Promise<readonly number[] | undefined> {
    if (wanted.length === 0) return [];
    const hits = new Uint16Array(view.head.documents);
    for (const [n, anyOf] of wanted.entries()) {
      for (const each of anyOf) {
        const owners = await this.#ownersOf(view, each);
        if (!owners) return undefined;
        for (const owner of owners) if (hits[owner] === n) hits[owner] = n + 1;
      }
    }
    return [...hits.keys()].filter(number => hits[number] === wanted.length);
  }

  async #ownersOf(
    { generation, head: { firsts } }: View,
    { key, isPrefix }: Wanted,
  ): Promise<readonly number[] | undefined> {
    const slices = this.#parts.slices();
    const isHit = (each: string) => (isPrefix ? each.startsWith(key) : each === key);
    const owners: number[] = [];
    for (let at = recordOf(firsts, key); at < firsts.length; at++) {
      const first = firsts[at] as string;
      if (first > key && !isHit(first)) break;
      const record = await this.#record(generation, 1 + at);
      if (!record) return undefined;
      for (const [each, its] of keysIn(record.body)) if (isHit(each)) owners.push(...its);
      await slices.rest();
    }
    return owners;
  }

  /** Documents by their numbers, in that order; undefined where one cannot be read. */
  async #documents(
    { generation, head: { firsts, generation: described } }: View,
    numbers: readonly number[],
  ): Promise<readonly Doc[] | undefined> {
    const places = await this.#placesOf(generation, 1 + firsts.length, numbers);
    const documents = new Map<string, readonly Doc[]>();
    const slices = this.#parts.slices();
    const found: Doc[] = [];
    for (const place of places ?? []) {
      const name = `${place.seq} ${place.part}`;
      const all = documents.get(name) ?? (await this.#documentsAt(described, place));
      documents.set(name, all);
      const document = all[place.at];
      if (!document) return undefined;
      found.push(document);
      await slices.rest();
    }
    return places && found;
  }

  async #placesOf(
    generation: number,
    firstRecord: number,
    numbers: readonly number[],
  ): Promise<readonly DocumentPlace[] | undefined> {
    const records = new Map<number, readonly DocumentPlace[]>();
    const found: DocumentPlace[] = [];
    for (const number of numbers) {
      const at = Math.floor(number / placesPerRecord);
      const record = records.has(at) ? undefined : await this.#record(generation, firstRecord + at);
      if (record) records.set(at, placesIn(record.body));
      const place = records.get(at)?.[number % placesPerRecord];
      if (!place) return undefined;
      found.push(place);
    }
    return found;
  }

  /** None where the chunk is damaged, or was rewritten meanwhile. */
  async #documentsAt(generation: number, place: Place): Promise<readonly Doc[]> {
    const chunk = await this.#chunk(this.#parts.key, generation, place);
    return chunk ? documentsIn(chunk) : [];
  }

  /** A record of the directory itself. */
  #record(generation: number, part: number): Promise<Chunk | undefined> {
    return this.#chunk(directoryKey(this.#parts.key), generation, { seq: 0, part });
  }

  /** Undefined where it is damaged, or is not there any more. */
  async #chunk(collection: string, generation: number, place: Place): Promise<Chunk | undefined> {
    const { seq, part } = place;
    const after = { seq, part: part - 1 };
    const { readings } = await this.#parts.log.read({ collection, generation, after, upTo: seq, limit: 1 });
    const [reading] = readings;
    return reading?.kind === 'whole' && reading.chunk.part === part ? reading.chunk : undefined;
  }

  /** One after the other: each reads on in the same tail. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

function isWanted(keys: readonly string[], wanted: readonly (readonly Wanted[])[]): boolean {
  const has = ({ key, isPrefix }: Wanted) =>
    keys.some(each => (isPrefix ? each.startsWith(key) : each === key));
  return wanted.every(anyOf => anyOf.some(has));
}
