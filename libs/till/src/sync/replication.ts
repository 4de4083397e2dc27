import { backgroundTask, Slices } from '@tidemark/chunklog-storage';
import {
  BucketDigests,
  bucketOf,
  covers,
  emptyDigest,
  equalDigests,
  formatCheckpoint,
  maxRepairIds,
  parseCheckpoint,
  revOf,
  type Checkpoint,
  type Digest,
  type PullResponse,
  type StreamEvent,
} from '@tidemark/protocol';
import { documentFits, type CollectionName } from '@tidemark/schema';
import type { Cached } from '../caches/cache-record.ts';
import type { Caches } from '../caches/caches.ts';
import { averageLength, ComingPage, fewest } from './coming-page.ts';
import { fenceOf, type Fence } from './fence.ts';
import type { Wire } from '../wire/wire.ts';

export interface Pulled {
  readonly changes: number;
  /** The mirror's digest as of the place now held. */
  readonly digest: Digest;
  /** Documents that do not fit their schema and were left out. */
  readonly defects: number;
}

type Documents = PullResponse['documents'];

interface Stored {
  readonly documents: number;
  readonly changes: number;
  readonly defects: number;
}

const nothingStored: Promise<Stored> = Promise.resolve({ documents: 0, changes: 0, defects: 0 });

/** How many characters of JSON are stored at once: each write waits a few milliseconds for the disk. */
const writtenAtOnce = 512 * 1024;
/** How many characters are checked, in less than a millisecond, before asking whether others should have their turn. */
const checkedAtOnce = 64 * 1024;
/** How long one slice of checking takes. */
const sliceMs = 5;
/** Preparing a write of more than this many documents is a task of its own. */
const many = 50;
/** How many pages are on their way, or wait, while one is stored and one is checked. */
const pagesAhead = 2;

/**
 * Checkpoint-based pull of one collection into one cache set. The place moves only after every document of a page was
 * seen in the storage ([T1]). Any failure leaves the place where it was, and the next pull asks again from there
 * ([T2]).
 */
export class Replication {
  readonly #wire: Wire;
  readonly #caches: Caches;
  readonly #name: CollectionName;
  readonly #fence: Fence;

  /** Each write asks `fence` first: another tab may do this by now. */
  constructor(
    wire: Wire,
    caches: Caches,
    name: CollectionName,
    fence: Fence = fenceOf(() => Promise.resolve()),
  ) {
    this.#wire = wire;
    this.#caches = caches;
    this.#name = name;
    this.#fence = fence;
  }

  /**
   * Pulls to the end. While one page is being stored, the next is being checked and those after it are on their way; if
   * the store fails, the pull drops them.
   */
  async pull(onPage: (documents: number) => void, signal?: AbortSignal): Promise<Pulled> {
    let changes = 0;
    let defects = 0;
    let from = await this.#caches.place(this.#name);
    let next: ComingPage | undefined = new ComingPage(
      (at, limit) => this.#wire.pull(this.#name, at, limit, signal),
      { at: from, limit: fewest },
    );
    let storing: Promise<Stored> = nothingStored;
    const count = (stored: Stored): void => {
      changes += stored.changes;
      defects += stored.defects;
      if (stored.documents > 0) onPage(stored.documents);
    };
    try {
      for (; next; next = next.after) {
        signal?.throwIfAborted();
        const page: PullResponse = await next.page;
        next.lookAhead(pagesAhead);
        const checkpoint = parseCheckpoint(page.checkpoint);
        mustContinue(from, checkpoint, page.documents.length);
        from = checkpoint;
        const before = storing;
        storing = this.#store(page.documents, checkpoint, before);
        // The failure is handled where the promise is awaited.
        storing.catch(() => undefined);
        count(await before);
        if (!page.digest) continue;
        count(await storing);
        return { changes, defects, digest: page.digest };
      }
      throw new Error(`${this.#name}: an empty page that is not the last`);
    } finally {
      // Nothing of the pull goes on after it ends, whatever happened.
      await storing.catch(() => undefined);
    }
  }

  /**
   * Takes a live event, and answers the number of changes. Undefined when it does not follow what is held ([T3]): then
   * the caller must pull.
   */
  async take(event: Extract<StreamEvent, { type: 'documents' }>): Promise<number | undefined> {
    const held = await this.#caches.place(this.#name);
    const checkpoint = parseCheckpoint(event.checkpoint);
    if (covers(held, checkpoint)) return 0;
    if (!covers(held, parseCheckpoint(event.from))) return undefined;
    return (await this.#store(event.documents, checkpoint)).changes;
  }

  /** How far the till holds the collection; undefined where it holds nothing. */
  async place(): Promise<string | undefined> {
    const held = await this.#caches.place(this.#name);
    return held && formatCheckpoint(held);
  }

  async isBehind(head: string): Promise<boolean> {
    return !covers(await this.#caches.place(this.#name), parseCheckpoint(head));
  }

  /** Compares what is really stored with the mirror's digest ([T4]). */
  async matches(digest: Digest): Promise<boolean> {
    const own = new BucketDigests();
    for await (const part of this.#caches.scan(this.#name)) for (const { id, rev } of part) own.add(id, rev);
    return equalDigests(own.root(), digest);
  }

  /**
   * Lists the buckets that differ, and fetches or drops only the documents that do ([T5]). Answers how many; a mirror
   * that is changing may need another pull and another comparison.
   */
  async repair(): Promise<number> {
    const theirs = await this.#wire.digest(this.#name);
    const digests = new BucketDigests();
    const held = new Map<string, string>();
    for await (const part of this.#caches.scan(this.#name)) {
      for (const { id, rev } of part) {
        held.set(id, rev);
        digests.add(id, rev);
      }
    }
    const own = digests.buckets();
    const differing = theirs.buckets.flatMap((digest, bucket) =>
      equalDigests(digest, own[bucket] ?? emptyDigest) ? [] : [bucket],
    );
    let repaired = 0;
    for (const bucket of differing) {
      const { entries } = await this.#wire.bucket(this.#name, bucket);
      const wanted = new Set(entries.map(each => each.id));
      const missing = entries.filter(each => held.get(each.id) !== each.rev).map(each => each.id);
      const extra = [...held.keys()].filter(id => bucketOf(id) === bucket && !wanted.has(id));
      repaired += await this.#write([], extra);
      for (let start = 0; start < missing.length; start += maxRepairIds) {
        repaired += await this.fetch(missing.slice(start, start + maxRepairIds));
      }
    }
    return repaired;
  }

  /** Reads these documents now, whatever the place. */
  async fetch(ids: readonly string[]): Promise<number> {
    let changes = 0;
    for (let wanted = ids; wanted.length > 0;) {
      const { documents, left = [] } = await this.#wire.documents(this.#name, wanted);
      changes += (await this.#store(documents)).changes;
      if (left.length >= wanted.length) throw new Error(`${this.#name}: an answer that leaves everything`);
      wanted = left;
    }
    return changes;
  }

  /**
   * Computes the `rev` of everything stored anew from its content ([T10]), and reads again what does not match it: what
   * a damaged disk, or another program, changed without changing its rev.
   */
  async mendContent(): Promise<number> {
    let mended = 0;
    for await (const part of this.#caches.scan(this.#name)) {
      const damaged = part.filter(each => revOf(each) !== each.rev).map(each => each.id);
      if (damaged.length > 0) {
        await this.#write([], damaged);
        mended += await this.fetch(damaged);
      }
    }
    return mended;
  }

  /**
   * Stores documents, some at a time, and the place after them in the same write as the last. Checks the first while
   * `before` goes on, and stores them when it is done.
   */
  async #store(
    documents: Documents,
    place?: Checkpoint,
    before: Promise<unknown> = nothingStored,
  ): Promise<Stored> {
    const latest = [...new Map(documents.map(each => [each.id, each])).values()];
    const writes = inParts(latest, writtenAtOnce);
    // A small store is a live change, and nothing should delay it.
    const isMany = latest.length > many;
    let [changes, defects] = [0, 0];
    for (const [n, part] of writes.entries()) {
      const checked = await this.#check(part);
      defects += checked.defects;
      await before;
      if (isMany) await backgroundTask();
      const isLast = n === writes.length - 1;
      const { living, gone } = checked;
      changes += await this.#write(living, gone, isLast ? place : undefined);
    }
    return { documents: documents.length, changes, defects };
  }

  #write(living: readonly Cached[], gone: readonly string[], place?: Checkpoint): Promise<number> {
    return this.#caches.write(this.#name, living, gone, place, this.#fence);
  }

  /** Separates living documents from deleted ones, and leaves out what does not fit its schema ([T8]). */
  async #check(documents: Documents): Promise<{ living: Cached[]; gone: string[]; defects: number }> {
    const living: Cached[] = [];
    const gone: string[] = [];
    let defects = 0;
    const slices = new Slices(() => performance.now(), backgroundTask, sliceMs);
    for (const part of inParts(documents, checkedAtOnce)) {
      await slices.rest();
      for (const { _deleted, ...document } of part) {
        if (_deleted) gone.push(document.id);
        else if (documentFits(this.#name, document)) living.push(document as unknown as Cached);
        else defects++;
      }
    }
    return { living, gone, defects };
  }
}

/** Parts of about this many characters of JSON; one empty part where there is nothing. */
function inParts(documents: Documents, characters: number): Documents[] {
  const size = Math.max(1, Math.floor(characters / (averageLength(documents) || 1)));
  const parts: Documents[] = [documents.slice(0, size)];
  for (let start = size; start < documents.length; start += size)
    parts.push(documents.slice(start, start + size));
  return parts;
}

/** @throws for an answer that goes back, or into another history: the till does not believe it. */
export function mustContinue(from: Checkpoint | undefined, next: Checkpoint, documents: number): void {
  if (!from) return;
  if (next.epoch !== from.epoch || next.seq < from.seq || (documents > 0 && next.seq === from.seq)) {
    throw new Error(`the page at ${next.epoch}:${next.seq} does not follow ${from.epoch}:${from.seq}`);
  }
}
