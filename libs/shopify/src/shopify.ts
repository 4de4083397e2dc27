import type { FindKind } from '@tidemark/protocol';
import type { CollectionName, DocumentOf, InventoryLevel, Location, Settings } from '@tidemark/schema';
import type { ShopifySearch } from './read/search-query.ts';
import type { ShopifyWrites } from './write/writes.ts';

/** The sales channel whose products are for sale here. */
export type SalesChannel =
  /** Products published on this publication (Shopify's gid): the configured one, or the shop's Point of Sale. */
  | { readonly kind: 'configured' | 'point-of-sale'; readonly publicationId: string }
  /** All active products, published or not. */
  | {
      readonly kind: 'every';
      /** `not-told`: Shopify does not show it, as the app lacks the scope `read_publications`. */
      readonly reason: 'not-told' | 'none-is-point-of-sale' | 'several-are-point-of-sale';
    };

/** A thing as Shopify has it now, translated into a document. Times are milliseconds since the epoch. */
export interface Read<T> {
  readonly document: Omit<T, 'rev'>;
  readonly updatedAt: number;
}

/**
 * A thing that Shopify showed and that cannot be read: a price with decimals in a currency that has none, or a value
 * from an earlier or later version. It takes the thing's place, so that callers cannot miss it, and affects only
 * itself.
 */
export interface Unread {
  /** '' if that cannot be read either. */
  readonly id: string;
  readonly updatedAt: number | undefined;
  readonly createdAt: number | undefined;
  /** What is wrong with it, for a person; names a product, never a customer. */
  readonly reason: string;
  /** Shopify's answer, as text. */
  readonly body: string;
}

/** A page of a listing. `readAt` is when the request for it began, on our clock. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly readAt: number;
  /** Whether more pages follow. */
  readonly hasMore: boolean;
}

/** The result of a read by id: every requested id is in one of the two. */
export interface ByIds<T> {
  readonly found: readonly (Read<T> | Unread)[];
  readonly gone: readonly string[];
  readonly readAt: number;
}

/** The results of a search: ids, and the time of Shopify's state of each, in milliseconds since the epoch. */
export interface Listing {
  readonly items: readonly { readonly id: string; readonly updatedAt: number }[];
  /** Whether Shopify has more. */
  readonly hasMore: boolean;
}

/** A stock level; `active: false` if the location no longer stocks the item. */
export interface LevelRead extends Read<InventoryLevel> {
  readonly active: boolean;
}

/** Things that are read by time of change, by id and in bulk. */
export const resourceKinds = [
  'products',
  'productCollections',
  'customers',
  'orders',
] as const satisfies CollectionName[];

export type ResourceKind = (typeof resourceKinds)[number];

export interface Deletion {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly deletedAt: number;
}

export type BulkState =
  | { readonly state: 'running'; readonly objectCount: number }
  | { readonly state: 'completed'; readonly url: string | undefined; readonly objectCount: number }
  | { readonly state: 'failed'; readonly reason: string };

/**
 * One thing of a bulk file, joined and translated. An unreadable thing affects only itself: it is `unread` if that is
 * certain, and a `defect` if the file may be broken and a read by id may show it.
 */
export type BulkItem<D, R = Read<D>> =
  | { readonly kind: 'read'; readonly read: R }
  | { readonly kind: 'unread'; readonly unread: Unread }
  | { readonly kind: 'defect'; readonly line: number; readonly reason: string };

export type BulkKind = ResourceKind | 'inventoryLevels';

export interface SubscriptionReport {
  readonly created: readonly string[];
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  /** Topics that Shopify does not allow this app, as it lacks a scope. */
  readonly refused: readonly { readonly topic: string; readonly reason: string }[];
  /** Ids of the present subscriptions. One that Shopify removed comes back with another id. */
  readonly standing: readonly string[];
}

/** The webhook subscriptions as they are, for one address. */
export interface SubscriptionsSeen {
  /** Topics that the mirror depends on, and that this address is not subscribed to. */
  readonly missing: readonly string[];
  /** Other addresses that are subscribed to such topics of ours: of an earlier address of this server, or of another one. */
  readonly elsewhere: readonly string[];
}

/** The state of the connection to Shopify, without asking it. */
export interface ShopifyHealth {
  /** `down`: requests fail at once until `retryAt`; then one may try. */
  readonly circuit: 'closed' | 'down';
  /** Since when no request was answered; undefined while all is well. */
  readonly downSince: number | undefined;
  readonly retryAt: number | undefined;
  readonly lastError: string | undefined;
  /** The API version that answered, if not the requested one: ours is too old. */
  readonly servedVersion: string | undefined;
  /** Points in the bucket, if known. */
  readonly points: number | undefined;
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Set once the app has left the shop, at this time of Shopify's: nothing is sent. */
  readonly left?: Left | undefined;
}

/** That the app has left the shop. */
export interface Left {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly reason: string;
}

/** Who waits for an answer; cashiers go first. */
export type Lane = 'cashier' | 'background';

/**
 * One Shopify shop, in Tidemark's documents: the only access to Shopify. Every method rejects with a `ShopifyError`
 * whose `reason` says what a caller can do about it; partial data is an error, never half a result. A single unreadable
 * thing is `Unread` in its place, and the rest is answered.
 */
export interface Shopify {
  readonly shop: string;
  /** Writes to Shopify: what tills did. */
  readonly writes: ShopifyWrites;

  /** From now on nothing is sent to Shopify, and every call fails with this reason; undefined: it goes on. */
  leave?(left: Left | undefined): void;

  settings(signal?: AbortSignal): Promise<Read<Settings> | Unread>;
  /** All locations, inactive ones too. */
  locations(signal?: AbortSignal): Promise<readonly (Read<Location> | Unread)[]>;

  /** Things with `updatedAt >= since`, oldest first, all pages; each with all of its children. */
  updatedSince<K extends ResourceKind>(
    kind: K,
    since: number,
    signal?: AbortSignal,
  ): AsyncIterable<Page<Read<DocumentOf[K]> | Unread>>;
  /** Reads from the database, not from the search index; splits many ids over several requests. */
  byIds<K extends ResourceKind>(
    kind: K,
    ids: readonly string[],
    lane: Lane,
    signal?: AbortSignal,
  ): Promise<ByIds<DocumentOf[K]>>;
  /** Ids of products that have a variant with this barcode or SKU, from Shopify's (lagging) search index. */
  productIdsWithCode(code: string, signal?: AbortSignal): Promise<readonly string[]>;

  /**
   * Search results, from Shopify's (lagging) search index: the last changed products and customers first, the last
   * placed orders first. One page, in a cashier's lane.
   */
  find(kind: FindKind, search: ShopifySearch, signal?: AbortSignal): Promise<Listing>;

  /** Levels of one location with `updatedAt >= since`, inactive ones too, all pages. */
  levelsUpdatedSince(
    locationId: string,
    since: number,
    signal?: AbortSignal,
  ): AsyncIterable<Page<LevelRead | Unread>>;
  /** All levels of these inventory items. Items that are gone are in `gone` (by inventory item id). */
  levelsOfItems(
    itemIds: readonly string[],
    lane: Lane,
    signal?: AbortSignal,
  ): Promise<{
    readonly found: readonly (LevelRead | Unread)[];
    readonly gone: readonly string[];
    readonly readAt: number;
  }>;

  /** Deletions since then, oldest first, all pages, as far back as Shopify keeps events (a year). */
  deletedSince(since: number, signal?: AbortSignal): AsyncIterable<Page<Deletion | Unread>>;

  /** Orders created before this are neither read nor counted; milliseconds since the epoch. */
  ordersFrom(): number;

  /** An exact count; undefined if Shopify can only say "at least". */
  count(kind: ResourceKind | 'locations', signal?: AbortSignal): Promise<number | undefined>;

  /** Starts a bulk read of all things of a kind; returns its id. */
  startBulk(
    kind: BulkKind,
    signal?: AbortSignal,
  ): Promise<{ readonly id: string; readonly startedAt: number }>;
  bulkState(id: string, signal?: AbortSignal): Promise<BulkState>;
  /** The result, streamed; uses constant memory, except to join children to parents. */
  readBulk<K extends ResourceKind>(
    kind: K,
    url: string,
    signal?: AbortSignal,
  ): AsyncIterable<BulkItem<DocumentOf[K]>>;
  readBulkLevels(url: string, signal?: AbortSignal): AsyncIterable<BulkItem<never, LevelRead>>;

  /** Creates missing webhook subscriptions and removes our own outdated ones. */
  ensureSubscriptions(address: string, signal?: AbortSignal): Promise<SubscriptionReport>;
  /** Looks at the webhook subscriptions, and changes none. */
  subscriptionsSeen(address: string, signal?: AbortSignal): Promise<SubscriptionsSeen>;

  /**
   * The sales channel whose products are for sale here: the configured one, or the shop's Point of Sale, which is
   * requested once.
   */
  salesChannel(signal?: AbortSignal): Promise<SalesChannel>;

  /** The access scopes of the app, `read_products` and so on. */
  scopes(signal?: AbortSignal): Promise<readonly string[]>;

  health(): ShopifyHealth;

  /** Call it when a person waits: if the circuit is open, the next request may try at once. */
  retryNow(): void;
}

export function isUnread(item: object): item is Unread {
  return 'reason' in item && 'body' in item;
}

export function isRead<T extends object>(item: T): item is Exclude<T, Unread> {
  return !isUnread(item);
}

/** The reason of a failure, which says what a caller can do. */
export type ShopifyErrorReason =
  /** No answer, 5xx or a broken answer: try again later. */
  | 'unreachable'
  /** The rate limit, even after the scheduler waited. */
  | 'throttled'
  /** 401, 402, 403, 423: Shopify refuses the app as a whole, and a person must act. */
  | 'refused'
  /** The app lacks the scope for this; other requests are answered. */
  | 'forbidden'
  /** Our request was wrong, or the answer does not fit its schema: a defect. */
  | 'unexpected';

export class ShopifyError extends Error {
  override readonly name = 'ShopifyError';
  readonly reason: ShopifyErrorReason;

  constructor(reason: ShopifyErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
