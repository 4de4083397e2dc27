import { maySee, type RequestContext } from '../api/access.ts';
import { badRequest } from '../api/bad-request.ts';
import { gid, idOf } from '../shop/ids.ts';
import { countOf, pageOf, type ListArguments } from './listing.ts';
import { definitionOf, orderWithValue, type MetafieldKey } from '../metafields/metafields.ts';
import type { Nodes } from './nodes.ts';
import type { OrderRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import type { SearchIndex } from '../search/search-index.ts';

interface Counted {
  readonly query?: string | null;
  readonly limit?: number | null;
}

/** The query roots of customers, orders and collections. Without a scope, orders older than 60 days are hidden. */
export function tradeRoots(store: Rows, nodes: Nodes, index: SearchIndex) {
  const mayBeSeen = (order: OrderRecord, { scopes }: RequestContext) => maySee(order, scopes, store.now());
  /** The node, or null, as if deleted, when the app may not see it. */
  const visible = <T extends { __typename: string }>(node: T | null, context: RequestContext): T | null => {
    if (node?.__typename !== 'Order') return node;
    const order = store.orders.get(idOf((node as T & { id: string }).id));
    return order && mayBeSeen(order, context) ? node : null;
  };
  const customers = (query: string | null | undefined, { unknownFields }: RequestContext) =>
    query
      ? index.customers.find(query, unknownFields).flatMap(each => store.customers.get(each.id) ?? [])
      : [...store.customers.values()];
  const orders = (query: string | null | undefined, context: RequestContext) =>
    (query
      ? index.orders.find(query, context.unknownFields).flatMap(each => store.orders.get(each.id) ?? [])
      : [...store.orders.values()]
    ).filter(each => mayBeSeen(each, context));
  const collections = (query: string | null | undefined, { unknownFields }: RequestContext) =>
    query
      ? index.collections.find(query, unknownFields).flatMap(each => store.collections.get(each.id) ?? [])
      : [...store.collections.values()];

  const roots = {
    customer: ({ id }: { id: string }) => nodes.byGid(id, 'Customer'),
    order: ({ id }: { id: string }, context: RequestContext) => visible(nodes.byGid(id, 'Order'), context),
    collection: ({ id }: { id: string }) => nodes.byGid(id, 'Collection'),
    customers: (args: ListArguments, context: RequestContext) =>
      pageOf('Customer', customers(args.query, context), args, row => nodes.customer(row)),
    orders: (args: ListArguments, context: RequestContext) =>
      pageOf('Order', orders(args.query, context), args, row => nodes.order(row)),
    collections: (args: ListArguments, context: RequestContext) =>
      pageOf('Collection', collections(args.query, context), args, row => nodes.collection(row)),
    customersCount: ({ query, limit }: Counted, context: RequestContext) =>
      countOf(customers(query, context).length, limit),
    ordersCount: ({ query, limit }: Counted, context: RequestContext) =>
      countOf(orders(query, context).length, limit),
    collectionsCount: ({ query, limit }: Counted, context: RequestContext) =>
      countOf(collections(query, context).length, limit),
    customerByIdentifier: ({ identifier }: { identifier: Record<string, string | undefined> }) => {
      const { id, emailAddress, phoneNumber, customId } = identifier;
      if (id) return nodes.byGid(id, 'Customer');
      if (customId) throw noDefinition();
      const found = [...store.customers.values()].find(each =>
        emailAddress === undefined
          ? each.phone !== undefined && each.phone === phoneNumber
          : each.email?.toLowerCase() === emailAddress.toLowerCase(),
      );
      return found ? nodes.customer(found) : null;
    },
    orderByIdentifier: (
      {
        identifier: { id, customId },
      }: { identifier: { id?: string; customId?: MetafieldKey & { value: string } } },
      context: RequestContext,
    ) => {
      if (id) return visible(nodes.byGid(id, 'Order'), context);
      if (!customId) return null;
      if (definitionOf(store, customId)?.type !== 'id') throw noDefinition();
      const found = orderWithValue(store, customId);
      return found ? visible(nodes.byGid(gid('Order', found.id)), context) : null;
    },
    collectionByIdentifier: ({ identifier }: { identifier: { id?: string; handle?: string } }) => {
      if (identifier.id) return nodes.byGid(identifier.id, 'Collection');
      const found = [...store.collections.values()].find(each => each.handle === identifier.handle);
      return found ? nodes.collection(found) : null;
    },
  };
  return { visible, roots, orders, customers, collections };
}

function noDefinition(): Error {
  return badRequest("Metafield definition of type 'id' is required when using custom ids.", 'NOT_FOUND');
}
