import type { Damage } from '@tidemark/chunklog-storage';
import type { StatusResponse } from '@tidemark/protocol';
import { collectionNames, type CollectionName } from '@tidemark/schema';
import { firstCollection, type VerifiedTimes } from './first-screen.ts';
import type { CollectionState, TillStatus } from './till.ts';

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

/** The till was complete when its least recently verified collection was; unknown while one never was. */
export function withVerifiedAt(status: TillStatus): TillStatus {
  const times = collectionNames.map(name => status.collections[name].verifiedAt);
  const known = times.filter(time => time !== undefined);
  return { ...status, verifiedAt: known.length === times.length ? Math.min(...known) : undefined };
}

/** As it was kept over a reload. */
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

/** [T37] What can be read again is being read again; of what a till wrote, `Safety` tells. A first screen is made again. */
export function withDamage(damage: Damage): (status: TillStatus) => TillStatus {
  if (damage.kind !== 'cache' || damage.collection.startsWith(`${firstCollection}|`)) return status => status;
  const trouble = 'What this till held of the shop was damaged on this device; it is read again.';
  return status => ({ ...status, trouble });
}

export function withTrouble(error: unknown): (status: TillStatus) => TillStatus {
  return status => ({ ...status, trouble: String(error) });
}

/** The first fill of this till's caches begins. */
export function beginFilling(status: TillStatus): TillStatus {
  const progress = { collection: 'settings', done: 0, total: undefined } as const;
  return { ...status, filling: { kind: 'first', progress } };
}

/** How many products there are to read, where a fill runs. */
export function withFillingTotal(status: TillStatus, server: StatusResponse): TillStatus {
  if (!status.filling) return status;
  // While the server itself imports, its mirror is empty or partly filled: that is no total.
  const total = (server.importing ? undefined : server.collections.products?.mirror) || undefined;
  return { ...status, filling: { ...status.filling, progress: { ...status.filling.progress, total } } };
}
