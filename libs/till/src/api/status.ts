import type { Damage } from '@tidemark/chunklog-storage';
import type { StatusResponse, Trigger } from '@tidemark/protocol';
import { collectionNames, type CollectionName } from '@tidemark/schema';
import { firstCollection, type VerifiedTimes } from '../first-screen/first-screen.ts';
import { reasonOf } from './reason.ts';
import type { CollectionState, Progress, TillStatus, Totals } from './till.ts';

const unknownCollection: CollectionState = {
  onTill: 0,
  inMirror: undefined,
  inShopify: undefined,
  verifiedAt: undefined,
};

export const initialStatus: TillStatus = {
  connection: 'offline',
  opening: true,
  filling: undefined,
  syncing: [],
  verifiedAt: undefined,
  shopifyReadAt: undefined,
  shopify: undefined,
  collections: Object.fromEntries(collectionNames.map(name => [name, unknownCollection])) as Record<
    CollectionName,
    CollectionState
  >,
  trouble: undefined,
  followsOtherTab: false,
};

export function withCollection(
  status: TillStatus,
  name: CollectionName,
  change: Partial<CollectionState>,
): TillStatus {
  return {
    ...status,
    collections: { ...status.collections, [name]: { ...status.collections[name], ...change } },
  };
}

/** The till was complete when its least recently verified collection was; undefined while one was never verified. */
export function withVerifiedAt(status: TillStatus): TillStatus {
  const times = collectionNames.map(name => status.collections[name].verifiedAt);
  const known = times.filter(time => time !== undefined);
  return { ...status, verifiedAt: known.length === times.length ? Math.min(...known) : undefined };
}

/** The status after the stock of another location was forgotten. */
export function withoutStock(status: TillStatus): TillStatus {
  return withVerifiedAt(withCollection(status, 'inventoryLevels', { verifiedAt: undefined }));
}

/** The status with the times that were kept over a reload. */
export function withVerifiedTimes(status: TillStatus, times: VerifiedTimes): TillStatus {
  const known = collectionNames.reduce(
    (next, name) => withCollection(next, name, { verifiedAt: times[name] }),
    status,
  );
  return withVerifiedAt(known);
}

export function verifiedTimes({ collections }: TillStatus): VerifiedTimes {
  return Object.fromEntries(collectionNames.map(name => [name, collections[name].verifiedAt]));
}

export function withServerCounts(status: TillStatus, server: StatusResponse): TillStatus {
  return collectionNames.reduce(
    (next, name) => withCollection(next, name, { inShopify: server.collections[name]?.shopify?.count }),
    status,
  );
}

/**
 * [T37] The status after damage: caches are being read again, and a first screen is made again. `Safety` tells of
 * records.
 */
export function withDamage(damage: Damage): (status: TillStatus) => TillStatus {
  if (damage.kind !== 'cache' || damage.collection.startsWith(`${firstCollection}|`)) return status => status;
  return status => ({ ...status, trouble: { code: 'data-damaged' } });
}

export function withTrouble(error: unknown): (status: TillStatus) => TillStatus {
  return status => ({ ...status, trouble: reasonOf(error) });
}

/** The status as the first fill of this till's caches begins. */
export function beginFilling(status: TillStatus): TillStatus {
  return { ...status, filling: { kind: 'first', totals: {}, progress: progressOf('settings', 0, {}) } };
}

/** The status as that first fill ends; a rebuild tells its own end. */
export function withoutFirstFilling(status: TillStatus): TillStatus {
  return status.filling?.kind === 'first' ? { ...status, filling: undefined } : status;
}

/** The status with one sync of this trigger fewer; another of it may be waiting. */
export function withoutSync(status: TillStatus, trigger: Trigger): TillStatus {
  const at = status.syncing.indexOf(trigger);
  return at < 0 ? status : { ...status, syncing: status.syncing.toSpliced(at, 1) };
}

/** The status with how many documents there are to read, while a fill runs. */
export function withFillingTotals(status: TillStatus, server: StatusResponse): TillStatus {
  if (!status.filling) return status;
  const totals = totalsOf(server);
  const { collection, done } = status.filling.progress;
  return {
    ...status,
    filling: { ...status.filling, totals, progress: progressOf(collection, done, totals) },
  };
}

/** The status after the fill of this kind has read `documents` more of a collection. */
export function withProgress(
  status: TillStatus,
  kind: 'first' | 'rebuild',
  name: CollectionName,
  documents: number,
): TillStatus {
  if (status.filling?.kind !== kind) return status;
  const { progress, totals } = status.filling;
  const done = progress.collection === name ? progress.done + documents : documents;
  return { ...status, filling: { ...status.filling, progress: progressOf(name, done, totals) } };
}

/** How many documents the mirror has of each collection; empty during an import, since there will be more. */
export function totalsOf({ importing, collections }: StatusResponse): Totals {
  if (importing) return {};
  return Object.fromEntries(collectionNames.map(name => [name, collections[name]?.mirror]));
}

function progressOf(collection: CollectionName, done: number, totals: Totals): Progress {
  return { collection, done, total: totals[collection] };
}
