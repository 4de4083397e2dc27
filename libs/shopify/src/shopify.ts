import type { FindKind } from '@tidemark/protocol';
import type { CollectionName, DocumentOf, InventoryLevel, Location, Settings } from '@tidemark/schema';
import type { ShopifySearch } from './read/search-query.ts';
import type { ShopifyWrites } from './write/writes.ts';

/** Whose products are for sale here. */
export type SalesChannel =
  /** Those that are published on this publication, Shopify's gid: as configured, or the one that is the shop's Point of Sale. */
  | { readonly kind: 'configured' | 'point-of-sale'; readonly publicationId: string }
  /** Whatever is active, published or not. */
  | {
      readonly kind: 'every';
      /** `not-told`: Shopify does not tell this app, for want of the scope `read_publications`. */
      readonly reason: 'not-told' | 'none-is-point-of-sale' | 'several-are-point-of-sale';
    };

/** A mirrored thing as Shopify has it now, in our words. Times are milliseconds since the epoch. */
export interface Read<T> {
  readonly document: Omit<T, 'rev'>;
  readonly updatedAt: number;
}

/**
 * A thing that Shopify showed and that cannot be read: a price with decimals in a currency that has none, a value of before
 * or after this version. It stands where the thing would, so that nobody forgets it, and costs nothing but itself.
 */
export interface Unread {
  /** '' where that cannot be read either. */
  readonly id: string;
  readonly updatedAt: number | undefined;
  readonly createdAt: number | undefined;
  /** What is wrong with it, for a person; names a product, never a customer. */
  readonly reason: string;
  /** What Shopify said, as text. */
  readonly body: string;
}

/** A page of a listing. `readAt` is when the request for it began, on our clock. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly readAt: number;
  /** Whether more pages follow. */
  readonly hasMore: boolean;
}

/** What a read by id showed: every id asked for is in one of the two. */
export interface ByIds<T> {
  readonly found: readonly (Read<T> | Unread)[];
  readonly gone: readonly string[];
  readonly readAt: number;
}

/** What a search listed: which, and of when Shopify's state of each is, milliseconds since the epoch. */
export interface Listing {
  readonly items: readonly { readonly id: string; readonly updatedAt: number }[];
  /** Whether Shopify has more. */
  readonly hasMore: boolean;
}

/** A stock level that a location no longer stocks is `active: false`. */
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
 * One thing of a bulk file, joined and translated. What cannot be read costs itself: as `unread` where it is known to be so,
 * as a `defect` where the file may have been broken, and a read by id may show it.
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
  /** Topics that Shopify does not let this app have, for want of a scope. */
  readonly refused: readonly { readonly topic: string; readonly reason: string }[];
  /** Ids of those that are there now. One that Shopify took away comes back with another id. */
  readonly standing: readonly string[];
}

/** How the way to Shopify stands, without asking it. */
export interface ShopifyHealth {
  /** `down`: requests fail at once until `retryAt`, when one may try. */
  readonly circuit: 'closed' | 'down';
  /** Since when nothing was answered; undefined while all is well. */
  readonly downSince: number | undefined;
  readonly retryAt: number | undefined;
  readonly lastError: string | undefined;
  /** The API version that answered, where it is not the one asked for: ours is too old. */
  readonly servedVersion: string | undefined;
  /** Points in the bucket, as far as is known. */
  readonly points: number | undefined;
  readonly waiting: Readonly<Record<Lane, number>>;
}

/** Who waits for an answer: a cashier goes first. */
export type Lane = 'cashier' | 'background';

/**
 * One Shopify shop, in Tidemark's words: the only door to Shopify. Every method rejects with a `ShopifyError` whose
 * `reason` says what a caller can do about it; partial data is an error, never half a result. A thing that cannot be read
 * by itself is `Unread` in its place, and the rest is answered.
 */
export interface Shopify {
  readonly shop: string;
  /** The way back: what tills did. */
  readonly writes: ShopifyWrites;

  settings(signal?: AbortSignal): Promise<Read<Settings> | Unread>;
  /** All locations, inactive ones too. */
  locations(signal?: AbortSignal): Promise<readonly (Read<Location> | Unread)[]>;

  /** Things with `updatedAt >= since`, oldest first, all pages; each with all of its children. */
  updatedSince<K extends ResourceKind>(
    kind: K,
    since: number,
    signal?: AbortSignal,
  ): AsyncIterable<Page<Read<DocumentOf[K]> | Unread>>;
  /** Reads from the database, not from the search index; many ids are split over several requests. */
  byIds<K extends ResourceKind>(
    kind: K,
    ids: readonly string[],
    lane: Lane,
    signal?: AbortSignal,
  ): Promise<ByIds<DocumentOf[K]>>;
  /** Ids of products one of whose variants has this barcode or SKU, from Shopify's (lagging) search index. */
  productIdsWithCode(code: string, signal?: AbortSignal): Promise<readonly string[]>;

  /**
   * What fits a search, from Shopify's (lagging) search index: products and customers changed last first, orders placed last
   * first. One page, asked for as a cashier asks.
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

  /** What was deleted since then, oldest first, all pages, as far as Shopify keeps events of it (a year). */
  deletedSince(since: number, signal?: AbortSignal): AsyncIterable<Page<Deletion | Unread>>;

  /** Orders created before this are neither read nor counted; milliseconds since the epoch. */
  ordersFrom(): number;

  /** An exact count; undefined where Shopify can only say "at least". */
  count(kind: ResourceKind | 'locations', signal?: AbortSignal): Promise<number | undefined>;

  /** Starts a bulk read of everything of one kind, answers its id. */
  startBulk(
    kind: BulkKind,
    signal?: AbortSignal,
  ): Promise<{ readonly id: string; readonly startedAt: number }>;
  bulkState(id: string, signal?: AbortSignal): Promise<BulkState>;
  /** The result, streamed in constant memory but for the join of children to parents. */
  readBulk<K extends ResourceKind>(
    kind: K,
    url: string,
    signal?: AbortSignal,
  ): AsyncIterable<BulkItem<DocumentOf[K]>>;
  readBulkLevels(url: string, signal?: AbortSignal): AsyncIterable<BulkItem<never, LevelRead>>;

  /** Makes the webhook subscriptions what they should be. */
  ensureSubscriptions(address: string, signal?: AbortSignal): Promise<SubscriptionReport>;

  /**
   * The sales channel whose products are for sale here: the configured one, or the shop's Point of Sale, which is asked for
   * once.
   */
  salesChannel(signal?: AbortSignal): Promise<SalesChannel>;

  /** The access scopes that the app was given, `read_products` and so on. */
  scopes(signal?: AbortSignal): Promise<readonly string[]>;

  health(): ShopifyHealth;

  /** Somebody waits: where Shopify is taken for down, the next request may try at once. */
  retryNow(): void;
}

export function isUnread(item: object): item is Unread {
  return 'reason' in item && 'body' in item;
}

export function isRead<T extends object>(item: T): item is Exclude<T, Unread> {
  return !isUnread(item);
}

/** What a caller can do about a failure. */
export type ShopifyErrorReason =
  /** No answer, 5xx, a broken answer: try again later. */
  | 'unreachable'
  /** Rate limit, after the scheduler's own waiting. */
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
