import { backgroundTask, Slices } from '@tidemark/chunklog-storage';
import {
  BucketDigests,
  bucketOf,
  equalDigests,
  formatCheckpoint,
  maxRepairIds,
  revOf,
  type BucketResponse,
  type Digest,
} from '@tidemark/protocol';
import type { RecordName } from '@tidemark/schema';
import type { Wire } from '../../wire/wire.ts';
import type { Scrubber } from '../erasure.ts';
import type { Ledger } from '../marks/ledger.ts';
import type { RecordDocument } from '../record-schemas.ts';
import type { StoredCollection } from '../stored-collection.ts';
import { settlePage, sorted } from '../take-page.ts';
import { RecordDigest } from './record-digest.ts';

export interface ProofParts {
  readonly ledger: Ledger;
  readonly wire: Pick<Wire, 'digest' | 'bucket' | 'documents'>;
  readonly shop: string;
  /** The till that this browser is. */
  readonly tillId: () => string | undefined;
  /** Looks at what is about to be stored. */
  readonly scrubber: Pick<Scrubber, 'expect'>;
  readonly collection: StoredCollection<RecordDocument>;
}

/** What a comparison with the server found. */
export type Comparison =
  | 'equal'
  | 'differs'
  /** Something unsent may be on the server or not; or the server has news that this till has not read. */
  | 'unsure';

/** What was found before a repair, and how many records it mended: not all, where one does not fit its schema. */
export interface Repair {
  readonly isEqual: boolean;
  readonly mended: number;
}

/** Proves that this till and the server hold the same records of one collection ([T89]). */
export class RecordProof {
  readonly #name: RecordName;
  readonly #parts: ProofParts;
  readonly #digest: RecordDigest;
  /** How many records were mended since the till was opened. */
  mended = 0;

  constructor(name: RecordName, parts: ProofParts) {
    this.#name = name;
    this.#parts = parts;
    const { ledger } = parts;
    this.#digest = new RecordDigest(id =>
      ledger.isUnsent(name, id) ? undefined : ledger.document(name, id),
    );
    this.#digest.changed(ledger.documents(name).map(({ id }) => id));
  }

  /** These records were written, or what is known of them changed. */
  changed(ids: Iterable<string>): void {
    this.#digest.changed(ids);
  }

  /** Compares what is in memory with the server's digest of the same place. */
  async compare(digest: Digest): Promise<Comparison> {
    if (this.#isUnsure) return 'unsure';
    const own = await this.#digest.root();
    return equalDigests(own, digest) ? 'equal' : 'differs';
  }

  /**
   * Reads everything stored, compares it with the server by buckets, and mends what differs, both ways: fetches what the
   * server has in another state, and sends again what the server does not have. Undefined where nothing can be told now.
   * @throws WireError; NotStored.
   */
  async repair(): Promise<Repair | undefined> {
    const { wire, collection, ledger } = this.#parts;
    if (this.#isUnsure) return undefined;
    const { buckets, checkpoint } = await wire.digest(this.#name);
    if (!this.#isHeld(checkpoint)) return undefined;
    const stored = await collection.all();
    ledger.take(this.#name, stored as never);
    const own = await this.#bucketsOf(stored);
    let [mended, isEqual] = [0, true];
    for (const [bucket, digest] of buckets.entries()) {
      const mine = own[bucket];
      if (mine && equalDigests(mine, digest)) continue;
      isEqual = false;
      const answer = await wire.bucket(this.#name, bucket);
      if (!this.#isHeld(answer.checkpoint)) return undefined;
      mended += await this.#mend(answer, stored, bucket);
    }
    this.mended += mended;
    return { isEqual, mended };
  }

  get #isUnsure(): boolean {
    const { ledger } = this.#parts;
    const isChanging = this.#name === 'carts' && ledger.unsentCount('carts') > 0;
    return isChanging || ledger.owed(this.#name).length > 0;
  }

  #isHeld(checkpoint: string): boolean {
    const held = this.#parts.ledger.place(this.#name);
    return held !== undefined && formatCheckpoint(held) === checkpoint;
  }

  async #bucketsOf(stored: readonly RecordDocument[]): Promise<readonly Digest[]> {
    const slices = new Slices(() => performance.now(), backgroundTask);
    const digests = new BucketDigests();
    for (const each of stored) {
      if (!this.#parts.ledger.isUnsent(this.#name, each.id)) digests.add(each.id, revOf(each));
      await slices.rest();
    }
    return digests.buckets();
  }

  async #mend(
    { entries }: BucketResponse,
    stored: readonly RecordDocument[],
    bucket: number,
  ): Promise<number> {
    const { ledger } = this.#parts;
    const own = new Map(
      stored.filter(({ id }) => bucketOf(id) === bucket).map(each => [each.id, revOf(each)]),
    );
    const theirs = new Set(entries.map(({ id }) => id));
    const wanted = entries.filter(({ id, rev }) => own.get(id) !== rev).map(({ id }) => id);
    const lost = [...own.keys()].filter(id => !theirs.has(id) && !ledger.isUnsent(this.#name, id));
    await ledger.owe(this.#name, lost);
    return (await this.#fetch(wanted)) + lost.length;
  }

  /** Stores these records as the server has them. The place stays. */
  async #fetch(ids: readonly string[]): Promise<number> {
    const { wire, shop, collection, ledger, scrubber, tillId } = this.#parts;
    const place = ledger.place(this.#name);
    let fetched = 0;
    for (let left = [...ids]; left.length > 0 && place;) {
      const answer = await wire.documents(this.#name, left.slice(0, maxRepairIds));
      const { documents, gone } = sorted(this.#name, answer.documents, shop);
      await scrubber.expect(this.#name, documents);
      const page = { documents, gone, checkpoint: place };
      await settlePage(this.#name, page, collection, ledger, tillId());
      fetched += documents.length;
      left = [...(answer.left ?? []), ...left.slice(maxRepairIds)];
    }
    return fetched;
  }
}
