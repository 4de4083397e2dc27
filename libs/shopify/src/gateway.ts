import {
  idOfGid,
  minorDigits,
  normalizeCode,
  toGid,
  type Location,
  type Product,
  type Settings,
} from '@tidemark/schema';
import type { z } from 'zod';
import { bulkItems, linesOf } from './bulk-file.ts';
import { ShopifyClient, type ClientOptions, type Lane } from './client.ts';
import { bulkQueries, operations, type Operation } from './operation.ts';
import type * as shapes from './shapes.ts';
import {
  ShopifyError,
  type BulkItem,
  type BulkKind,
  type BulkState,
  type ByIds,
  type Deletion,
  type LevelRead,
  type Page,
  type Read,
  type Shopify,
  type SubscriptionReport,
} from './shopify.ts';
import { ensureSubscriptions } from './subscriptions.ts';
import { toLevel, toLocation, toProduct, toSettings } from './translate.ts';

/** Ids per read by id: the cost of 40 products with their variants stays below Shopify's bound for one query. */
const idsPerRead = 40;

/** The gateway over Shopify's Admin GraphQL API. */
export class ShopifyGateway implements Shopify {
  readonly shop: string;
  readonly #client: ShopifyClient;
  readonly #now: () => number;
  #digits: number | undefined;

  constructor(options: ClientOptions) {
    this.shop = options.shop;
    this.#client = new ShopifyClient(options);
    this.#now = options.now;
  }

  async settings(signal?: AbortSignal): Promise<Read<Settings>> {
    const { shop } = await this.#client.ask(operations.shop, {}, 'background', signal);
    this.#digits = minorDigits(shop.currencyCode);
    return toSettings(shop);
  }

  async locations(signal?: AbortSignal): Promise<readonly Read<Location>[]> {
    const found: Read<Location>[] = [];
    for await (const { items } of this.#pages(operations.locations, {}, each => each.locations, signal))
      found.push(...items.map(toLocation));
    return found;
  }

  async *productsUpdatedSince(since: number, signal?: AbortSignal): AsyncGenerator<Page<Read<Product>>> {
    // Every status is named: without it, Shopify's list of products may leave some out.
    const query = `updated_at:>='${instant(since)}' AND (status:active OR status:draft OR status:archived OR status:unlisted)`;
    for await (const page of this.#pages(
      operations.productsUpdated,
      { query },
      each => each.products,
      signal,
    )) {
      const items = await Promise.all(page.items.map(each => this.#whole(each, 'background', signal)));
      yield { ...page, items: items.filter(each => each !== undefined) };
    }
  }

  async productsById(ids: readonly string[], signal?: AbortSignal): Promise<ByIds<Product>> {
    const readAt = this.#now();
    const found: Read<Product>[] = [];
    const gone: string[] = [];
    for (const part of chunks([...new Set(ids)], idsPerRead)) {
      const { nodes } = await this.#client.ask(
        operations.productsById,
        { ids: part.map(id => toGid('Product', id)) },
        'cashier',
        signal,
      );
      for (const [place, id] of part.entries()) {
        const node = nodes[place];
        const read = node ? await this.#whole(node, 'cashier', signal) : undefined;
        if (read) found.push(read);
        else gone.push(id);
      }
    }
    return { found, gone, readAt };
  }

  async productIdsWithCode(code: string, signal?: AbortSignal): Promise<readonly string[]> {
    const quoted = `"${code.trim().replace(/[\\"]/g, '\\$&')}"`;
    const ids = new Set<string>();
    const query = `barcode:${quoted} OR sku:${quoted}`;
    for await (const { items } of this.#pages(
      operations.variantsWithCode,
      { query },
      each => each.productVariants,
      signal,
      'cashier',
    )) {
      for (const { sku, barcode, product } of items) {
        if ([sku, barcode].some(each => each && normalizeCode(each) === normalizeCode(code)))
          ids.add(idOfGid(product.id));
      }
    }
    return [...ids];
  }

  async *levelsUpdatedSince(
    locationId: string,
    since: number,
    signal?: AbortSignal,
  ): AsyncGenerator<Page<LevelRead>> {
    const variables = {
      locationId: toGid('Location', locationId),
      query: `updated_at:>='${instant(since)}'`,
    };
    for await (const page of this.#pages(
      operations.levelsUpdated,
      variables,
      each => each.location?.inventoryLevels ?? nothing,
      signal,
    )) {
      yield { ...page, items: page.items.map(toLevel) };
    }
  }

  async levelsOfItems(
    itemIds: readonly string[],
    signal?: AbortSignal,
  ): ReturnType<Shopify['levelsOfItems']> {
    const readAt = this.#now();
    const found: LevelRead[] = [];
    const gone: string[] = [];
    for (const part of chunks([...new Set(itemIds)], 20)) {
      const ids = part.map(id => toGid('InventoryItem', id));
      const { nodes } = await this.#client.ask(operations.levelsOfItems, { ids }, 'cashier', signal);
      for (const [place, id] of part.entries()) {
        const levels = nodes[place]?.inventoryLevels;
        if (!levels) gone.push(id);
        else if (!levels.pageInfo.hasNextPage) found.push(...levels.nodes.map(toLevel));
        else {
          const pages = this.#pages(
            operations.levelsOfItem,
            { id: toGid('InventoryItem', id) },
            each => each.inventoryItem?.inventoryLevels ?? nothing,
            signal,
          );
          for await (const { items } of pages) found.push(...items.map(toLevel));
        }
      }
    }
    return { found, gone, readAt };
  }

  async *productsDeletedSince(since: number, signal?: AbortSignal): AsyncGenerator<Page<Deletion>> {
    const query = `subject_type:PRODUCT action:destroy created_at:>='${instant(since)}'`;
    for await (const page of this.#pages(operations.deletions, { query }, each => each.events, signal)) {
      const destroyed = page.items.filter(
        each => each.subjectType === 'PRODUCT' && each.action === 'destroy',
      );
      yield {
        ...page,
        items: destroyed.map(each => ({
          productId: idOfGid(each.subjectId),
          deletedAt: Date.parse(each.createdAt),
        })),
      };
    }
  }

  async counts(signal?: AbortSignal): ReturnType<Shopify['counts']> {
    const { productsCount, locationsCount } = await this.#client.ask(
      operations.counts,
      {},
      'background',
      signal,
    );
    const exact = (count: z.infer<typeof shapes.count> | null) =>
      count?.precision === 'EXACT' ? count.count : undefined;
    return { products: exact(productsCount), locations: exact(locationsCount), countedAt: this.#now() };
  }

  async startBulk(kind: BulkKind, signal?: AbortSignal): ReturnType<Shopify['startBulk']> {
    const { bulkOperationRunQuery } = await this.#client.ask(
      operations.startBulk,
      { query: bulkQueries[kind].text },
      'background',
      signal,
    );
    const { bulkOperation, userErrors } = bulkOperationRunQuery;
    if (bulkOperation) return { id: bulkOperation.id, startedAt: Date.parse(bulkOperation.createdAt) };
    const busy = userErrors.some(
      each => each.code === 'OPERATION_IN_PROGRESS' || each.code === 'LIMIT_REACHED',
    );
    throw new ShopifyError(
      busy ? 'throttled' : 'unexpected',
      userErrors.map(each => each.message).join('; '),
    );
  }

  async bulkState(id: string, signal?: AbortSignal): Promise<BulkState> {
    const { bulkOperation } = await this.#client.ask(operations.bulkState, { id }, 'background', signal);
    if (!bulkOperation)
      return { state: 'failed', reason: 'Shopify does not know this bulk operation any more' };
    const { status, objectCount, url, errorCode, partialDataUrl } = bulkOperation;
    if (status === 'COMPLETED') return { state: 'completed', url: url ?? undefined, objectCount };
    if (status === 'CREATED' || status === 'RUNNING') return { state: 'running', objectCount };
    return {
      state: 'failed',
      reason: `${status} ${errorCode ?? ''}${partialDataUrl ? ' (part of the data is there)' : ''}`.trim(),
    };
  }

  async *readBulk(kind: BulkKind, url: string, signal?: AbortSignal): AsyncGenerator<BulkItem> {
    const response = await this.#client.download(url, signal);
    if (!response.body) return;
    try {
      yield* bulkItems(
        kind,
        linesOf(response.body as unknown as AsyncIterable<Uint8Array>),
        await this.#currencyDigits(signal),
      );
    } catch (cause) {
      signal?.throwIfAborted();
      throw new ShopifyError('unreachable', 'the bulk file broke off', { cause });
    }
  }

  ensureSubscriptions(address: string, signal?: AbortSignal): Promise<SubscriptionReport> {
    return ensureSubscriptions(this.#client, address, signal);
  }

  /** A product with all of its variants; undefined when it went away meanwhile. */
  async #whole(
    product: z.infer<typeof shapes.product>,
    lane: Lane,
    signal?: AbortSignal,
  ): Promise<Read<Product> | undefined> {
    const digits = await this.#currencyDigits(signal);
    if (!product.variants.pageInfo.hasNextPage) return toProduct(product, product.variants.nodes, digits);
    const variants: z.infer<typeof shapes.variant>[] = [];
    for (let after: string | null = null, hasMore = true; hasMore;) {
      const answer: z.infer<(typeof operations.productVariants)['answer']> = await this.#client.ask(
        operations.productVariants,
        { id: product.id, after },
        lane,
        signal,
      );
      if (!answer.product) return undefined;
      variants.push(...answer.product.variants.nodes);
      ({ hasNextPage: hasMore, endCursor: after } = answer.product.variants.pageInfo);
    }
    return toProduct(product, variants, digits);
  }

  async #currencyDigits(signal?: AbortSignal): Promise<number> {
    if (this.#digits === undefined) await this.settings(signal);
    return this.#digits ?? 2;
  }

  async *#pages<A, N>(
    operation: Operation<A>,
    variables: object,
    connectionOf: (answer: A) => { nodes: N[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } },
    signal?: AbortSignal,
    lane: Lane = 'background',
  ): AsyncGenerator<Page<N>> {
    for (let after: string | null = null, hasMore = true; hasMore;) {
      const readAt = this.#now();
      const { nodes, pageInfo } = connectionOf(
        await this.#client.ask(operation, { ...variables, after }, lane, signal),
      );
      yield { items: nodes, readAt, hasMore: pageInfo.hasNextPage };
      ({ hasNextPage: hasMore, endCursor: after } = pageInfo);
    }
  }
}

const nothing = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/** Shopify compares quoted times to the second. */
function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
