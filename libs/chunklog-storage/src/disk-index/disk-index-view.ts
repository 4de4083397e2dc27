import { documentsIn, type Chunk, type Place } from '../log/chunk.ts';
import type { ChunkLog } from '../log/chunk-log.ts';
import { diskIndexKey } from './disk-index-build.ts';
import {
  keysIn,
  placesIn,
  placesPerRecord,
  recordOf,
  type DiskIndexHead,
  type DocumentPlace,
} from './disk-index-records.ts';
import type { Doc } from '../collection/document.ts';
import type { Slices } from '../collection/slices.ts';
import { Tail } from '../database/tail.ts';

/** A key, or a prefix of keys, to find. */
export type Wanted = { readonly key: string; readonly isPrefix: boolean };

export type ViewParts = {
  readonly log: ChunkLog;
  /** The described collection. */
  readonly key: string;
  readonly idOf: (document: Doc) => string;
  readonly slices: () => Slices;
};

/** A disk index on disk, with what was written after it. Results that it cannot read are undefined. */
export class DiskIndexView {
  readonly generation: number;
  readonly head: DiskIndexHead;
  readonly tail: Tail;
  readonly #parts: ViewParts;

  private constructor(parts: ViewParts, generation: number, head: DiskIndexHead) {
    const { key, idOf } = parts;
    this.#parts = parts;
    this.generation = generation;
    this.head = head;
    this.tail = new Tail({ collection: key, generation: head.generation }, head.upTo, idOf);
  }

  static async open(parts: ViewParts, generation: number): Promise<DiskIndexView | undefined> {
    const record = await chunkAt(parts.log, diskIndexKey(parts.key), generation, { seq: 0, part: 0 });
    return record && new DiskIndexView(parts, generation, JSON.parse(record.body) as DiskIndexHead);
  }

  /** The numbers of the documents that have a wanted key from each of these lists. */
  async numbersOf(wanted: readonly (readonly Wanted[])[]): Promise<readonly number[] | undefined> {
    const hits = new Uint16Array(this.head.documents);
    for (const [n, anyOf] of wanted.entries()) {
      for (const each of anyOf) {
        const owners = await this.#ownersOf(each);
        if (!owners) return undefined;
        for (const owner of owners) if (hits[owner] === n) hits[owner] = n + 1;
      }
    }
    return [...hits.keys()].filter(number => hits[number] === wanted.length);
  }

  /** Documents by their numbers, in the given order. */
  async documents(numbers: readonly number[]): Promise<readonly Doc[] | undefined> {
    const places = await this.#placesOf(numbers);
    const chunks = new Map<string, readonly Doc[]>();
    const slices = this.#parts.slices();
    const found: Doc[] = [];
    for (const place of places ?? []) {
      const name = `${place.seq} ${place.part}`;
      const documents = chunks.get(name) ?? (await this.#documentsAt(place));
      chunks.set(name, documents);
      const document = documents[place.at];
      if (!document) return undefined;
      found.push(document);
      await slices.rest();
    }
    return places && found;
  }

  async #ownersOf({ key, isPrefix }: Wanted): Promise<readonly number[] | undefined> {
    const { firsts } = this.head;
    const slices = this.#parts.slices();
    const isHit = (each: string) => (isPrefix ? each.startsWith(key) : each === key);
    const owners: (readonly number[])[] = [];
    for (let at = recordOf(firsts, key); at < firsts.length; at++) {
      const first = firsts[at] as string;
      if (first > key && !isHit(first)) break;
      const record = await this.#record(1 + at);
      if (!record) return undefined;
      for (const [each, its] of keysIn(record.body)) if (isHit(each)) owners.push(its);
      await slices.rest();
    }
    return owners.flat();
  }

  async #placesOf(numbers: readonly number[]): Promise<readonly DocumentPlace[] | undefined> {
    const records = new Map<number, readonly DocumentPlace[]>();
    const found: DocumentPlace[] = [];
    for (const number of numbers) {
      const at = Math.floor(number / placesPerRecord);
      const record = records.has(at) ? undefined : await this.#record(1 + this.head.firsts.length + at);
      if (record) records.set(at, placesIn(record.body));
      const place = records.get(at)?.[number % placesPerRecord];
      if (!place) return undefined;
      found.push(place);
    }
    return found;
  }

  /** The documents of a chunk; empty if it is damaged, or was rewritten meanwhile. */
  async #documentsAt(place: Place): Promise<readonly Doc[]> {
    const { log, key } = this.#parts;
    const chunk = await chunkAt(log, key, this.head.generation, place);
    return chunk ? documentsIn(chunk) : [];
  }

  #record(part: number): Promise<Chunk | undefined> {
    const { log, key } = this.#parts;
    return chunkAt(log, diskIndexKey(key), this.generation, { seq: 0, part });
  }
}

/** The chunk at a place; undefined if it is damaged, or no longer there. */
async function chunkAt(
  log: ChunkLog,
  collection: string,
  generation: number,
  { seq, part }: Place,
): Promise<Chunk | undefined> {
  const after = { seq, part: part - 1 };
  const { readings } = await log.read({ collection, generation, after, upTo: seq, limit: 1 });
  const [reading] = readings;
  return reading?.kind === 'whole' && reading.chunk.part === part ? reading.chunk : undefined;
}
