import type { Checkpoint, FindKind } from '@tidemark/protocol';
import type { CollectionName, Draft, InventoryLevel, Scope, Wanted } from '@tidemark/schema';
import type { Replicated, ReplicatedName } from './replicated.ts';

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
      /** Of a level: where sales and stock moves were before the read began. */
      readonly asOf?: NonNullable<InventoryLevel['asOf']>;
    }
  | {
      readonly kind: 'gone';
      readonly id: string;
      /** '' for a document whose scope is not known: then every scope that holds the id loses it. */
      readonly scope: Scope;
      /** When Shopify deleted it, or when it was seen to be gone. */
      readonly sourceUpdatedAt: number;
      readonly readAt: number;
      /** Whether reads alone say so, without Shopify's word: then a read that began later is newer. */
      readonly isSeen?: boolean;
    }
  /** Shopify has it, and what it says of it cannot be read: kept in quarantine. What the mirror has of it stays. */
  | {
      readonly kind: 'unreadable';
      readonly id: string;
      readonly scope: Scope;
      /** Shopify's own `updatedAt`; undefined where that cannot be read either. */
      readonly sourceUpdatedAt: number | undefined;
      readonly createdAt: number | undefined;
      readonly readAt: number;
      /** What is wrong with it, for a person. */
      readonly defect: string;
      /** What Shopify said, as text. */
      readonly body: string;
    }
  /** Still in Shopify, but no longer mirrored: leaves the tills, and comes back when it is read again. */
  | { readonly kind: 'retired'; readonly id: string; readonly scope: Scope; readonly readAt: number };

/** What a commit did with its changes: each was one of these. */
export interface CommitResult {
  readonly changed: number;
  readonly changedIds: readonly string[];
  /** Equal to what was stored. */
  readonly unchanged: number;
  /** Older than what was stored. */
  readonly stale: number;
  /** New in quarantine, or there for another reason than before: could not be read, or did not fit their schema. */
  readonly quarantined: readonly { readonly id: string; readonly defect: string }[];
  /** Levels that nobody can tell from what was on its way to Shopify: not stored, to be read again. */
  readonly uncertain: readonly string[];
}

/** Where a commit may also move a watermark: in the same transaction as the documents. */
export interface WatermarkMove {
  readonly resource: string;
  readonly value: string;
}

/** A bucket whose rows are not what the mirror stored. */
export interface DamagedBucket {
  readonly scope: Scope;
  readonly bucket: number;
  /** Rows that do not say what their rev says; a lost row has no id to name. */
  readonly ids: readonly string[];
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
export interface Mirror extends Replicated<CollectionName>, AsyncDisposable {
  /**
   * Stores all changes or none, in one transaction: documents, seqs, digests, codes, words, quarantine, the watermark move.
   *
   * - [M1] a changed document gets the shop's next seq, and no other document does;
   * - [M2] a document equal to the stored one is no change;
   * - [M3] an older state never overwrites a newer one: by `sourceUpdatedAt`, where equal by `readAt`;
   * - [M4] a deletion leaves a tombstone, also of a document never seen, and a living document replaces it only when
   *   its `sourceUpdatedAt` is later than the deletion;
   * - [M15] a retired document leaves a tombstone that any read of it replaces which did not begin before; one that is not
   *   there is no change;
   * - [M5] a document that cannot be read, or does not fit its schema, is quarantined with its defect, and the rest goes on;
   *   what was stored of it stays; when a read that is not older fits, or it is gone, it leaves quarantine;
   * - [M22] a level that comes with its `asOf` is stored by the rule of `levelVerdict`, asked in this transaction.
   */
  commit(
    shop: string,
    collection: CollectionName,
    changes: readonly Change[],
    watermark?: WatermarkMove,
  ): Promise<CommitResult>;

  /** The newest place of each collection, as a till at `locationId` reads them; all of one moment. */
  heads(shop: string, locationId: string): Promise<Record<CollectionName, Checkpoint>>;

  /**
   * [M20] Holds every living row against its own rev, and each bucket against its digest: what was changed, lost or added
   * behind the mirror's back. A changed row is marked, so that the next read of it replaces it; digests stay as they are, so
   * that tills go on with what they have until `rebuildDigests`.
   */
  damagedBuckets(shop: string, collection: CollectionName): Promise<readonly DamagedBucket[]>;

  /** [M20] Makes these buckets' digests those of their rows, once their documents were read and committed again. */
  rebuildDigests(shop: string, collection: CollectionName, buckets: readonly DamagedBucket[]): Promise<void>;

  /** Living documents of a collection, in all scopes or in one. */
  count(shop: string, collection: CollectionName, scope?: Scope): Promise<number>;

  /** The scopes in which a collection has, or had, documents. */
  scopes(shop: string, collection: CollectionName): Promise<readonly Scope[]>;

  /** Ids of all living documents of a collection, all scopes, a page at a time by id; for comparing with Shopify. */
  idsAfter(
    shop: string,
    collection: CollectionName,
    after: string | undefined,
    limit: number,
  ): Promise<readonly string[]>;

  /** Living documents of a collection without scopes whose `createdAt` is before this instant, oldest first. */
  createdBefore(
    shop: string,
    collection: 'orders',
    instant: string,
    limit: number,
  ): Promise<readonly string[]>;

  /**
   * [M13] Forgets tombstones of deletions before `time`, and says how many. A till that comes after them continues from
   * its checkpoint, and its digest check drops what they would have dropped; one that reads from the beginning ends at the head
   * all the same.
   */
  purgeTombstones(shop: string, time: number): Promise<number>;

  /** [M14] Begins a new history, whose name says that it is later: every checkpoint of the old one is lost. For a mirror restored from a copy. */
  beginHistory(shop: string): Promise<string>;

  /** Products that have this code, or had it when they were deleted (barcode or SKU, by any of schema's `readingsOf`). */
  productsWithCode(shop: string, code: string): Promise<readonly CodeMatch[]>;

  /**
   * [M23] Ids of living documents that have, for each of these, a word that is wanted (`wantedWords` of a query): products for
   * sale by title and then the others, customers by name, orders newest first. An order has the words of its customer and of
   * its sale's receipt number too. Where nothing is wanted, everything in the range is found.
   */
  search(shop: string, kind: FindKind, ask: SearchAsk): Promise<readonly string[]>;

  /** How many documents are in quarantine. */
  quarantineCount(shop: string): Promise<number>;

  /** Documents in quarantine, by collection and id, a page at a time. */
  quarantined(shop: string, ask: QuarantineAsk): Promise<readonly Quarantined[]>;

  /** [M5] Lets documents of a collection go that were made before `time`, and says how many: they are mirrored no more. */
  forgetQuarantined(shop: string, collection: CollectionName, time: number): Promise<number>;

  /** How far the server has read a resource of Shopify; undefined before the first time. */
  watermark(shop: string, resource: string): Promise<string | undefined>;

  setWatermark(shop: string, move: WatermarkMove): Promise<void>;

  /**
   * [M17] Calls `listener` after every commit that changed something, in commit order. What it throws reaches neither the
   * commit nor the other listeners. Returns the way to stop.
   */
  onCommit(listener: (committed: Committed) => void): () => void;

  /**
   * [M27] Calls `listener` whenever a stored row that is no JSON was met, of what Shopify has or of what tills wrote: whoever
   * asked is answered without it. A read of it that is not older replaces it. Returns the way to stop.
   */
  onDamage(listener: (damage: Damage) => void): () => void;
}

/** Rows that say nothing any more. */
export interface Damage {
  readonly shop: string;
  readonly collection: ReplicatedName;
  readonly ids: readonly string[];
}

export interface QuarantineAsk {
  /** Of this collection alone. */
  readonly collection?: CollectionName;
  /** Those after this id: with `collection`. */
  readonly after?: string;
  readonly limit: number;
}

/** A document that cannot be read, and why. */
export interface Quarantined {
  /** One that tills write, where what was stored of it is damaged ([O15]). */
  readonly collection: ReplicatedName;
  readonly id: string;
  readonly defect: string;
}

/** What is searched for. Times are milliseconds since the epoch, both included, and limit when orders were placed. */
export interface SearchAsk {
  readonly words: readonly Wanted[];
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
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
  | {
      readonly kind: 'documents';
      readonly collection: CollectionName;
      readonly ids: readonly string[];
    }
  | { readonly kind: 'inventoryLevel'; readonly inventoryItemId: string; readonly locationId: string }
  | { readonly kind: 'inventoryItem'; readonly inventoryItemId: string }
  | { readonly kind: 'location'; readonly locationId: string }
  | { readonly kind: 'shop' }
  | { readonly kind: 'bulkOperation'; readonly gid: string }
  /** Something of the topic: a catch-up finds it. */
  | { readonly kind: 'untold' };

/** Verified webhooks that are stored but not yet applied. */
export interface Inbox {
  /**
   * [I1] Stores a notice once: true when it is new. Resolves only after it is durable. In the same transaction the
   * delivery is counted ([F1]), and what it tells of is no longer untold ([F2]).
   */
  note(shop: string, notice: Notice, receivedAt: number): Promise<boolean>;
  /** [I2] The oldest waiting notices, still waiting until `settle`d. */
  waiting(shop: string, limit: number): Promise<readonly Notice[]>;
  /** [I3] These were applied. Their event ids stay known, so that a late repeat is still a repeat. */
  settle(shop: string, eventIds: readonly string[]): Promise<void>;
  /** [I4] This one cannot be applied: out of the way, with its reason. */
  park(shop: string, eventId: string, reason: string): Promise<void>;
  /** How many wait, and how many are parked. */
  counts(shop: string): Promise<{ readonly waiting: number; readonly parked: number }>;
  /** [I6] When the newest notice was stored, in milliseconds since the epoch; undefined where none ever was. */
  lastAt(shop: string): Promise<number | undefined>;
  /** [I5] Forgets settled notices received before `time`; by then Shopify repeats them no more. The newest stays ([I6]). */
  forget(shop: string, time: number): Promise<void>;
}

/** How the webhooks of one topic came in. */
export interface WebhookScore {
  readonly topic: string;
  /** Stored: each event once. */
  readonly received: number;
  /** Deliveries of an event that was stored before. */
  readonly repeated: number;
  /** Stored long after what they tell of. */
  readonly late: number;
}

/** A change that was read from Shopify without a webhook having told of it, yet. */
export interface Untold {
  readonly collection: CollectionName;
  readonly id: string;
  readonly foundAt: number;
  readonly foundBy: 'catch-up' | 'audit';
}

/** What ingest found out about itself, kept over restarts. */
export interface Findings {
  /** [F1] Every delivery that the inbox took. */
  scores(shop: string): Promise<readonly WebhookScore[]>;
  /** [F2] These were found changed; whoever tells of them later takes them back by `told`. */
  untold(shop: string, found: readonly Untold[]): Promise<void>;
  told(shop: string, collection: CollectionName, ids: readonly string[]): Promise<void>;
  /** Per collection: found before `time`, and nobody told of it since. */
  neverTold(shop: string, time: number): Promise<Readonly<Partial<Record<CollectionName, number>>>>;
  /** [F3] The last report of a name, as JSON text. */
  saveReport(shop: string, name: string, text: string): Promise<void>;
  report(shop: string, name: string): Promise<string | undefined>;
}

export interface StaffRecord {
  readonly id: string;
  readonly name: string;
  /** `scrypt$…`, made and checked by the server app; '' of whoever was dismissed. */
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
  staff(shop: string, id: string): Promise<StaffRecord | undefined>;
  /** All who may sign in, not who was dismissed. */
  staffOf(shop: string): Promise<readonly StaffRecord[]>;
  saveStaff(shop: string, staff: StaffRecord): Promise<void>;
  /** Whoever it is may not sign in any more. The name stays, with what was done under it. */
  dismiss(shop: string, id: string): Promise<void>;
  till(shop: string, id: string): Promise<TillRecord | undefined>;
  /**
   * [R2] What a registered till's receipt numbers begin with: no other till of the shop has it, also none whose sales
   * are stored. A till that is asked for again, or registered again after a restore, has the same unless it was taken.
   */
  receiptPrefix(shop: string, tillId: string): Promise<string>;
  saveTill(shop: string, till: TillRecord): Promise<void>;
}
