import type { InventoryLevel, Location, Product, Settings } from '@tidemark/schema';

/** A mirrored thing as Shopify has it now, in our words. Times are milliseconds since the epoch. */
export interface Read<T> {
  readonly document: Omit<T, 'rev'>;
  readonly updatedAt: number;
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
  readonly found: readonly Read<T>[];
  readonly gone: readonly string[];
  readonly readAt: number;
}

/** A stock level that a location no longer stocks is `active: false`. */
export interface LevelRead extends Read<InventoryLevel> {
  readonly active: boolean;
}

export interface Deletion {
  readonly productId: string;
  readonly deletedAt: number;
}

export type BulkState =
  | { readonly state: 'running'; readonly objectCount: number }
  | { readonly state: 'completed'; readonly url: string | undefined; readonly objectCount: number }
  | { readonly state: 'failed'; readonly reason: string };

/** One line of a bulk import, joined and translated; a line that cannot be read is a defect, and the rest goes on. */
export type BulkItem =
  | { readonly kind: 'product'; readonly read: Read<Product> }
  | { readonly kind: 'inventoryLevel'; readonly read: LevelRead }
  | { readonly kind: 'defect'; readonly line: number; readonly reason: string };

export type BulkKind = 'products' | 'inventoryLevels';

export interface SubscriptionReport {
  readonly created: readonly string[];
  readonly kept: readonly string[];
  readonly removed: readonly string[];
}

/**
 * One Shopify shop, in Tidemark's words: the only door to Shopify. Every method rejects with a `ShopifyError` whose
 * `reason` says what a caller can do about it; partial data is an error, never half a result.
 */
export interface Shopify {
  readonly shop: string;

  settings(signal?: AbortSignal): Promise<Read<Settings>>;
  /** All locations, inactive ones too. */
  locations(signal?: AbortSignal): Promise<readonly Read<Location>[]>;

  /** Products with `updatedAt >= since`, oldest first, all pages; each with all of its variants. */
  productsUpdatedSince(since: number, signal?: AbortSignal): AsyncIterable<Page<Read<Product>>>;
  /** Reads from the database, not from the search index; at most 250 ids a request, more are split. */
  productsById(ids: readonly string[], signal?: AbortSignal): Promise<ByIds<Product>>;
  /** Ids of products one of whose variants has this barcode or SKU, from Shopify's (lagging) search index. */
  productIdsWithCode(code: string, signal?: AbortSignal): Promise<readonly string[]>;

  /** Levels of one location with `updatedAt >= since`, inactive ones too, all pages. */
  levelsUpdatedSince(locationId: string, since: number, signal?: AbortSignal): AsyncIterable<Page<LevelRead>>;
  /** All levels of these inventory items. Items that are gone are in `gone` (by inventory item id). */
  levelsOfItems(
    itemIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<{
    readonly found: readonly LevelRead[];
    readonly gone: readonly string[];
    readonly readAt: number;
  }>;

  /** Products deleted since then, oldest first, all pages. */
  productsDeletedSince(since: number, signal?: AbortSignal): AsyncIterable<Page<Deletion>>;

  /** Exact counts; undefined where Shopify can only say "at least". */
  counts(signal?: AbortSignal): Promise<{
    readonly products: number | undefined;
    readonly locations: number | undefined;
    readonly countedAt: number;
  }>;

  /** Starts a bulk read of everything of one kind, answers its id. */
  startBulk(
    kind: BulkKind,
    signal?: AbortSignal,
  ): Promise<{ readonly id: string; readonly startedAt: number }>;
  bulkState(id: string, signal?: AbortSignal): Promise<BulkState>;
  /** The result, streamed in constant memory but for the join of children to parents. */
  readBulk(kind: BulkKind, url: string, signal?: AbortSignal): AsyncIterable<BulkItem>;

  /** Makes the webhook subscriptions what they should be. */
  ensureSubscriptions(address: string, signal?: AbortSignal): Promise<SubscriptionReport>;
}

/** What a caller can do about a failure. */
export type ShopifyErrorReason =
  /** No answer, 5xx, a broken answer: try again later. */
  | 'unreachable'
  /** Rate limit, after the scheduler's own waiting. */
  | 'throttled'
  /** 401, 402, 403, 423, missing scope: a person must act. */
  | 'refused'
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
