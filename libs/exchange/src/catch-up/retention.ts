import type { Source } from '../source.ts';

/** How long tombstones are kept; the digest check repairs a till that was away for longer ([E15]). */
export const tombstoneDays = 90;
/** How long event ids of applied webhooks are kept: Shopify repeats a delivery for four hours. */
const noticeDays = 7;
const dayMs = 86_400_000;
const batchSize = 500;

/** Drops what is too old: orders that left their window, tombstones, applied notices; returns how many orders. */
export async function retire({ mirror, inbox, shopify, now }: Source): Promise<number> {
  const from = new Date(shopify.ordersFrom()).toISOString();
  let retired = 0;
  for (;;) {
    const ids = await mirror.createdBefore(shopify.shop, 'orders', from, batchSize);
    if (ids.length === 0) break;
    const readAt = now();
    const changes = ids.map(id => ({ kind: 'retired', id, scope: '', readAt }) as const);
    const { changed } = await mirror.commit(shopify.shop, 'orders', changes);
    retired += changed;
    // Orders read "later than now", because the clock was set back since, are dropped another time.
    if (changed === 0) break;
  }
  await mirror.forgetQuarantined(shopify.shop, 'orders', shopify.ordersFrom());
  await mirror.purgeTombstones(shopify.shop, now() - tombstoneDays * dayMs);
  await inbox.forget(shopify.shop, now() - noticeDays * dayMs);
  return retired;
}
