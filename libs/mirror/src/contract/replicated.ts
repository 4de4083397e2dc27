import type { Checkpoint, Digest } from '@tidemark/protocol';
import type { CollectionName, RecordName, Scope } from '@tidemark/schema';

/** Everything that tills read: what ingest wrote, and what tills wrote. */
export type ReplicatedName = CollectionName | RecordName;

/** One page of changes as stored text: each document is the JSON of a WireDocument. */
export interface ChangePage {
  readonly documents: readonly string[];
  /**
   * The place of the last document; on the last page, the head, which may be later because of a forgotten tombstone.
   */
  readonly checkpoint: Checkpoint;
  /** The collection's newest place, in this scope. */
  readonly head: Checkpoint;
  /** On the last page: the digest as of `checkpoint`. */
  readonly digest: Digest | undefined;
}

/** What a till may read: documents in their order of change, and the proof that none is missing. */
export interface Replicated<C extends ReplicatedName> {
  /**
   * [M6] The next documents changed after `from`, oldest change first: at most `limit`, and as many as fit in
   * `mostBytes` (default `maxPageBytes`), but at least one. Only the last page has the digest. Page, head and digest
   * are of one moment. A reader that held nothing when the head was at the seq `emptyAt` has no use for the deletions up
   * to there: they are left out.
   * @throws ProtocolError `checkpoint-lost` when `from` is not in this history.
   */
  changesAfter(
    shop: string,
    collection: C,
    scope: Scope,
    from: Checkpoint | undefined,
    limit: number,
    mostBytes?: number,
    emptyAt?: number,
  ): Promise<ChangePage>;

  /** [M7] All bucket digests of the living documents in a collection's scope. */
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
   * Stored text of the documents with these ids (tombstones too); unknown ids are left out. `left` has the ids that no
   * longer fitted in `maxPageBytes`.
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

/** The scope of every record. A query without it cannot use the primary key, and scans the mirror. */
export const recordScope = '';
