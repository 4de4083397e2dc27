import type { RequestContext } from '../api/access.ts';
import type { BulkOperations } from '../bulk/bulk.ts';
import { collectionMutations } from '../collections/collection-mutations.ts';
import { customerMutations } from '../customers/customer-mutations.ts';
import { inventoryMutations } from '../stock/inventory-mutations.ts';
import { locationMutations, publishMutations } from '../stock/location-mutations.ts';
import { metafieldDefinitionMutations } from '../metafields/metafield-definitions.ts';
import type { Nodes } from './nodes.ts';
import { orderMutations } from '../orders/order-mutations.ts';
import { productMutations } from '../products/product-mutations.ts';
import type { ShopRules } from '../shop/rules.ts';
import type { Store } from '../shop/store.ts';
import { variantMutations } from '../products/variant-mutations.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** The mutations, for the merchant and the app. */
export function mutationRoots(
  store: Store,
  nodes: Nodes,
  bulk: BulkOperations,
  webhooks: Webhooks,
  rules: ShopRules,
) {
  return {
    __typename: 'Mutation',
    ...productMutations(store, nodes),
    ...variantMutations(store, nodes),
    ...inventoryMutations(store, nodes),
    ...customerMutations(store, nodes),
    ...orderMutations(store, nodes, rules),
    ...collectionMutations(store, nodes),
    ...locationMutations(store, nodes),
    ...publishMutations(store, nodes, rules),
    ...metafieldDefinitionMutations(store),
    webhookSubscriptionCreate: (args: Parameters<Webhooks['create']>[0]) => webhooks.create(args),
    webhookSubscriptionDelete: ({ id }: { id: string }) => webhooks.delete(id),
    bulkOperationRunQuery: (
      { query, groupObjects }: { query: string; groupObjects?: boolean | null },
      { scopes }: RequestContext,
    ) => bulk.run(query, groupObjects ?? false, scopes),
    bulkOperationCancel: ({ id }: { id: string }) => bulk.cancel(id),
  };
}
