import type { Notice } from '@tidemark/mirror';
import { inventoryLevelId } from '@tidemark/schema';
import { ShopifyError } from '@tidemark/shopify';
import { levelChange } from './changes.ts';
import { catchUpShop } from './catch-up.ts';
import { commitProducts, noted } from './products.ts';
import type { Source } from './source.ts';

/** Notices taken at once; more are taken in the next round. */
const roundSize = 500;

/**
 * Applies what waits in the inbox: a notice says that something changed, one read for many says what it is now ([E7]).
 * A notice is settled only after its documents are committed. One that cannot be applied is parked, and the rest goes
 * on ([E8]).
 */
export async function drainInbox(
  source: Source,
  onBulkFinished: () => void,
): Promise<{ notices: number; changed: number }> {
  let notices = 0;
  let changed = 0;
  for (;;) {
    const waiting = await source.inbox.waiting(source.shopify.shop, roundSize);
    if (waiting.length === 0) return { notices, changed };
    if (waiting.some(each => each.subject.kind === 'bulkOperation')) onBulkFinished();
    changed += await applyOrPark(source, waiting);
    notices += waiting.length;
  }
}

async function applyOrPark(source: Source, notices: readonly Notice[]): Promise<number> {
  const { inbox, shopify, log } = source;
  try {
    const changed = await apply(source, notices);
    await inbox.settle(
      shopify.shop,
      notices.map(each => each.eventId),
    );
    return changed;
  } catch (error) {
    if (!(error instanceof ShopifyError) || error.reason !== 'unexpected') throw error;
    const [only] = notices;
    if (notices.length > 1 || !only) {
      const middle = Math.ceil(notices.length / 2);
      return (
        (await applyOrPark(source, notices.slice(0, middle))) +
        (await applyOrPark(source, notices.slice(middle)))
      );
    }
    await inbox.park(shopify.shop, only.eventId, error.message);
    log({
      name: 'notice-parked',
      shop: shopify.shop,
      eventId: only.eventId,
      topic: only.topic,
      reason: error.message,
    });
    return 0;
  }
}

async function apply(source: Source, notices: readonly Notice[]): Promise<number> {
  const { shopify, mirror, signal } = source;
  const products = new Map<string, number>();
  const items = new Map<string, Set<string>>();
  let shopChanged = false;
  for (const { subject, triggeredAt } of notices) {
    if (subject.kind === 'product')
      products.set(subject.productId, Math.max(triggeredAt, products.get(subject.productId) ?? 0));
    else if (subject.kind === 'inventoryLevel')
      items.set(
        subject.inventoryItemId,
        (items.get(subject.inventoryItemId) ?? new Set()).add(subject.locationId),
      );
    else if (subject.kind === 'location' || subject.kind === 'shop') shopChanged = true;
  }
  let changed = shopChanged ? await catchUpShop(source) : 0;
  if (products.size > 0) {
    const { found, gone, readAt } = await shopify.productsById([...products.keys()], signal);
    const goneProducts = gone.map(id => ({ id, goneAt: products.get(id) ?? readAt }));
    changed += await commitProducts(source, found, goneProducts, readAt, { readNewLevels: true });
  }
  if (items.size > 0) {
    const { found, gone, readAt } = await shopify.levelsOfItems([...items.keys()], signal);
    const goneLevels = gone.flatMap(itemId =>
      [...(items.get(itemId) ?? [])].map(locationId => ({
        id: inventoryLevelId(itemId, locationId),
        scope: locationId,
      })),
    );
    const changes = [
      ...found.map(each => levelChange(each, readAt)),
      ...goneLevels.map(each => ({ kind: 'gone', ...each, sourceUpdatedAt: readAt, readAt }) as const),
    ];
    changed += noted(
      source,
      'inventoryLevels',
      await mirror.commit(shopify.shop, 'inventoryLevels', changes),
    );
  }
  return changed;
}
