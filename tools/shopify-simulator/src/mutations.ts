import type { RequestContext } from './access.ts';
import type { BulkOperations } from './bulk.ts';
import { collectionMutations } from './collection-mutations.ts';
import { customerMutations } from './customer-mutations.ts';
import { inventoryMutations } from './inventory-mutations.ts';
import { locationMutations, publishMutations } from './location-mutations.ts';
import { metafieldDefinitionMutations } from './metafield-definitions.ts';
import type { Nodes } from './nodes.ts';
import { orderMutations } from './order-mutations.ts';
import { productMutations } from './product-mutations.ts';
import type { ShopRules } from './rules.ts';
import type { Store } from './store.ts';
import { variantMutations } from './variant-mutations.ts';
import type { Webhooks } from './webhooks.ts';

/** Mutations that the merchant's hand and the app may call. */
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
