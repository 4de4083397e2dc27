import type { ShopifyClient } from './client.ts';
import { operations } from './operation.ts';
import { ShopifyError, type SubscriptionReport } from './shopify.ts';

/** The news that the mirror lives of. */
export const subscribedTopics = [
  'PRODUCTS_CREATE',
  'PRODUCTS_UPDATE',
  'PRODUCTS_DELETE',
  'INVENTORY_LEVELS_CONNECT',
  'INVENTORY_LEVELS_UPDATE',
  'INVENTORY_LEVELS_DISCONNECT',
  'LOCATIONS_CREATE',
  'LOCATIONS_UPDATE',
  'LOCATIONS_ACTIVATE',
  'LOCATIONS_DEACTIVATE',
  'LOCATIONS_DELETE',
  'SHOP_UPDATE',
  'BULK_OPERATIONS_FINISH',
] as const;

/** Makes the subscriptions what they should be: one per topic to `address`, none of ours to an older address. */
export async function ensureSubscriptions(
  client: ShopifyClient,
  address: string,
  signal?: AbortSignal,
): Promise<SubscriptionReport> {
  const existing: { id: string; topic: string; uri: string }[] = [];
  for (let after: string | null = null, hasMore = true; hasMore;) {
    const {
      webhookSubscriptions,
    }: {
      webhookSubscriptions: {
        nodes: typeof existing;
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    } = await client.ask(operations.subscriptions, { after }, 'background', signal);
    existing.push(...webhookSubscriptions.nodes);
    ({ hasNextPage: hasMore, endCursor: after } = webhookSubscriptions.pageInfo);
  }
  const { create, remove, keep } = planSubscriptions(existing, address);
  for (const topic of create) {
    const { webhookSubscriptionCreate } = await client.ask(
      operations.subscribe,
      { topic, uri: address },
      'background',
      signal,
    );
    const [refusal] = webhookSubscriptionCreate.userErrors;
    if (refusal) throw new ShopifyError('refused', `${topic}: ${refusal.message}`);
  }
  for (const { id } of remove) await client.ask(operations.unsubscribe, { id }, 'background', signal);
  return { created: create, kept: keep, removed: remove.map(each => each.topic) };
}

/** What to make and what to take away. Only subscriptions that end like ours are ours to take away. */
export function planSubscriptions(
  existing: readonly { id: string; topic: string; uri: string }[],
  address: string,
) {
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
