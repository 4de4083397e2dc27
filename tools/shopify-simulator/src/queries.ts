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
}

/** The roots that can be asked. */
export function queryRoots(
  store: Store,
  nodes: Nodes,
  index: SearchIndex,
  bulk: BulkOperations,
  webhooks: Webhooks,
) {
  return {
    __typename: 'QueryRoot',
    shop: () => nodes.shop(),
    product: ({ id }: { id: string }) => nodes.byGid(id),
    productVariant: ({ id }: { id: string }) => nodes.byGid(id),
    inventoryItem: ({ id }: { id: string }) => nodes.byGid(id),
    location: ({ id }: { id: string | null }) =>
      id ? nodes.byGid(id) : nodes.location([...store.locations.values()][0]!),
    node: ({ id }: { id: string }) => nodes.byGid(id),
    nodes: ({ ids }: { ids: readonly string[] }) => {
      if (ids.length > 250)
        throw badRequest(`The input array size of ${ids.length} is greater than the maximum allowed of 250.`);
      return ids.map(id => nodes.byGid(id));
    },
    productByIdentifier: ({ identifier }: { identifier: { id?: string; handle?: string } }) => {
      if (identifier.id) return nodes.byGid(identifier.id);
      const found = [...store.products.values()].find(each => each.handle === identifier.handle);
      return found ? nodes.product(found) : null;
    },
    products: ({ query, sortKey, ...page }: ListArguments, context: RequestContext) => {
      const rows = query
        ? index
            .products(query, context.unknownFields)
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
      const count = query ? index.products(query, context.unknownFields).length : store.products.size;
      return { __typename: 'Count', count, precision: 'EXACT' };
    },
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
            if (field === 'subject_type') return { texts: ['PRODUCT'] };
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
        subjectId: gid('Product', row.subjectId),
        subjectType: 'PRODUCT',
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
