import type { Source } from '../source.ts';

/** How long tombstones are kept; the digest check repairs a till that was away for longer ([E15]). */
export const tombstoneDays = 90;
/** How long prices that are no longer asked are kept at least: a till may sell by them while it is offline. */
const leastPriceDays = 90;
/** How long event ids of applied webhooks are kept: Shopify repeats a delivery for four hours. */
const noticeDays = 7;
const dayMs = 86_400_000;
const batchSize = 500;
/** How many records leave in one transaction, for which pushes wait. */
const recordsAtOnce = 200;

/** How much left its window. */
export interface Retired {
  readonly orders: number;
  readonly records: number;
}

/** Drops what is too old: orders and tills' records that left their windows, tombstones, prices, applied notices; and what erasures left. */
export async function retire(source: Source): Promise<Retired> {
  const { mirror, inbox, privacy, shopify, now, recordDays } = source;
  const orders = await retireOrders(source);
  const records = await retireRecords(source);
  await mirror.purgeTombstones(shopify.shop, now() - tombstoneDays * dayMs);
  const priceDays = priceDaysFor(recordDays);
  if (priceDays !== undefined) await mirror.retirePrices(shopify.shop, now() - priceDays * dayMs);
  await inbox.forget(shopify.shop, now() - noticeDays * dayMs);
  await privacy?.rewrite(now());
  return { orders, records };
}

/** For how many days prices are kept where records are kept for so many; undefined: for ever. */
export function priceDaysFor(recordDays: number): number | undefined {
  return recordDays === 0 ? undefined : Math.max(recordDays, leastPriceDays);
}

/** [E43] Takes settled records from the tills that were stored more than `recordDays` ago; 0 days: none. */
async function retireRecords({ records, shopify, now, recordDays, signal }: Source): Promise<number> {
  if (recordDays === 0) return 0;
  const at = now();
  let retired = 0;
  for (let left = recordsAtOnce; left > 0 && !signal.aborted; retired += left)
    left = await records.retire(shopify.shop, at - recordDays * dayMs, at, recordsAtOnce);
  return retired;
}

async function retireOrders({ mirror, shopify, now }: Source): Promise<number> {
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
  return retired;
}
