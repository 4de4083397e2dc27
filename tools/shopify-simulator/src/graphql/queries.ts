import type { RequestContext } from '../api/access.ts';
import type { BulkOperations } from '../bulk/bulk.ts';
import { badRequest } from '../api/bad-request.ts';
import { compareListed, connectionOf, type ConnectionArguments } from './connection.ts';
import { gid, sortableId } from '../shop/ids.ts';
import { countOf, pageOf, type ListArguments } from './listing.ts';
import { metafieldDefinitionRoots } from '../metafields/metafield-definitions.ts';
import type { Nodes } from './nodes.ts';
import { publicationNode, publications } from '../shop/publications.ts';
import type { ProductRecord, VariantRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import type { SearchIndex } from '../search/search-index.ts';
import { shopRoots } from './shop-queries.ts';
import { tradeRoots } from './trade-queries.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

interface Counted {
  readonly query?: string | null;
  readonly limit?: number | null;
}

/** The query roots, over the present shop or an earlier state. */
export function queryRoots(
  store: Rows,
  nodes: Nodes,
  index: SearchIndex,
  bulk: BulkOperations,
  webhooks: Webhooks,
) {
  const trade = tradeRoots(store, nodes, index);
  const node = (id: string, context: RequestContext) => trade.visible(nodes.byGid(id), context);
  const products = (query: string | null | undefined, { unknownFields }: RequestContext): ProductRecord[] =>
    query
      ? index.products
          .find(query, unknownFields)
          .flatMap(({ product }) => store.products.get(product.id) ?? [])
      : [...store.products.values()];
  const variants = (query: string | null | undefined, { unknownFields }: RequestContext): VariantRecord[] =>
    query
      ? index.variants(query, unknownFields).flatMap(each => store.variants.get(each.id) ?? [])
      : [...store.variants.values()];
  return {
    __typename: 'QueryRoot',
    ...shopRoots(store, nodes),
    ...trade.roots,
    ...metafieldDefinitionRoots(store),
    product: ({ id }: { id: string }) => nodes.byGid(id, 'Product'),
    productVariant: ({ id }: { id: string }) => nodes.byGid(id, 'ProductVariant'),
    inventoryItem: ({ id }: { id: string }) => nodes.byGid(id, 'InventoryItem'),
    inventoryLevel: ({ id }: { id: string }) => nodes.byGid(id, 'InventoryLevel'),
    node: ({ id }: { id: string }, context: RequestContext) => node(id, context),
    nodes: ({ ids }: { ids: readonly string[] }, context: RequestContext) => {
      if (ids.length > 250)
        throw badRequest(
          `The input array size of ${ids.length} is greater than the maximum allowed of 250.`,
          'MAX_INPUT_SIZE_EXCEEDED',
        );
      return ids.map(id => node(id, context));
    },
    productByIdentifier: ({ identifier }: { identifier: { id?: string; handle?: string } }) => {
      if (identifier.id) return nodes.byGid(identifier.id, 'Product');
      const found = [...store.products.values()].find(each => each.handle === identifier.handle);
      return found ? nodes.product(found) : null;
    },
    products: (args: ListArguments, context: RequestContext) =>
      pageOf('Product', products(args.query, context), args, row => nodes.product(row)),
    productVariants: (args: ListArguments, context: RequestContext) => {
      if (args.sortKey && args.sortKey !== 'ID')
        throw badRequest(`not simulated: productVariants sorted by ${args.sortKey}`);
      return pageOf('ProductVariant', variants(args.query, context), args, row => nodes.variant(row));
    },
    productsCount: ({ query, limit }: Counted, context: RequestContext) =>
      countOf(query ? products(query, context).length : store.products.size, limit),
    productVariantsCount: ({ query, limit }: Counted, context: RequestContext) =>
      countOf(query ? variants(query, context).length : store.variants.size, limit),
    inventoryItems: ({ query, ...page }: ListArguments) => {
      if (query) throw badRequest('not simulated: inventoryItems(query:)');
      return pageOf('InventoryItem', [...store.items.values()], page, row => nodes.item(row));
    },
    publications: ({ catalogType, ...page }: ConnectionArguments & { catalogType?: string | null }) =>
      connectionOf(
        'Publication',
        (catalogType == null || catalogType === 'APP' ? publications : []).map(row => ({
          id: row.id,
          value: sortableId(row.id),
          row,
        })),
        page,
        publicationNode,
      ),
    publication: ({ id }: { id: string }) => nodes.byGid(id, 'Publication'),
    publicationsCount: () => countOf(publications.length, null),
    currentAppInstallation: (_args: object, { scopes }: RequestContext) => ({
      __typename: 'AppInstallation',
      id: gid('AppInstallation', '1'),
      accessScopes: [...(scopes ?? [])].map(handle => ({
        __typename: 'AccessScope',
        handle,
        description: handle.replaceAll('_', ' '),
      })),
    }),
    webhookSubscriptions: (page: ConnectionArguments) =>
      connectionOf(
        'WebhookSubscription',
        webhooks
          .list()
          .map(row => ({ id: row.id, value: sortableId(row.id), row }))
          .sort(compareListed),
        page,
        row => webhooks.node(row),
      ),
    webhookSubscription: ({ id }: { id: string }) => webhooks.find(id),
    bulkOperation: ({ id }: { id: string }) => bulk.find(id),
    bulkOperations: ({ query, sortKey: _sortKey, ...page }: ListArguments, context: RequestContext) =>
      connectionOf(
        'BulkOperation',
        bulk
          .list(query ?? undefined, context.unknownFields)
          .map(row => ({ id: row.id, value: sortableId(row.id), row }))
          .sort(compareListed),
        page,
        row => bulk.node(row.id),
      ),
  };
}
