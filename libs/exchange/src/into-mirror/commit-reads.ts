import { scheduler } from 'node:timers/promises';
import type { Change, CommitResult } from '@tidemark/mirror';
import {
  inventoryLevelId,
  type CollectionName,
  type DocumentOf,
  type Order,
  type Product,
  type Tombstone,
} from '@tidemark/schema';
import {
  isRead,
  isUnread,
  type Lane,
  type LevelRead,
  type Read,
  type ResourceKind,
  type Unread,
} from '@tidemark/shopify';
import { allDocuments } from './all-documents.ts';
import { asOfNow, type AsOf } from './as-of.ts';
import {
  levelChange,
  lostItems,
  newItems,
  orderChange,
  present,
  unreadable,
  withKnownReferences,
} from './changes.ts';
import type { Source } from '../source.ts';

/** A document that a read by id did not show. */
export interface Absent {
  readonly id: string;
  /** When Shopify says that it deleted the document; undefined if only reads lack it. Milliseconds since the epoch. */
  readonly goneAt: number | undefined;
  /**
   * True if there is a second witness: Shopify's report of the deletion, or a listing without it. A single read may be
   * of a moment before the document was made ([E17]).
   */
  readonly isConfirmed: boolean;
}

export interface CommitOptions {
  /** Whether to read the levels of variants seen for the first time as well. */
  readonly readNewLevels: boolean;
  /** The scheduling lane of the reads that this needs. */
  readonly lane: Lane;
}

/** The result of committing reads: which documents changed, without their dependents, and how many changed in all. */
export interface Committed {
  readonly changedIds: readonly string[];
  readonly changed: number;
}

/**
 * Commits what was read of a resource, and sets aside what cannot be read ([E26]). With products it also drops the
 * levels of variants that went, and reads those of variants seen for the first time. Levels come first, so that a crash
 * in between leaves none unread, and none behind.
 */
export async function commitReads<K extends ResourceKind>(
  source: Source,
  kind: K,
  all: readonly (Read<DocumentOf[K]> | Unread)[],
  absent: readonly Absent[],
  readAt: number,
  options: CommitOptions,
): Promise<Committed> {
  const { mirror, shopify } = source;
  // An answer takes time to read, and so do its documents to compare and to commit: webhooks are answered in between.
  await scheduler.yield();
  const reads = all.filter(isRead);
  const unread = identified(source, kind, all.filter(isUnread));
  const old = await stored<K>(source, kind, [
    ...reads.map(each => each.document.id),
    ...absent.map(each => each.id),
  ]);
  await scheduler.yield();
  const products = kind === 'products' ? (reads as readonly Read<Product>[]) : [];
  const known = old as ReadonlyMap<string, Product>;
  let changed = options.readNewLevels ? await readNewLevels(source, products, known, options.lane) : 0;
  const changes: Change[] = [
    ...reads.map(each => changeOf(source, kind, each, old.get(each.document.id), readAt)),
    ...unread.map(each =>
      kind === 'orders' ? orderChange(each, readAt, shopify.ordersFrom()) : unreadable(kind, each, readAt),
    ),
    ...absent.map(({ id, goneAt, isConfirmed }): Change => {
      if (!isConfirmed) return { kind: 'retired', id, scope: '', readAt };
      const lastSeen = Date.parse(old.get(id)?.updatedAt ?? '') || 0;
      const sourceUpdatedAt = Math.max(goneAt ?? readAt, lastSeen + 1);
      return { kind: 'gone', id, scope: '', sourceUpdatedAt, readAt, isSeen: goneAt === undefined };
    }),
  ];
  if (kind === 'products') changed += await dropLevels(source, products, absent, known, readAt);
  const result = await mirror.commit(shopify.shop, kind, changes);
  changed += noted(source, kind, result);
  return { changedIds: result.changedIds, changed };
}

function changeOf<K extends ResourceKind>(
  { shopify }: Source,
  kind: K,
  read: Read<DocumentOf[K]>,
  old: DocumentOf[K] | undefined,
  readAt: number,
): Change {
  if (kind === 'orders') {
    const { document, updatedAt } = read as unknown as Read<Order>;
    const order = withKnownReferences(document, old as Order | undefined);
    return orderChange({ document: order, updatedAt }, readAt, shopify.ordersFrom());
  }
  return present(read as never, readAt);
}

async function readNewLevels(
  source: Source,
  reads: readonly Read<Product>[],
  old: ReadonlyMap<string, Product>,
  lane: Lane,
): Promise<number> {
  const { shopify, signal } = source;
  const itemIds = reads.flatMap(each => newItems(old.get(each.document.id), each.document));
  if (itemIds.length === 0) return 0;
  const asOf = await asOfNow(source);
  const levels = await shopify.levelsOfItems(itemIds, lane, signal);
  return (await commitLevels(source, levels.found, levels.readAt, asOf)).changed;
}

/**
 * Drops levels. Those of a deleted product are gone. Those of variants that a product no longer shows leave until a
 * read shows them again, since the read may be from before the variant was made. A read older than the mirror drops
 * nothing.
 */
async function dropLevels(
  source: Source,
  reads: readonly Read<Product>[],
  absent: readonly Absent[],
  old: ReadonlyMap<string, Product>,
  readAt: number,
): Promise<number> {
  const { mirror, shopify } = source;
  const news = reads.filter(
    ({ document, updatedAt }) =>
      updatedAt >= Date.parse(old.get(document.id)?.updatedAt ?? document.updatedAt),
  );
  const lost = [
    ...news
      .flatMap(each => lostItems(old.get(each.document.id), each.document))
      .map(itemId => ({ itemId, how: { kind: 'retired', readAt } as const })),
    // The levels of a product that a read does not show leave with it: once it is known to be deleted, there is no
    // record of which they were. They are new again if it comes back.
    ...absent.flatMap(({ id, goneAt, isConfirmed }) =>
      lostItems(old.get(id), undefined).map(itemId => ({
        itemId,
        how: isConfirmed
          ? ({
              kind: 'gone',
              sourceUpdatedAt: Math.max(readAt, goneAt ?? 0),
              readAt,
              isSeen: goneAt === undefined,
            } as const)
          : ({ kind: 'retired', readAt } as const),
      })),
    ),
  ];
  if (lost.length === 0) return 0;
  const locationIds = await levelLocations(source);
  const changes = lost.flatMap(({ itemId, how }) =>
    locationIds.map((scope): Change => ({ ...how, id: inventoryLevelId(itemId, scope), scope })),
  );
  return noted(source, 'inventoryLevels', await mirror.commit(shopify.shop, 'inventoryLevels', changes));
}

/**
 * Commits levels, with `asOf` taken before their read began. Uncertain levels are not stored, and are read again soon
 * ([E19]).
 */
export async function commitLevels(
  source: Source,
  all: readonly (LevelRead | Unread)[],
  readAt: number,
  asOf: AsOf,
): Promise<Committed & { readonly uncertain: readonly string[] }> {
  const unread = identified(source, 'inventoryLevels', all.filter(isUnread));
  const reads = [...all.filter(isRead), ...unread];
  const changes = reads.map(each => levelChange(each, readAt, asOf));
  const result = await source.mirror.commit(source.shopify.shop, 'inventoryLevels', changes);
  const { changedIds, uncertain } = result;
  return { changedIds, uncertain, changed: noted(source, 'inventoryLevels', result) };
}

/** Unreadable documents that have an id; the others can only be logged. */
export function identified(
  { log, shopify }: Pick<Source, 'log' | 'shopify'>,
  collection: CollectionName,
  all: readonly Unread[],
): readonly Unread[] {
  for (const { id, reason } of all)
    if (id === '') log({ name: 'quarantined', shop: shopify.shop, collection, defect: reason });
  return all.filter(each => each.id !== '');
}

/** Living documents as the mirror has them. */
export async function stored<K extends ResourceKind>(
  { mirror, shopify }: Source,
  kind: K,
  ids: readonly string[],
): Promise<Map<string, DocumentOf[K]>> {
  const documents = await allDocuments(mirror, shopify.shop, kind, '', ids);
  const parsed = documents.map(text => JSON.parse(text) as (DocumentOf[K] & { _deleted: false }) | Tombstone);
  return new Map(parsed.flatMap(each => (each._deleted ? [] : [[each.id, each] as const])));
}

/** Ids of the mirrored locations. */
export async function knownLocations({ mirror, shopify }: Source): Promise<readonly string[]> {
  return mirror.idsAfter(shopify.shop, 'locations', undefined, 10_000);
}

/**
 * Ids of the locations at which an item may have a level in the mirror: the living ones, and all for which levels were
 * ever stored. A level may be stored before its location is, or outlive it: a webhook of a level arrives before the
 * first listing of locations, and a location that was deactivated is not listed.
 */
export async function levelLocations(source: Source): Promise<readonly string[]> {
  const { mirror, shopify } = source;
  const withLevels = await mirror.scopes(shopify.shop, 'inventoryLevels');
  return [...new Set([...(await knownLocations(source)), ...withLevels])];
}

/** Returns how many changed; logs new quarantined documents once, and has uncertain levels read again. */
export function noted(
  { log, shopify, doubt }: Pick<Source, 'log' | 'shopify' | 'doubt'>,
  collection: CollectionName,
  result: CommitResult,
): number {
  if (result.uncertain.length > 0) doubt(result.uncertain.map(id => id.slice(0, id.indexOf('@'))));
  for (const { id, defect } of result.quarantined)
    log({ name: 'quarantined', shop: shopify.shop, collection, id, defect });
  return result.changed;
}
