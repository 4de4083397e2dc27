import { revOf, type FindKind } from '@tidemark/protocol';
import { documentDefect, wantedOfPeople, wantedWords, type DocumentOf, type Order } from '@tidemark/schema';
import { isRead, isUnread, type Listing, type Read, type ShopifySearch } from '@tidemark/shopify';
import { allDocuments } from '../into-mirror/all-documents.ts';
import { commitReads, stored } from '../into-mirror/commit-reads.ts';
import type { Wire } from './found.ts';
import { readApart } from '../into-mirror/read-apart.ts';
import type { Source } from '../source.ts';

/** A search. Times are milliseconds since the epoch; they limit when orders were placed. */
export interface Search {
  readonly kind: FindKind;
  readonly query: string;
  readonly from?: number;
  readonly to?: number;
}

/** What a search learned from Shopify. The mirror has all of it by now, except `notMirrored`. */
export interface FoundInShopify {
  readonly listed: readonly string[];
  /** The ids of `listed` that the mirror lacked before. */
  readonly wasMissing: ReadonlySet<string>;
  /** Orders older than the mirror's window. */
  readonly notMirrored: readonly Wire<Order>[];
  readonly hasMore: boolean;
}

/** The most customers and products that stand for an order's words, which Shopify's search of orders does not know. */
const [mostCustomers, mostProducts, mostSkus] = [20, 10, 20];

/** Documents that the mirror found and Shopify did not list may be deleted: how many are read by id. */
const mostDoubted = 20;

/**
 * Asks Shopify; reads and commits documents that the mirror lacks, has older, or alone has found (`here`).
 * @throws ShopifyError
 */
export async function findInShopify(
  source: Source,
  search: Search,
  here: readonly string[],
): Promise<FoundInShopify> {
  const { kind } = search;
  const { items, hasMore } = await listed(source, search);
  const known = await stored(source, kind, [...items.keys()]);
  const wanted = [...items].filter(([id, updatedAt]) => {
    const have = known.get(id);
    return have === undefined || Date.parse(have.updatedAt) < updatedAt;
  });
  const ids = wanted.map(([id]) => id);
  const doubted = hasMore ? [] : here.filter(id => !items.has(id)).slice(0, mostDoubted);
  const all = [...ids, ...doubted];
  const notMirrored = all.length > 0 ? await readInto(source, kind, all) : [];
  return {
    listed: [...items.keys()],
    wasMissing: new Set(ids.filter(id => !known.has(id))),
    notMirrored,
    hasMore,
  };
}

/** Ids with the time of Shopify's state of each; 0 if Shopify did not say. */
async function listed(
  source: Source,
  { kind, query, from, to }: Search,
): Promise<{ items: ReadonlyMap<string, number>; hasMore: boolean }> {
  const { shopify, signal } = source;
  const hints = kind === 'orders' && query !== '' ? await hintsOf(source, query) : undefined;
  const search: ShopifySearch = {
    text: query,
    ...hints?.search,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  const [listing, withCode]: [Listing, readonly string[]] = await Promise.all([
    shopify.find(kind, search, signal),
    kind === 'products' ? shopify.productIdsWithCode(query, signal) : [],
  ]);
  const unsaid = [...withCode, ...(hints?.orderIds ?? [])].map(id => [id, 0] as const);
  const said = listing.items.map(({ id, updatedAt }) => [id, updatedAt] as const);
  const hasMore = listing.hasMore || (hints?.isCut ?? false);
  return { items: new Map([...unsaid, ...said]), hasMore };
}

/** What the mirror knows that helps Shopify find an order. */
interface Hints {
  readonly search: Pick<ShopifySearch, 'customerIds' | 'skus'>;
  /** Orders of the sale with this receipt number. */
  readonly orderIds: readonly string[];
  /** True if the words match more customers or SKUs than one search can name. */
  readonly isCut: boolean;
}

async function hintsOf({ mirror, records, shopify: { shop } }: Source, query: string): Promise<Hints> {
  const sales = await records.salesWithReceipt(shop, query.toUpperCase());
  const orderIds = sales.flatMap(({ submission }) =>
    submission?.state === 'accepted' ? [submission.orderId] : [],
  );
  const people = wantedOfPeople(query);
  if (people.length === 0) return { search: {}, orderIds, isCut: false };
  const customerIds = await mirror.search(shop, 'customers', { words: people, limit: mostCustomers + 1 });
  const words = wantedWords(query);
  const productIds = await mirror.search(shop, 'products', { words, limit: mostProducts + 1 });
  const documents = await allDocuments(mirror, shop, 'products', '', productIds);
  const variants = documents
    .map(text => JSON.parse(text) as { variants?: readonly { sku: string | null }[] })
    .flatMap(each => each.variants ?? []);
  const skus = [...new Set(variants.flatMap(each => each.sku ?? []))];
  return {
    search: { customerIds: customerIds.slice(0, mostCustomers), skus: skus.slice(0, mostSkus) },
    orderIds,
    isCut: customerIds.length > mostCustomers || productIds.length > mostProducts || skus.length > mostSkus,
  };
}

/** Reads these by id and commits them; returns the orders that are too old to be mirrored. */
async function readInto<K extends FindKind>(
  source: Source,
  kind: K,
  ids: readonly string[],
): Promise<Wire<Order>[]> {
  const { shopify, log } = source;
  const reads = await readApart(source, kind, ids);
  const oldOrder = ({ document }: Read<DocumentOf[K]>) => {
    const order = kind === 'orders' ? (document as unknown as Omit<Order, 'rev'>) : undefined;
    return order && Date.parse(order.createdAt) < shopify.ordersFrom() ? [order] : [];
  };
  const readable = reads.found.filter(isRead);
  for (const { id, reason } of reads.found.filter(isUnread))
    log({ name: 'find-skipped', shop: shopify.shop, collection: kind, id, reason });
  const found = reads.found.filter(each => isUnread(each) || oldOrder(each).length === 0);
  // A read by id is one witness. The listing is none: its index lags, and it searches differently from the mirror.
  const absent = reads.gone.map(id => ({ id, goneAt: undefined, isConfirmed: false }));
  const options = { readNewLevels: true, lane: 'cashier' } as const;
  const { changedIds } = await commitReads(source, kind, found, absent, reads.readAt, options);
  if (changedIds.length > 0)
    log({ name: 'find-repaired', shop: shopify.shop, collection: kind, documents: changedIds.length });
  return readable.flatMap(oldOrder).flatMap(read => {
    const order = { ...read, rev: revOf(read) };
    const defect = documentDefect('orders', order);
    if (defect === undefined) return [{ ...order, _deleted: false } as const];
    log({ name: 'find-skipped', shop: shopify.shop, collection: kind, id: order.id, reason: defect });
    return [];
  });
}
