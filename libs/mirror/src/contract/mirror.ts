import type { Checkpoint, FindKind } from '@tidemark/protocol';
import type { CollectionName, Draft, InventoryLevel, Scope, Wanted } from '@tidemark/schema';
import type { Replicated, ReplicatedName } from './replicated.ts';

/** What ingest learned about one document. */
export type Change =
  | {
      readonly kind: 'present';
      readonly document: Draft;
      /** Which tills read it: a location's id for stock, '' otherwise. */
      readonly scope: Scope;
      /** Shopify's own `updatedAt`, milliseconds since the epoch. */
      readonly sourceUpdatedAt: number;
      /** When the read that showed it began, on the server's clock, milliseconds since the epoch. */
      readonly readAt: number;
      /** For a level: the places of sales and stock moves before the read began. */
      readonly asOf?: NonNullable<InventoryLevel['asOf']>;
    }
  | {
      readonly kind: 'gone';
      readonly id: string;
      /** '' if the scope is unknown: then every scope that has the id loses it. */
      readonly scope: Scope;
      /** When Shopify deleted it, or when it was seen to be gone. */
      readonly sourceUpdatedAt: number;
      readonly readAt: number;
      /** True if only reads show it, without a report from Shopify: then a read that began later is newer. */
      readonly isSeen?: boolean;
    }
  /** Shopify has it, but its answer cannot be read: it goes to quarantine, and the stored version stays. */
  | {
      readonly kind: 'unreadable';
      readonly id: string;
      readonly scope: Scope;
      /** Shopify's own `updatedAt`; undefined if that cannot be read either. */
      readonly sourceUpdatedAt: number | undefined;
      readonly createdAt: number | undefined;
      readonly readAt: number;
      /** What is wrong with it, for a person. */
      readonly defect: string;
      /** Shopify's answer as text. */
      readonly body: string;
    }
  /** Still in Shopify, but no longer mirrored: it leaves the tills, and comes back when it is read again. */
  | { readonly kind: 'retired'; readonly id: string; readonly scope: Scope; readonly readAt: number };

/** What a commit did with its changes; each change is counted once. */
export interface CommitResult {
  readonly changed: number;
  readonly changedIds: readonly string[];
  /** Equal to the stored document. */
  readonly unchanged: number;
  /** Older than the stored document. */
  readonly stale: number;
  /** New in quarantine, or there for a new reason: they could not be read, or did not fit their schema. */
  readonly quarantined: readonly { readonly id: string; readonly defect: string }[];
  /** Levels not yet distinguishable from in-flight records: not stored; read them again. */
  readonly uncertain: readonly string[];
}

/** A watermark that a commit moves in the same transaction as its documents. */
export interface WatermarkMove {
  readonly resource: string;
  readonly value: string;
}

/** A bucket whose rows differ from what the mirror stored. */
export interface DamagedBucket {
  readonly scope: Scope;
  readonly bucket: number;
  /** Rows whose content does not match their rev; a lost row has no id to name. */
  readonly ids: readonly string[];
}

/** Announced after every commit that changed something. */
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
   * Stores all changes or none, in one transaction: documents, seqs, digests, codes, words, quarantine and the
   * watermark.
   *
   * - [M1] a changed document gets the shop's next seq, and no other document does;
   * - [M2] a document equal to the stored one is no change;
   * - [M3] an older state never overwrites a newer one: `sourceUpdatedAt` decides; where two are equal, `readAt`;
   * - [M4] a deletion leaves a tombstone, even for a document never seen; a living document replaces it only when its
   *   `sourceUpdatedAt` is later than the deletion;
   * - [M15] a retired document leaves a tombstone, and any read of it that did not begin before replaces that; retiring
   *   a document that is not there is no change;
   * - [M5] a document that cannot be read, or does not fit its schema, is quarantined with its defect, and the rest
   *   goes on; the stored version stays; it leaves quarantine when a read that is not older fits, or it is gone;
   * - [M22] a level with `asOf` is stored by the rule of `levelVerdict`, evaluated in this transaction.
   */
  commit(
    shop: string,
    collection: CollectionName,
    changes: readonly Change[],
    watermark?: WatermarkMove,
  ): Promise<CommitResult>;

  /** The newest place of each collection that a till at `locationId` reads; all of one moment. */
  heads(shop: string, locationId: string): Promise<Record<CollectionName, Checkpoint>>;

  /**
   * [M20] Compares every living row with its rev, and each bucket with its digest; returns the buckets in which rows
   * were changed, lost or added behind the mirror's back. Marks a changed row, so that the next read of it replaces it.
   * Digests stay as they are until `rebuildDigests`, so that tills go on with what they have.
   */
  damagedBuckets(shop: string, collection: CollectionName): Promise<readonly DamagedBucket[]>;

  /**
   * [M20] Recomputes these buckets' digests from their rows. Call it once their documents were read and committed
   * again.
   */
  rebuildDigests(shop: string, collection: CollectionName, buckets: readonly DamagedBucket[]): Promise<void>;

  /** Living documents of a collection, in all scopes or in one. */
  count(shop: string, collection: CollectionName, scope?: Scope): Promise<number>;

  /** The scopes in which a collection has, or had, documents. */
  scopes(shop: string, collection: CollectionName): Promise<readonly Scope[]>;

  /** Ids of all living documents of a collection in all scopes, a page at a time by id; for comparing with Shopify. */
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
   * [M13] Forgets tombstones of deletions before `time`; returns how many. A till that comes later continues from its
   * checkpoint, and its digest check drops what the tombstones would have dropped. A till that reads from the beginning
   * still ends at the head.
   */
  purgeTombstones(shop: string, time: number): Promise<number>;

  /**
   * [M14] Begins a new history, whose name says that it is later; returns the name. Every checkpoint of the old history
   * is lost. For a mirror restored from a copy.
   */
  beginHistory(shop: string): Promise<string>;

  /** Products that have this code, or had it when deleted (barcode or SKU, by any of schema's `readingsOf`). */
  productsWithCode(shop: string, code: string): Promise<readonly CodeMatch[]>;

  /**
   * [M23] Ids of living documents that match each wanted word (`wantedWords` of a query): products for sale by title
   * and then the others, customers by name, orders newest first. An order also has the words of its customer and of its
   * sale's receipt number. Without wanted words, everything in the range is found.
   */
  search(shop: string, kind: FindKind, ask: SearchAsk): Promise<readonly string[]>;

  /** How many documents are in quarantine. */
  quarantineCount(shop: string): Promise<number>;

  /** Documents in quarantine, by collection and id, a page at a time. */
  quarantined(shop: string, ask: QuarantineAsk): Promise<readonly Quarantined[]>;

  /**
   * [M5] Drops quarantined documents of a collection that were made before `time`, as they are no longer mirrored;
   * returns how many.
   */
  forgetQuarantined(shop: string, collection: CollectionName, time: number): Promise<number>;

  /**
   * [M38] Forgets prices that were asked until some time before `time`, in milliseconds since the epoch; returns how
   * many. The present prices are the products'.
   */
  retirePrices(shop: string, time: number): Promise<number>;

  /** How far the server has read a resource of Shopify; undefined before the first time. */
  watermark(shop: string, resource: string): Promise<string | undefined>;

  setWatermark(shop: string, move: WatermarkMove): Promise<void>;

  /**
   * [M17] Calls `listener` after every commit that changed something, in commit order. What it throws reaches neither
   * the commit nor the other listeners. Returns a function that stops it.
   */
  onCommit(listener: (committed: Committed) => void): () => void;

  /**
   * [M27] Calls `listener` whenever a stored row that is not JSON was met, mirrored from Shopify or written by a till.
   * The caller that asked gets its answer without that row. A read that is not older replaces the row. Returns a
   * function that stops it.
   */
  onDamage(listener: (damage: Damage) => void): () => void;
}

/** Rows that can no longer be read. */
export interface Damage {
  readonly shop: string;
  readonly collection: ReplicatedName;
  readonly ids: readonly string[];
}

export interface QuarantineAsk {
  /** Only of this collection. */
  readonly collection?: CollectionName;
  /** Only those after this id; needs `collection`. */
  readonly after?: string;
  readonly limit: number;
}

/** A document that cannot be read, and why. */
export interface Quarantined {
  /** A record's collection if its stored row is damaged ([O15]). */
  readonly collection: ReplicatedName;
  readonly id: string;
  readonly defect: string;
}

/** A search. Times are milliseconds since the epoch, both included; they limit when orders were placed. */
export interface SearchAsk {
  readonly words: readonly Wanted[];
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

export interface CodeMatch {
  readonly productId: string;
  readonly variantId: string;
  /** When its product was deleted, in milliseconds since the epoch. */
  readonly deletedAt: number | undefined;
}

/** What a verified webhook says: something changed. Its present state is read from Shopify. */
export interface Notice {
  /** Equal for repeated deliveries of one event. */
  readonly eventId: string;
  readonly topic: string;
  /** The gid or id that the payload names, as text; undefined if the topic names none. */
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
  /** A customer asked to be forgotten, with these orders; `customerId` is '' if the notice does not say who. */
  | { readonly kind: 'redactCustomer'; readonly customerId: string; readonly orderIds: readonly string[] }
  /** A customer asked what is known of them. */
  | {
      readonly kind: 'customerRequest';
      readonly requestId: string;
      readonly customerId: string;
      readonly orderIds: readonly string[];
    }
  /** Everything of the shop is to be forgotten. */
  | { readonly kind: 'redactShop' }
  /** The app left the shop. */
  | { readonly kind: 'uninstalled' }
  /** Something unnamed changed within the topic: a catch-up finds it. */
  | { readonly kind: 'untold' };

/** Verified webhooks that are stored but not yet applied. */
export interface Inbox {
  /**
   * [I1] Stores a notice once; resolves to true if it is new, and only after it is durable. The same transaction counts
   * the delivery ([F1]) and removes what the notice reports from the untold changes ([F2]).
   */
  note(shop: string, notice: Notice, receivedAt: number): Promise<boolean>;
  /** [I2] The oldest waiting notices; they wait until `settle`d. */
  waiting(shop: string, limit: number): Promise<readonly Notice[]>;
  /** [I3] Marks notices as applied. Their event ids stay known, so that a late repeat is still a repeat. */
  settle(shop: string, eventIds: readonly string[]): Promise<void>;
  /** [I4] Parks a notice that cannot be applied, with its reason. */
  park(shop: string, eventId: string, reason: string): Promise<void>;
  /** How many notices wait, and how many are parked. */
  counts(shop: string): Promise<{ readonly waiting: number; readonly parked: number }>;
  /** [I6] When the newest notice was stored, in milliseconds since the epoch; undefined if none ever was. */
  lastAt(shop: string): Promise<number | undefined>;
  /** [I5] Forgets settled notices received before `time`, which Shopify no longer repeats. The newest stays ([I6]). */
  forget(shop: string, time: number): Promise<void>;
}

/** Counts of one topic's webhook deliveries. */
export interface WebhookScore {
  readonly topic: string;
  /** Stored deliveries: each event once. */
  readonly received: number;
  /** Deliveries of an event that was stored before. */
  readonly repeated: number;
  /** Stored long after the change that they report. */
  readonly late: number;
}

/** A change that was read from Shopify and that no webhook has reported yet. */
export interface Untold {
  readonly collection: CollectionName;
  readonly id: string;
  readonly foundAt: number;
  readonly foundBy: 'catch-up' | 'audit';
}

/** What ingest found out, kept over restarts. */
export interface Findings {
  /** [F1] Counts of every delivery that the inbox took, by topic. */
  scores(shop: string): Promise<readonly WebhookScore[]>;
  /** [F2] Notes documents found changed without a webhook; `told` takes them back when a webhook reports them. */
  untold(shop: string, found: readonly Untold[]): Promise<void>;
  told(shop: string, collection: CollectionName, ids: readonly string[]): Promise<void>;
  /** Per collection, the number of changes found before `time` that no webhook has reported since. */
  neverTold(shop: string, time: number): Promise<Readonly<Partial<Record<CollectionName, number>>>>;
  /** [F3] Stores the last report of a name, as JSON text. */
  saveReport(shop: string, name: string, text: string): Promise<void>;
  report(shop: string, name: string): Promise<string | undefined>;
}
