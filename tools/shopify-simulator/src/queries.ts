import { badRequest, compareListed, connectionOf, type ConnectionArguments } from './connection.ts';
import { dateTime, gid, idOf, type Nodes } from './nodes.ts';
import type { BulkOperations } from './bulk.ts';
import type { ProductRecord } from './records.ts';
import type { SearchIndex } from './search-index.ts';
import { fits, parseSearch } from './search-syntax.ts';
import type { Store } from './store.ts';
import type { Webhooks } from './webhooks.ts';

interface ListArguments extends ConnectionArguments {
  readonly query?: string | null;
  readonly sortKey?: string | null;
}

/** What a request collects beside its data: warnings of searches. */
export interface RequestContext {
  readonly unknownFields: Set<string>;
  /** The app's scopes; undefined for the merchant's own hand, which may do everything. */
  readonly scopes: ReadonlySet<string> | undefined;
}

/** An app without `read_all_orders` sees the orders of so many days. */
const orderDaysMs = 60 * 86_400_000;

/** The sales channels of the simulated shop. */
export const publications = [
  { id: '50110000001', name: 'Online Store' },
  { id: '50110000002', name: 'Point of Sale' },
] as const;

const typeOfSubject = {
  PRODUCT: 'Product',
  CUSTOMER: 'Customer',
  ORDER: 'Order',
  COLLECTION: 'Collection',
} as const;

/** The roots that can be asked. */
export function queryRoots(
  store: Store,
  nodes: Nodes,
  index: SearchIndex,
  bulk: BulkOperations,
  webhooks: Webhooks,
) {
  const isVisible = (createdAt: number, { scopes }: RequestContext) =>
    !scopes || scopes.has('read_all_orders') || createdAt >= store.now() - orderDaysMs;
  const visibleOrder = (node: { __typename: string } | null, context: RequestContext) => {
    if (node?.__typename !== 'Order') return node;
    const order = store.orders.get((node as { legacyResourceId?: string }).legacyResourceId ?? '');
    return order && isVisible(order.createdAt, context) ? node : null;
  };
  return {
    __typename: 'QueryRoot',
    shop: () => nodes.shop(),
    product: ({ id }: { id: string }) => nodes.byGid(id),
    productVariant: ({ id }: { id: string }) => nodes.byGid(id),
    inventoryItem: ({ id }: { id: string }) => nodes.byGid(id),
    location: ({ id }: { id: string | null }) =>
      id ? nodes.byGid(id) : nodes.location([...store.locations.values()][0]!),
    node: ({ id }: { id: string }) => nodes.byGid(id),
    nodes: ({ ids }: { ids: readonly string[] }, context: RequestContext) => {
      if (ids.length > 250)
        throw badRequest(`The input array size of ${ids.length} is greater than the maximum allowed of 250.`);
      return ids.map(id => visibleOrder(nodes.byGid(id), context));
    },
    productByIdentifier: ({ identifier }: { identifier: { id?: string; handle?: string } }) => {
      if (identifier.id) return nodes.byGid(identifier.id);
      const found = [...store.products.values()].find(each => each.handle === identifier.handle);
      return found ? nodes.product(found) : null;
    },
    products: ({ query, sortKey, ...page }: ListArguments, context: RequestContext) => {
      const rows = query
        ? index.products
            .find(query, context.unknownFields)
            .flatMap(({ product }) => store.products.get(product.id) ?? [])
        : [...store.products.values()];
      const listed = rows.map(row => ({
        id: row.id,
        value: sortValue(row, sortKey ?? 'ID', Boolean(query)),
        row,
      }));
      return connectionOf('Product', listed.sort(compareListed), page, row => nodes.product(row));
    },
    productVariants: ({ query, sortKey, ...page }: ListArguments, context: RequestContext) => {
      if (sortKey && sortKey !== 'ID')
        throw badRequest(`not simulated: productVariants sorted by ${sortKey}`);
      const rows = query
        ? index.variants(query, context.unknownFields).filter(each => store.variants.has(each.id))
        : [...store.variants.values()];
      const listed = rows.map(row => ({ id: row.id, value: row.id.padStart(20, '0'), row }));
      return connectionOf('ProductVariant', listed.sort(compareListed), page, row =>
        nodes.variant(store.variants.get(row.id) ?? row),
      );
    },
    locations: ({
      includeInactive,
      query,
      sortKey,
      ...page
    }: ListArguments & { includeInactive?: boolean | null }) => {
      if (query) throw badRequest('not simulated: locations(query:)');
      const rows = [...store.locations.values()].filter(each => each.isActive || includeInactive);
      const listed = rows.map(row => ({ id: row.id, value: sortKey === 'ID' ? row.id : row.name, row }));
      return connectionOf('Location', listed.sort(compareListed), page, row => nodes.location(row));
    },
    productsCount: ({ query }: { query?: string | null }, context: RequestContext) => {
      return count(query ? index.products.find(query, context.unknownFields).length : store.products.size);
    },
    customer: ({ id }: { id: string }) => nodes.byGid(id),
    order: ({ id }: { id: string }, context: RequestContext) => visibleOrder(nodes.byGid(id), context),
    collection: ({ id }: { id: string }) => nodes.byGid(id),
    customers: ({ query, sortKey, ...page }: ListArguments, context: RequestContext) => {
      const rows = query
        ? index.customers
            .find(query, context.unknownFields)
            .flatMap(each => store.customers.get(each.id) ?? [])
        : [...store.customers.values()];
      return listed('Customer', rows, sortKey, Boolean(query), page, row => nodes.trade.customer(row));
    },
    orders: ({ query, sortKey, ...page }: ListArguments, context: RequestContext) => {
      const rows = query
        ? index.orders.find(query, context.unknownFields).flatMap(each => store.orders.get(each.id) ?? [])
        : [...store.orders.values()];
      const visible = rows.filter(each => isVisible(each.createdAt, context));
      return listed('Order', visible, sortKey, Boolean(query), page, row => nodes.trade.order(row));
    },
    collections: ({ query, sortKey, ...page }: ListArguments, context: RequestContext) => {
      const rows = query
        ? index.collections
            .find(query, context.unknownFields)
            .flatMap(each => store.collections.get(each.id) ?? [])
        : [...store.collections.values()];
      return listed('Collection', rows, sortKey, Boolean(query), page, row => nodes.trade.collection(row));
    },
    customersCount: ({ query }: ListArguments, context: RequestContext) =>
      count(query ? index.customers.find(query, context.unknownFields).length : store.customers.size),
    collectionsCount: ({ query }: ListArguments, context: RequestContext) =>
      count(query ? index.collections.find(query, context.unknownFields).length : store.collections.size),
    ordersCount: ({ query }: ListArguments, context: RequestContext) => {
      const rows = query ? index.orders.find(query, context.unknownFields) : [...store.orders.values()];
      return count(rows.filter(each => isVisible(each.createdAt, context)).length);
    },
    publications: (page: ConnectionArguments) =>
      connectionOf(
        'Publication',
        publications.map(row => ({ id: row.id, value: row.id, row })),
        page,
        row => ({ __typename: 'Publication', id: gid('Publication', row.id), name: row.name }),
      ),
    currentAppInstallation: (_args: object, { scopes }: RequestContext) => ({
      __typename: 'AppInstallation',
      id: gid('AppInstallation', '1'),
      accessScopes: [...(scopes ?? [])].map(handle => ({ __typename: 'AccessScope', handle })),
    }),
    locationsCount: () => ({ __typename: 'Count', count: store.locations.size, precision: 'EXACT' }),
    events: ({ query, sortKey, ...page }: ListArguments) => {
      const search = parseSearch(query ?? '');
      const rows = store.destroyed.filter(each =>
        fits(
          search,
          each,
          (row, field) => {
            if (field === 'created_at') return { time: row.createdAt };
            if (field === 'action') return { texts: ['destroy'] };
            if (field === 'subject_type') return { texts: [row.subjectType] };
            return undefined;
          },
          () => '',
          new Set(),
        ),
      );
      const listed = rows.map(row => ({
        id: row.id,
        value: sortKey === 'CREATED_AT' ? row.createdAt : row.id.padStart(20, '0'),
        row,
      }));
      return connectionOf('Event', listed.sort(compareListed), page, row => ({
        __typename: 'BasicEvent',
        id: gid('BasicEvent', row.id),
        action: 'destroy',
        subjectId: gid(typeOfSubject[row.subjectType], row.subjectId),
        subjectType: row.subjectType,
        createdAt: dateTime(row.createdAt),
      }));
    },
    webhookSubscriptions: (page: ConnectionArguments) =>
      connectionOf(
        'WebhookSubscription',
        webhooks.list().map(row => ({ id: row.id, value: row.id, row })),
        page,
        row => webhooks.node(row),
      ),
    bulkOperation: ({ id }: { id: string }) => bulk.node(idOf(id)),
    bulkOperations: ({ query: _query, sortKey: _sortKey, ...page }: ListArguments) =>
      connectionOf(
        'BulkOperation',
        bulk.list().map(row => ({ id: row.id, value: row.id, row })),
        page,
        row => bulk.node(row.id),
      ),
  };
}

function sortValue(product: ProductRecord, sortKey: string, searched: boolean): string | number {
  switch (sortKey) {
    case 'ID':
      return product.id.padStart(20, '0');
    case 'UPDATED_AT':
      return searched ? product.updatedAt : databaseTime(product.updatedAt);
    case 'CREATED_AT':
      return searched ? product.createdAt : databaseTime(product.createdAt);
    case 'TITLE':
      return product.title.toLowerCase();
    default:
      throw badRequest(`not simulated: products sorted by ${sortKey}`);
  }
}

/** As in recorded cursors of unsearched lists: "2026-04-17 23:36:07.000000". */
function databaseTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '000');
}

function count(value: number): object {
  return { __typename: 'Count', count: value, precision: 'EXACT' };
}

/** A page of rows that have an id and times. */
function listed<T extends { id: string; createdAt: number; updatedAt: number }>(
  typename: string,
  rows: readonly T[],
  sortKey: string | null | undefined,
  searched: boolean,
  page: ConnectionArguments,
  toNode: (row: T) => unknown,
): object {
  const value = (row: T): string | number => {
    if (sortKey === 'UPDATED_AT') return searched ? row.updatedAt : databaseTime(row.updatedAt);
    if (sortKey === 'CREATED_AT') return searched ? row.createdAt : databaseTime(row.createdAt);
    if (sortKey && sortKey !== 'ID') throw badRequest(`not simulated: ${typename} sorted by ${sortKey}`);
    return row.id.padStart(20, '0');
  };
  const all = rows.map(row => ({ id: row.id, value: value(row), row })).sort(compareListed);
  return connectionOf(typename, all, page, toNode);
}
