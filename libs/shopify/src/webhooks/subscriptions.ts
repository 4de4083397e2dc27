import type { ShopifyClient } from '../transport/client.ts';
import { operations } from '../operation.ts';
import { ShopifyError, type SubscriptionReport, type SubscriptionsSeen } from '../shopify.ts';

/** The webhook topics that the mirror depends on. */
export const subscribedTopics = [
  'PRODUCTS_CREATE',
  'PRODUCTS_UPDATE',
  'PRODUCTS_DELETE',
  'INVENTORY_LEVELS_CONNECT',
  'INVENTORY_LEVELS_UPDATE',
  'INVENTORY_LEVELS_DISCONNECT',
  'INVENTORY_ITEMS_DELETE',
  'LOCATIONS_CREATE',
  'LOCATIONS_UPDATE',
  'LOCATIONS_ACTIVATE',
  'LOCATIONS_DEACTIVATE',
  'LOCATIONS_DELETE',
  'COLLECTIONS_CREATE',
  'COLLECTIONS_UPDATE',
  'COLLECTIONS_DELETE',
  'CUSTOMERS_CREATE',
  'CUSTOMERS_UPDATE',
  'CUSTOMERS_DELETE',
  'CUSTOMERS_MERGE',
  'ORDERS_CREATE',
  'ORDERS_UPDATED',
  'ORDERS_CANCELLED',
  'ORDERS_DELETE',
  'REFUNDS_CREATE',
  'SHOP_UPDATE',
  'BULK_OPERATIONS_FINISH',
] as const;

/** Makes the subscriptions as they should be: one per topic to `address`, none of ours to an older address. */
export async function ensureSubscriptions(
  client: ShopifyClient,
  address: string,
  signal?: AbortSignal,
): Promise<SubscriptionReport> {
  const existing = await existingSubscriptions(client, signal);
  const { create, remove, keep } = planSubscriptions(existing, address);
  const standing = existing.filter(each => each.uri === address).map(each => each.id);
  const subscribe = async (topic: string): Promise<void> => {
    const { webhookSubscriptionCreate } = await client.ask(
      operations.subscribe,
      { topic, uri: address },
      'background',
      signal,
    );
    const [refusal] = webhookSubscriptionCreate.userErrors;
    if (refusal) throw new ShopifyError('forbidden', refusal.message);
    if (webhookSubscriptionCreate.webhookSubscription)
      standing.push(webhookSubscriptionCreate.webhookSubscription.id);
  };
  const created: string[] = [];
  const refused: { topic: string; reason: string }[] = [];
  for (const topic of create) {
    try {
      await subscribe(topic);
      created.push(topic);
    } catch (error) {
      // A topic whose scope the app lacks affects only itself.
      if (!(error instanceof ShopifyError) || error.reason !== 'forbidden') throw error;
      refused.push({ topic, reason: error.message });
    }
  }
  for (const { id } of remove) await client.ask(operations.unsubscribe, { id }, 'background', signal);
  return { created, kept: keep, removed: remove.map(each => each.topic), refused, standing };
}

/** The subscriptions for one address, as they are. */
export async function subscriptionsSeen(
  client: ShopifyClient,
  address: string,
  signal?: AbortSignal,
): Promise<SubscriptionsSeen> {
  const { create, remove } = planSubscriptions(await existingSubscriptions(client, signal), address);
  return { missing: create, elsewhere: [...new Set(remove.map(each => each.uri))] };
}

interface Subscription {
  readonly id: string;
  readonly topic: string;
  readonly uri: string;
}

async function existingSubscriptions(client: ShopifyClient, signal?: AbortSignal): Promise<Subscription[]> {
  const existing: Subscription[] = [];
  for (let after: string | null = null, hasMore = true; hasMore;) {
    const {
      webhookSubscriptions,
    }: {
      webhookSubscriptions: {
        nodes: Subscription[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    } = await client.ask(operations.subscriptions, { after }, 'background', signal);
    existing.push(...webhookSubscriptions.nodes);
    ({ hasNextPage: hasMore, endCursor: after } = webhookSubscriptions.pageInfo);
  }
  return existing;
}

/** The subscriptions to create and to remove. Only those whose addresses end like ours are ours to remove. */
export function planSubscriptions(existing: readonly Subscription[], address: string) {
  const path = new URL(address).pathname;
  const keep = subscribedTopics.filter(topic =>
    existing.some(each => each.topic === topic && each.uri === address),
  );
  const create = subscribedTopics.filter(topic => !keep.includes(topic));
  const remove = existing.filter(
    each =>
      each.uri !== address && each.uri.endsWith(path) && subscribedTopics.some(topic => topic === each.topic),
  );
  return { create, remove, keep };
}
