import type { CollectionName } from '@tidemark/schema';
import type { Caches } from '../caches/caches.ts';
import type { SyncLogEntry } from '../api/till.ts';

/** Documents that a till should have: each one's rev by its id; undefined where only the id is known. */
export type Wanted = ReadonlyMap<string, string | undefined>;

export interface BringParts {
  readonly caches: () => Caches;
  readonly isBehind: (name: CollectionName, head: string) => Promise<boolean>;
  /** Reads these documents from the mirror and stores them now; answers how many changed. */
  readonly fetch: (name: CollectionName, ids: readonly string[]) => Promise<number>;
  /** Syncs everything else that may be missing; answers how that ended. */
  readonly sync: () => Promise<SyncLogEntry>;
  readonly log: (entry: SyncLogEntry) => void;
}

/**
 * [T43] Stores what a search beyond the till found and the till lacks or has in another state; a sync then brings the
 * rest. A till that holds the collection up to this head should have had these documents: each is a defect, and the
 * sync's log entry counts it as repaired. Answers the ids of those that were not stored here at all.
 */
export async function bringMissing(
  name: CollectionName,
  wanted: Wanted,
  head: string,
  { caches, isBehind, fetch, sync, log }: BringParts,
): Promise<ReadonlySet<string>> {
  const stored = new Map(
    (await caches().storedByIds(name, [...wanted.keys()])).map(({ id, rev }) => [id, rev]),
  );
  const differing = [...wanted].flatMap(([id, rev]) =>
    rev === undefined || stored.get(id) !== rev ? [id] : [],
  );
  if (differing.length === 0) return new Set();
  const isDefect = !(await isBehind(name, head));
  const brought = await fetch(name, differing);
  void sync().then(entry => {
    if (isDefect && brought > 0) log({ ...entry, repaired: entry.repaired + brought });
  });
  return new Set(differing.filter(id => !stored.has(id)));
}
