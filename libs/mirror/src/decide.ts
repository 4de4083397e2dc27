/** What of a stored document decides whether news about it is news. */
export interface StoredState {
  readonly deleted: boolean;
  readonly sourceUpdatedAt: number;
  readonly readAt: number;
  readonly rev: string;
}

export interface IncomingState {
  readonly deleted: boolean;
  readonly sourceUpdatedAt: number;
  readonly readAt: number;
  readonly rev: string;
}

/**
 * - `changed`: a new state, to be stored under a new seq;
 * - `unchanged`: the same content; only the times may be newer;
 * - `stale`: an older state, to be left alone.
 */
export type Verdict = 'changed' | 'unchanged' | 'stale';

/**
 * An older state never overwrites a newer one, whatever order the news arrives in ([M3]). Shopify's `updatedAt` has
 * whole seconds, so where two states share one, the read that began later is the newer. A living state replaces a
 * tombstone only when Shopify changed it after the deletion ([M4]).
 */
export function judge(stored: StoredState | undefined, incoming: IncomingState): Verdict {
  if (!stored) return 'changed';
  if (isOlder(stored, incoming)) return 'stale';
  if (stored.deleted === incoming.deleted && stored.rev === incoming.rev) return 'unchanged';
  return 'changed';
}

function isOlder(stored: StoredState, incoming: IncomingState): boolean {
  // [M15] Without a time of Shopify's it is the reads that have an order.
  if (stored.deleted && stored.sourceUpdatedAt === 0) return incoming.readAt < stored.readAt;
  if (incoming.sourceUpdatedAt !== stored.sourceUpdatedAt) {
    return incoming.sourceUpdatedAt < stored.sourceUpdatedAt;
  }
  if (stored.deleted !== incoming.deleted) return stored.deleted;
  return incoming.readAt < stored.readAt;
}
