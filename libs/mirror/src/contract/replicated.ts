import type { Checkpoint, Digest } from '@tidemark/protocol';
import type { CollectionName, RecordName, Scope } from '@tidemark/schema';

/** Everything that tills read: what ingest wrote, and what tills wrote. */
export type ReplicatedName = CollectionName | RecordName;

/** One page of changes, as stored text: each document is the JSON of a WireDocument. */
export interface ChangePage {
  readonly documents: readonly string[];
  /** The place of the last document; of the last page, the head, which a forgotten tombstone may have left behind it. */
  readonly checkpoint: Checkpoint;
  /** The collection's newest place, in this scope. */
  readonly head: Checkpoint;
  /** On the last page: the digest as of `checkpoint`. */
  readonly digest: Digest | undefined;
}

/** What a till may read of documents: their order of change, and the proof that nothing is missing. */
export interface Replicated<C extends ReplicatedName> {
  /**
   * [M6] The next documents changed after `from`, oldest change first: `limit` of them, or as many as have `mostBytes`
   * (`maxPageBytes` unless told) and at least one; the page at the end has the digest. Page, head and digest are of one moment.
   * @throws ProtocolError `checkpoint-lost` when `from` is not in this history.
   */
  changesAfter(
    shop: string,
    collection: C,
    scope: Scope,
    from: Checkpoint | undefined,
    limit: number,
    mostBytes?: number,
  ): Promise<ChangePage>;

  /** [M7] All bucket digests over the living documents of a collection's scope. */
  digest(
    shop: string,
    collection: C,
    scope: Scope,
  ): Promise<{ readonly checkpoint: Checkpoint; readonly buckets: readonly Digest[] }>;

  /** Living documents of one bucket. */
  bucket(
    shop: string,
    collection: C,
    scope: Scope,
    bucket: number,
  ): Promise<{ readonly checkpoint: Checkpoint; readonly entries: readonly { id: string; rev: string }[] }>;

  /**
   * Stored text of the documents with these ids (tombstones too); unknown ids are left out. `left`: those for which
   * `maxPageBytes` had no room.
   */
  documents(
    shop: string,
    collection: C,
    scope: Scope,
    ids: readonly string[],
  ): Promise<{
    readonly checkpoint: Checkpoint;
    readonly documents: readonly string[];
    readonly left: readonly string[];
  }>;
}

/** The scope of every record. A query without it has no use of the primary key, and walks through the mirror. */
export const recordScope = '';
