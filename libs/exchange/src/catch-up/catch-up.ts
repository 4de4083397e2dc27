import type { Change } from '@tidemark/mirror';
import type { CollectionName } from '@tidemark/schema';
import { isRead, isUnread, resourceKinds, ShopifyError, type ResourceKind } from '@tidemark/shopify';
import { asOfNow } from '../into-mirror/as-of.ts';
import { present, unreadable } from '../into-mirror/changes.ts';
import {
  commitLevels,
  commitReads,
  identified,
  knownLocations,
  noted,
  type Absent,
} from '../into-mirror/commit-reads.ts';
import type { Source } from '../source.ts';

/** How far before its watermark a catch-up starts: Shopify's search index lags behind its database. */
export const overlapMs = 5 * 60_000;

/** Why a resource of the shop could not be read, in words for a person. */
export type Troubles = Readonly<Partial<Record<CollectionName, string>>>;

export interface CaughtUp {
  readonly changed: number;
  /** Resources that this app may not read; the rest were read. */
  readonly troubles: Troubles;
}

/**
 * Reads what changed since the watermarks, all pages of every resource. A resource's watermark is the highest Shopify
 * time seen, and moves only after its whole slice is committed ([E3]); unreadable documents are set aside by id, and
 * stop nothing ([E26]). A resource that the app may not read affects only itself ([E11]). Any other failure is thrown
 * after the readable resources were read.
 */
export async function catchUp(source: Source): Promise<CaughtUp> {
  let changed = await catchUpShop(source);
  const troubles: Partial<Record<CollectionName, string>> = {};
  const failures: unknown[] = [];
  const attempt = async (name: CollectionName, read: () => Promise<number>) => {
    try {
      changed += await read();
    } catch (error) {
      if (!(error instanceof ShopifyError) || ['unreachable', 'refused'].includes(error.reason)) throw error;
      if (error.reason === 'forbidden') troubles[name] = error.message;
      else failures.push(error);
    }
  };
  for (const kind of resourceKinds) await attempt(kind, () => catchUpResource(source, kind));
  await attempt('products', () => catchUpDeletions(source));
  for (const locationId of await knownLocations(source))
    await attempt('inventoryLevels', () => catchUpLevels(source, locationId));
  if (failures.length > 0) throw failures[0];
  return { changed, troubles };
}

/**
 * Reads all settings and locations, as they are few. A location that is not listed leaves the tills until a later
 * listing has it.
 */
export async function catchUpShop(source: Source): Promise<number> {
  const { shopify, mirror, now, signal } = source;
  const readAt = now();
  const settings = await shopify.settings(signal);
  const settingsChange = isUnread(settings)
    ? unreadable('settings', settings, readAt)
    : present(settings, readAt);
  let changed = noted(source, 'settings', await mirror.commit(shopify.shop, 'settings', [settingsChange]));
  const locations = await shopify.locations(signal);
  const unread = locations.filter(isUnread);
  const read = locations.filter(isRead);
  const seen = new Set([...read.map(each => each.document.id), ...unread.map(each => each.id)]);
  // A location without a readable id may be any of them.
  const gone = seen.has('') ? [] : (await knownLocations(source)).filter(id => !seen.has(id));
  const changes: Change[] = [
    ...read.map(each => present(each, readAt)),
    ...identified(source, 'locations', unread).map(each => unreadable('locations', each, readAt)),
    ...gone.map((id): Change => ({ kind: 'retired', id, scope: '', readAt })),
  ];
  changed += noted(source, 'locations', await mirror.commit(shopify.shop, 'locations', changes));
  return changed;
}

async function catchUpResource(source: Source, kind: ResourceKind): Promise<number> {
  const { shopify, signal } = source;
  const since = await watermark(source, kind);
  let newest = since;
  let changed = 0;
  for await (const page of shopify.updatedSince(kind, Math.max(0, since - overlapMs), signal)) {
    const options = { readNewLevels: true, lane: 'background' } as const;
    const committed = await commitReads(source, kind, page.items, [], page.readAt, options);
    await suspect(source, kind, committed.changedIds, 'catch-up');
    changed += committed.changed;
    newest = page.items.reduce((latest, each) => Math.max(latest, each.updatedAt ?? 0), newest);
  }
  await moveWatermark(source, kind, newest);
  return changed;
}

async function catchUpDeletions(source: Source): Promise<number> {
  const { shopify, signal } = source;
  const since = await watermark(source, 'deletions');
  let newest = since;
  let changed = 0;
  for await (const page of shopify.deletedSince(Math.max(0, since - overlapMs), signal)) {
    const deletions = page.items.filter(isRead);
    identified(source, 'products', page.items.filter(isUnread));
    for (const kind of resourceKinds) {
      const gone = deletions
        .filter(each => each.kind === kind)
        .map((each): Absent => ({ id: each.id, goneAt: each.deletedAt, isConfirmed: true }));
      if (gone.length === 0) continue;
      const options = { readNewLevels: false, lane: 'background' } as const;
      const committed = await commitReads(source, kind, [], gone, page.readAt, options);
      await suspect(source, kind, committed.changedIds, 'catch-up');
      changed += committed.changed;
    }
    newest = deletions.reduce((latest, each) => Math.max(latest, each.deletedAt), newest);
  }
  await moveWatermark(source, 'deletions', newest);
  return changed;
}

async function catchUpLevels(source: Source, locationId: string): Promise<number> {
  const { shopify, signal } = source;
  const resource = `inventoryLevels:${locationId}`;
  const since = await watermark(source, resource);
  let newest = since;
  let changed = 0;
  const asOf = await asOfNow(source);
  for await (const page of shopify.levelsUpdatedSince(locationId, Math.max(0, since - overlapMs), signal)) {
    const committed = await commitLevels(source, page.items, page.readAt, asOf);
    await suspect(source, 'inventoryLevels', committed.changedIds, 'catch-up');
    changed += committed.changed;
    newest = page.items.reduce((latest, each) => Math.max(latest, each.updatedAt ?? 0), newest);
  }
  await moveWatermark(source, resource, newest);
  return changed;
}

/** Notes changes that no webhook has reported yet: the scorecard counts those that none ever reports ([E13]). */
export async function suspect(
  { findings, shopify, expectsWebhooks, now }: Source,
  collection: CollectionName,
  ids: readonly string[],
  foundBy: 'catch-up' | 'audit',
): Promise<void> {
  if (!expectsWebhooks || ids.length === 0) return;
  const foundAt = now();
  await findings.untold(
    shopify.shop,
    ids.map(id => ({ collection, id, foundAt, foundBy })),
  );
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
