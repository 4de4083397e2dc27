import type { Checkpoint, Digest } from '@tidemark/protocol';
import type { CollectionName, Draft, Scope } from '@tidemark/schema';

/** What ingest learned of one document. */
export type Change =
  | {
      readonly kind: 'present';
      readonly document: Draft;
      /** Which till reads it: a location's id for stock, '' otherwise. */
      readonly scope: Scope;
      /** Shopify's own `updatedAt`, milliseconds since the epoch. */
      readonly sourceUpdatedAt: number;
      /** When the read that showed it began, on the server's clock, milliseconds since the epoch. */
      readonly readAt: number;
    }
  | {
      readonly kind: 'gone';
      readonly id: string;
      /** '' for a document whose scope is not known: then every scope that holds the id loses it. */
      readonly scope: Scope;
      /** When Shopify deleted it, or when it was seen to be gone. */
      readonly sourceUpdatedAt: number;
      readonly readAt: number;
    };

/** What a commit did with its changes: each was one of these. */
export interface CommitResult {
  readonly changed: number;
  /** Equal to what was stored. */
  readonly unchanged: number;
  /** Older than what was stored. */
  readonly stale: number;
  /** Did not fit their schema: kept in quarantine, not in the mirror. */
  readonly quarantined: readonly { readonly id: string; readonly defect: string }[];
}

/** Where a commit may also move a watermark: in the same transaction as the documents. */
export interface WatermarkMove {
  readonly resource: string;
  readonly value: string;
}

/** One page of changes, as stored text: each document is the JSON of a WireDocument. */
export interface ChangePage {
  readonly documents: readonly string[];
  /** The place of the last document, or `from` where there is none. */
  readonly checkpoint: Checkpoint;
  /** The collection's newest place, in this scope. */
  readonly head: Checkpoint;
  /** On the last page: the digest as of `checkpoint`. */
  readonly digest: Digest | undefined;
}

/** Said after every commit that changed something. */
export interface Committed {
  readonly shop: string;
  readonly collection: CollectionName;
  readonly scopes: ReadonlySet<Scope>;
}

/**
 * The latest state of every mirrored document of every shop, and the order in which they changed. Everything belongs
 * to one shop, named first. All methods reject with the store's own error when the store fails; nothing is half done.
 */
export interface Mirror extends AsyncDisposable {
  /**
   * Stores all changes or none, in one transaction: documents, seqs, digests, codes, quarantine, the watermark move.
   *
   * - [M1] a changed document gets the shop's next seq, and no other document does;
   * - [M2] a document equal to the stored one is no change;
   * - [M3] an older state never overwrites a newer one: by `sourceUpdatedAt`, where equal by `readAt`;
   * - [M4] a deletion leaves a tombstone, also of a document never seen, and a living document replaces it only when
   *   its `sourceUpdatedAt` is later than the deletion;
   * - [M5] a document that does not fit its schema is quarantined with its defect, and the rest goes on; when it fits
   *   again, or is gone, it leaves quarantine.
   */
  commit(
    shop: string,
    collection: CollectionName,
    changes: readonly Change[],
    watermark?: WatermarkMove,
  ): Promise<CommitResult>;

  /**
   * [M6] The next documents changed after `from`, oldest change first; fewer than `limit` only at the end. Page,
   * head and digest are of one moment.
   * @throws ProtocolError `checkpoint-lost` when `from` is not in this history.
   */
  changesAfter(
    shop: string,
    collection: CollectionName,
    scope: Scope,
    from: Checkpoint | undefined,
    limit: number,
  ): Promise<ChangePage>;

  /** The newest place of each collection, as a till at `locationId` reads them; all of one moment. */
  heads(shop: string, locationId: string): Promise<Record<CollectionName, Checkpoint>>;

  /** [M7] All bucket digests over the living documents of a collection's scope. */
  digest(
    shop: string,
    collection: CollectionName,
    scope: Scope,
  ): Promise<{ readonly checkpoint: Checkpoint; readonly buckets: readonly Digest[] }>;

  /** Living documents of one bucket. */
  bucket(
    shop: string,
    collection: CollectionName,
    scope: Scope,
    bucket: number,
  ): Promise<{ readonly checkpoint: Checkpoint; readonly entries: readonly { id: string; rev: string }[] }>;

  /** Stored text of the documents with these ids (tombstones too); unknown ids are left out. */
  documents(
    shop: string,
    collection: CollectionName,
    scope: Scope,
    ids: readonly string[],
  ): Promise<{ readonly checkpoint: Checkpoint; readonly documents: readonly string[] }>;

  /** Living documents of a collection in all scopes. */
  count(shop: string, collection: CollectionName): Promise<number>;

  /** Ids of all living documents of a collection, all scopes, a page at a time by id; for comparing with Shopify. */
  idsAfter(
    shop: string,
    collection: CollectionName,
    after: string | undefined,
    limit: number,
  ): Promise<readonly string[]>;

  /** Products that have this code, or had it when they were deleted (barcode or SKU, compared as schema's normalizeCode does). */
  productsWithCode(shop: string, code: string): Promise<readonly CodeMatch[]>;

  /** How many documents are in quarantine. */
  quarantineCount(shop: string): Promise<number>;

  /** How far the server has read a resource of Shopify; undefined before the first time. */
  watermark(shop: string, resource: string): Promise<string | undefined>;

  setWatermark(shop: string, move: WatermarkMove): Promise<void>;

  /** Calls `listener`, which must not throw, after every commit that changed something, in commit order. Returns the way to stop. */
  onCommit(listener: (committed: Committed) => void): () => void;
}

export interface CodeMatch {
  readonly productId: string;
  readonly variantId: string;
  /** When its product was deleted, milliseconds since the epoch. */
  readonly deletedAt: number | undefined;
}

/** A verified webhook: something changed. What it is now is read from Shopify. */
export interface Notice {
  /** Equal for repeated deliveries of one event. */
  readonly eventId: string;
  readonly topic: string;
  /** The gid or id that the payload names, as text; undefined where the topic names none. */
  readonly subject: NoticeSubject;
  /** Shopify's time of the event, milliseconds since the epoch. */
  readonly triggeredAt: number;
}

export type NoticeSubject =
  | { readonly kind: 'product'; readonly productId: string }
  | { readonly kind: 'inventoryLevel'; readonly inventoryItemId: string; readonly locationId: string }
  | { readonly kind: 'location'; readonly locationId: string }
  | { readonly kind: 'shop' }
  | { readonly kind: 'bulkOperation'; readonly gid: string };

/** Verified webhooks that are stored but not yet applied. */
export interface Inbox {
  /** [I1] Stores a notice once: true when it is new. Resolves only after it is durable. */
  note(shop: string, notice: Notice, receivedAt: number): Promise<boolean>;
  /** [I2] The oldest waiting notices, still waiting until `settle`d. */
  waiting(shop: string, limit: number): Promise<readonly Notice[]>;
  /** [I3] These were applied. Their event ids stay known, so that a late repeat is still a repeat. */
  settle(shop: string, eventIds: readonly string[]): Promise<void>;
  /** [I4] This one cannot be applied: out of the way, with its reason. */
  park(shop: string, eventId: string, reason: string): Promise<void>;
}

export interface StaffRecord {
  readonly id: string;
  readonly name: string;
  /** `scrypt$…`, made and checked by the server app. */
  readonly pinHash: string;
}

export interface TillRecord {
  readonly id: string;
  readonly name: string;
  readonly locationId: string;
}

/** Who may sign in, and where. */
export interface Register {
  shops(): Promise<readonly string[]>;
  addShop(shop: string): Promise<void>;
  staffByName(shop: string, name: string): Promise<StaffRecord | undefined>;
  saveStaff(shop: string, staff: StaffRecord): Promise<void>;
  till(shop: string, id: string): Promise<TillRecord | undefined>;
  saveTill(shop: string, till: TillRecord): Promise<void>;
}
