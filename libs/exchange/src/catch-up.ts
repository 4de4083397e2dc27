import type { Change } from '@tidemark/mirror';
import { levelChange, present } from './changes.ts';
import { commitProducts, knownLocations, noted } from './products.ts';
import type { Source } from './source.ts';

/** How far behind its watermark a catch-up begins again: Shopify's search index lags behind its database. */
export const overlapMs = 5 * 60_000;

/**
 * Reads what changed since the watermarks, all pages of every resource, and answers how many documents changed. A
 * resource's watermark is the highest Shopify time seen, and moves only after its whole slice is committed ([E3]).
 */
export async function catchUp(source: Source): Promise<number> {
  let changed = await catchUpShop(source);
  changed += await catchUpProducts(source);
  changed += await catchUpDeletions(source);
  for (const locationId of await knownLocations(source)) changed += await catchUpLevels(source, locationId);
  return changed;
}

/** Settings and locations are few: all are read, and a location that is not among them is gone. */
export async function catchUpShop(source: Source): Promise<number> {
  const { shopify, mirror, now, signal } = source;
  const readAt = now();
  const settings = await shopify.settings(signal);
  let changed = noted(
    source,
    'settings',
    await mirror.commit(shopify.shop, 'settings', [present(settings, readAt)]),
  );
  const locations = await shopify.locations(signal);
  const seen = new Set(locations.map(each => each.document.id));
  const gone = (await knownLocations(source)).filter(id => !seen.has(id));
  const changes: Change[] = [
    ...locations.map(each => present(each, readAt)),
    ...gone.map((id): Change => ({ kind: 'gone', id, scope: '', sourceUpdatedAt: readAt, readAt })),
  ];
  changed += noted(source, 'locations', await mirror.commit(shopify.shop, 'locations', changes));
  return changed;
}

async function catchUpProducts(source: Source): Promise<number> {
  const { shopify, signal } = source;
  const since = await watermark(source, 'products');
  let newest = since;
  let changed = 0;
  for await (const page of shopify.productsUpdatedSince(Math.max(0, since - overlapMs), signal)) {
    changed += await commitProducts(source, page.items, [], page.readAt, { readNewLevels: true });
    newest = page.items.reduce((latest, each) => Math.max(latest, each.updatedAt), newest);
  }
  await moveWatermark(source, 'products', newest);
  return changed;
}

async function catchUpDeletions(source: Source): Promise<number> {
  const { shopify, signal } = source;
  const since = await watermark(source, 'deletions');
  let newest = since;
  let changed = 0;
  for await (const page of shopify.productsDeletedSince(Math.max(0, since - overlapMs), signal)) {
    const gone = page.items.map(each => ({ id: each.productId, goneAt: each.deletedAt }));
    changed += await commitProducts(source, [], gone, page.readAt, { readNewLevels: false });
    newest = page.items.reduce((latest, each) => Math.max(latest, each.deletedAt), newest);
  }
  await moveWatermark(source, 'deletions', newest);
  return changed;
}

async function catchUpLevels(source: Source, locationId: string): Promise<number> {
  const { shopify, mirror, signal } = source;
  const resource = `inventoryLevels:${locationId}`;
  const since = await watermark(source, resource);
  let newest = since;
  let changed = 0;
  for await (const page of shopify.levelsUpdatedSince(locationId, Math.max(0, since - overlapMs), signal)) {
    const result = await mirror.commit(
      shopify.shop,
      'inventoryLevels',
      page.items.map(each => levelChange(each, page.readAt)),
    );
    changed += noted(source, 'inventoryLevels', result);
    newest = page.items.reduce((latest, each) => Math.max(latest, each.updatedAt), newest);
  }
  await moveWatermark(source, resource, newest);
  return changed;
}

/** Milliseconds since the epoch, on Shopify's clock; 0 before the first time. */
export async function watermark({ mirror, shopify }: Source, resource: string): Promise<number> {
  return Number((await mirror.watermark(shopify.shop, resource)) ?? 0);
}

/** A watermark never goes back. */
export async function moveWatermark(source: Source, resource: string, value: number): Promise<void> {
  if (value <= (await watermark(source, resource))) return;
  await source.mirror.setWatermark(source.shopify.shop, { resource, value: String(value) });
}
