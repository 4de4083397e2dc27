import type { FindKind } from '@tidemark/protocol';
import {
  minorDigits,
  toGid,
  type DocumentOf,
  type Location,
  type Settings,
  type TaxRate,
} from '@tidemark/schema';
import { bulkItems, bulkLevels, linesOf } from './bulk-file.ts';
import { ShopifyClient, type ClientOptions } from '../transport/client.ts';
import { findListed, productIdsWithCode } from './find.ts';
import { bulkText, operations, type Operation } from '../operation.ts';
import { readDeletion, readLevel, readLocation, readSettings } from './read-nodes.ts';
import { resources, type Asking, type ResourcePage, type Scope } from '../resources/index.ts';
import { instant, type ShopifySearch } from './search-query.ts';
import * as shapes from './shapes.ts';
import {
  resourceKinds,
  ShopifyError,
  type BulkItem,
  type BulkKind,
  type BulkState,
  type ByIds,
  type Deletion,
  type Lane,
  type Listing,
  type LevelRead,
  type Page,
  type Read,
  type ResourceKind,
  type Shopify,
  type ShopifyHealth,
  type Unread,
} from '../shopify.ts';
import { findChannel } from './sales-channel.ts';
import type { SalesChannel } from '../shopify.ts';
import { ensureSubscriptions, subscriptionsSeen } from '../webhooks/subscriptions.ts';
import { reasonOf, unreadOf } from './unread.ts';
import { ShopifyWriter } from '../write/writer.ts';
import type { ShopifyWrites } from '../write/writes.ts';

export interface GatewayOptions extends ClientOptions {
  /** The sales channel whose products are for sale here: Shopify's gid. Default: the shop's Point of Sale channel. */
  readonly publicationId?: string;
  /** How many days of orders are mirrored; more than 60 need the scope `read_all_orders`. */
  readonly orderDays?: number;
  /** The shop's taxes, which Shopify's API does not show. */
  readonly taxRates?: readonly TaxRate[];
}

const dayMs = 86_400_000;
/** Inventory items whose levels are read together. */
const itemsPerRead = 20;

/** The gateway over Shopify's Admin GraphQL API. */
export class ShopifyGateway implements Shopify {
  readonly shop: string;
  readonly writes: ShopifyWrites;
  readonly leave: NonNullable<Shopify['leave']> = left => this.#client.leave(left);
  readonly ensureSubscriptions: Shopify['ensureSubscriptions'] = (address, signal) =>
    ensureSubscriptions(this.#client, address, signal);
  readonly subscriptionsSeen: Shopify['subscriptionsSeen'] = (address, signal) =>
    subscriptionsSeen(this.#client, address, signal);
  readonly scopes: Shopify['scopes'] = signal =>
    this.#client.ask(operations.accessScopes, {}, 'background', signal);
  readonly #options: GatewayOptions;
  readonly #client: ShopifyClient;
  readonly #now: () => number;
  #digits: number | undefined;
  #channel: SalesChannel | undefined;

  constructor(options: GatewayOptions) {
    this.shop = options.shop;
    this.#options = options;
    this.#client = new ShopifyClient(options);
    this.#now = options.now;
    this.writes = new ShopifyWriter(this.#client, options.now);
  }

  async settings(signal?: AbortSignal): Promise<Read<Settings> | Unread> {
    const { shop } = await this.#client.ask(operations.shop, {}, 'background', signal);
    this.#digits = minorDigits(shop.currencyCode);
    return readSettings(shop, this.#options.taxRates ?? []);
  }

  async locations(signal?: AbortSignal): Promise<readonly (Read<Location> | Unread)[]> {
    const found: (Read<Location> | Unread)[] = [];
    for await (const { items } of this.#pages(operations.locations, {}, each => each.locations, signal))
      found.push(...items.map(readLocation));
    return found;
  }

  async *updatedSince<K extends ResourceKind>(
    kind: K,
    since: number,
    signal?: AbortSignal,
  ): AsyncGenerator<Page<Read<DocumentOf[K]> | Unread>> {
    const asking = await this.#asking('background', signal);
    for (let after: string | null = null, hasMore = true; hasMore;) {
      const readAt = this.#now();
      const { items, pageInfo }: ResourcePage<DocumentOf[K]> = await resources[kind].updatedPage(
        asking,
        await this.#scope(signal),
        instant(since),
        after,
      );
      ({ hasNextPage: hasMore, endCursor: after } = pageInfo);
      yield { items: items.filter(each => each !== undefined), readAt, hasMore };
    }
  }

  async byIds<K extends ResourceKind>(
    kind: K,
    ids: readonly string[],
    lane: Lane,
    signal?: AbortSignal,
  ): Promise<ByIds<DocumentOf[K]>> {
    const readAt = this.#now();
    const asking = await this.#asking(lane, signal);
    const scope = await this.#scope(signal);
    const found: (Read<DocumentOf[K]> | Unread)[] = [];
    const gone: string[] = [];
    for (const part of chunks([...new Set(ids)], resources[kind].idsPerRead)) {
      const reads = await resources[kind].byIds(asking, scope, part);
      for (const [place, id] of part.entries()) {
        const read = reads[place];
        if (read) found.push(read as Read<DocumentOf[K]> | Unread);
        else gone.push(id);
      }
    }
    return { found, gone, readAt };
  }

  productIdsWithCode(code: string, signal?: AbortSignal): Promise<readonly string[]> {
    return productIdsWithCode(this.#askAsCashier(signal), code);
  }

  find(kind: FindKind, search: ShopifySearch, signal?: AbortSignal): Promise<Listing> {
    return findListed(this.#askAsCashier(signal), kind, search);
  }

  async *levelsUpdatedSince(
    locationId: string,
    since: number,
    signal?: AbortSignal,
  ): AsyncGenerator<Page<LevelRead | Unread>> {
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
      yield { ...page, items: page.items.map(readLevel) };
    }
  }

  async levelsOfItems(
    itemIds: readonly string[],
    lane: Lane,
    signal?: AbortSignal,
  ): ReturnType<Shopify['levelsOfItems']> {
    const readAt = this.#now();
    const found: (LevelRead | Unread)[] = [];
    const gone: string[] = [];
    for (const part of chunks([...new Set(itemIds)], itemsPerRead)) {
      const ids = part.map(id => toGid('InventoryItem', id));
      const { nodes } = await this.#client.ask(operations.levelsOfItems, { ids }, lane, signal);
      for (const [place, id] of part.entries()) {
        const node: unknown = nodes[place];
        if (!node) {
          gone.push(id);
          continue;
        }
        const item = shapes.itemLevels.safeParse(node);
        if (!item.success) found.push(unreadOf(node, reasonOf(item.error), { id: '' }));
        else if (!item.data.inventoryLevels.pageInfo.hasNextPage)
          found.push(...item.data.inventoryLevels.nodes.map(readLevel));
        else {
          const pages = this.#pages(
            operations.levelsOfItem,
            { id: toGid('InventoryItem', id) },
            each => each.inventoryItem?.inventoryLevels ?? nothing,
            signal,
            lane,
          );
          for await (const { items } of pages) found.push(...items.map(readLevel));
        }
      }
    }
    return { found, gone, readAt };
  }

  async *deletedSince(since: number, signal?: AbortSignal): AsyncGenerator<Page<Deletion | Unread>> {
    const query = `action:destroy created_at:>='${instant(since)}'`;
    for await (const page of this.#pages(operations.deletions, { query }, each => each.events, signal))
      yield { ...page, items: page.items.flatMap(each => readDeletion(each) ?? []) };
  }

  ordersFrom(): number {
    return this.#now() - (this.#options.orderDays ?? 60) * dayMs;
  }

  async count(kind: ResourceKind | 'locations', signal?: AbortSignal): Promise<number | undefined> {
    if (kind !== 'locations')
      return resources[kind].count(await this.#asking('background', signal), await this.#scope(signal));
    const found = await this.#client.ask(operations.locationsCount, {}, 'background', signal);
    return found?.precision === 'EXACT' ? found.count : undefined;
  }

  async startBulk(kind: BulkKind, signal?: AbortSignal): ReturnType<Shopify['startBulk']> {
    const isLevels = kind === 'inventoryLevels';
    const query = isLevels ? bulkText('bulk-inventory-levels', {}) : await this.#bulkText(kind, signal);
    const groupObjects = !isLevels && resources[kind].grouped;
    const { bulkOperationRunQuery } = await this.#client.ask(
      operations.startBulk,
      { query, groupObjects },
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
    if (errorCode === 'ACCESS_DENIED')
      throw new ShopifyError('forbidden', 'the app lacks a scope that this bulk operation needs');
    const part = partialDataUrl ? ' (part of the data is there)' : '';
    return { state: 'failed', reason: `${status} ${errorCode ?? ''}${part}`.trim() };
  }

  async *readBulk<K extends ResourceKind>(
    kind: K,
    url: string,
    signal?: AbortSignal,
  ): AsyncGenerator<BulkItem<DocumentOf[K]>> {
    const digits = await this.#currencyDigits(signal);
    yield* this.#download(url, lines => bulkItems(kind, lines, digits), signal);
  }

  async *readBulkLevels(url: string, signal?: AbortSignal): AsyncGenerator<BulkItem<never, LevelRead>> {
    yield* this.#download(url, bulkLevels, signal);
  }

  health(): ShopifyHealth {
    return this.#client.health();
  }

  retryNow(): void {
    this.#client.retryNow();
  }

  async *#download<T>(
    url: string,
    itemsOf: (lines: AsyncIterable<string>) => AsyncGenerator<T>,
    signal?: AbortSignal,
  ): AsyncGenerator<T> {
    const response = await this.#client.download(url, signal);
    if (!response.body) return;
    try {
      yield* itemsOf(linesOf(response.body as unknown as AsyncIterable<Uint8Array>));
    } catch (cause) {
      signal?.throwIfAborted();
      throw new ShopifyError('unreachable', 'the bulk file broke off', { cause });
    }
  }

  async salesChannel(signal?: AbortSignal): Promise<SalesChannel> {
    const { publicationId } = this.#options;
    if (publicationId !== undefined) return { kind: 'configured', publicationId };
    const pages = this.#pages(operations.publications, {}, each => each.publications, signal);
    return (this.#channel ??= await findChannel(pages));
  }

  async #scope(signal?: AbortSignal): Promise<Scope> {
    const channel = await this.salesChannel(signal);
    const publicationId = channel.kind === 'every' ? undefined : channel.publicationId;
    return { publicationId, ordersFrom: instant(this.ordersFrom()) };
  }

  /** A denied field would fail the whole file: a page read first shows which fields those are. */
  async #bulkText(kind: ResourceKind, signal?: AbortSignal): Promise<string> {
    const scope = await this.#scope(signal);
    if (kind === 'customers' || kind === 'orders')
      await resources[kind].updatedPage(await this.#asking('background', signal), scope, instant(0), null);
    return this.#client.bulkText(`bulk-${kind}`, resources[kind].bulkText(scope));
  }

  #askAsCashier(signal?: AbortSignal): Asking['ask'] {
    return (operation, variables) => this.#client.ask(operation, variables, 'cashier', signal);
  }

  async #asking(lane: Lane, signal?: AbortSignal): Promise<Asking> {
    return {
      ask: (operation, variables) => this.#client.ask(operation, variables, lane, signal),
      digits: await this.#currencyDigits(signal),
    };
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

/** Every operation of every resource, for the test against the official schema. */
export const resourceOperations = resourceKinds.flatMap(kind => resources[kind].operations);

const nothing = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
