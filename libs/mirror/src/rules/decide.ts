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

/** What is known of a collection's documents. */
export interface Kind {
  /**
   * Whether the same document ends and comes back, as a level does whenever its location stocks the item: then no end is the
   * last state of its second, and the reads say which is.
   */
  readonly comesAndGoes?: boolean;
}

/**
 * An older state never overwrites a newer one, whatever order the news arrives in ([M3]). Shopify's `updatedAt` has
 * whole seconds, so where two states share one, the read that began later is the newer. A living state replaces a
 * tombstone only when Shopify changed it after the deletion ([M4]).
 */
export function judge(
  stored: StoredState | undefined,
  incoming: IncomingState,
  { comesAndGoes = false }: Kind = {},
): Verdict {
  if (!stored) return 'changed';
  if (isOlder(stored, incoming, comesAndGoes)) return 'stale';
  if (stored.deleted === incoming.deleted && stored.rev === incoming.rev) return 'unchanged';
  return 'changed';
}

/**
 * [M15] Only what is there can be retired, and no read retires what a later one showed ([M3]). One that is retired already
 * stays so for every read until this one.
 */
export function judgeRetired(stored: StoredState | undefined, readAt: number): Verdict {
  if (!stored || readAt < stored.readAt) return 'stale';
  if (!stored.deleted) return 'changed';
  return isRetired(stored) ? 'unchanged' : 'stale';
}

/** [M3] No reads say that something is gone which a later read showed; Shopify's word needs no read. */
export function judgeSeenGone(
  stored: StoredState | undefined,
  incoming: IncomingState,
  kind?: Kind,
): Verdict {
  if (!stored || incoming.readAt < stored.readAt) return 'stale';
  return judge(stored, incoming, kind);
}

/** Whether news of a document is older than what is known of it. `sourceUpdatedAt` 0 stands for one that nobody can tell. */
export function isOlderNews(
  known: Pick<StoredState, 'sourceUpdatedAt' | 'readAt'> & { readonly deleted?: boolean },
  incoming: Pick<IncomingState, 'sourceUpdatedAt' | 'readAt'>,
): boolean {
  if (known.sourceUpdatedAt === 0 || incoming.sourceUpdatedAt === 0) return incoming.readAt < known.readAt;
  return isOlder({ deleted: false, ...known }, { deleted: false, ...incoming }, false);
}

/** Any time of Shopify's is later than that of a retired document. */
function isRetired(stored: StoredState): boolean {
  return stored.deleted && stored.sourceUpdatedAt === 0;
}

type Times = Pick<StoredState, 'deleted' | 'sourceUpdatedAt' | 'readAt'>;

function isOlder(stored: Times, incoming: Times, comesAndGoes: boolean): boolean {
  // [M15] Without a time of Shopify's it is the reads that have an order.
  if (stored.deleted && stored.sourceUpdatedAt === 0) return incoming.readAt < stored.readAt;
  if (incoming.sourceUpdatedAt !== stored.sourceUpdatedAt) {
    return incoming.sourceUpdatedAt < stored.sourceUpdatedAt;
  }
  if (stored.deleted !== incoming.deleted && !comesAndGoes) return stored.deleted;
  return incoming.readAt < stored.readAt;
}
