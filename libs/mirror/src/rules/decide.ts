/** The part of a stored document that decides whether a change of it is new. */
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
 * - `changed`: a new state; store it under a new seq;
 * - `unchanged`: the same content; only the times may be newer;
 * - `stale`: an older state; ignore it.
 */
export type Verdict = 'changed' | 'unchanged' | 'stale';

/** A property of a collection's documents. */
export interface Kind {
  /**
   * True if the same document is deleted and comes back, as a level does whenever its location stocks the item again.
   * Then a deletion is not always the last state of its second, and the reads decide.
   */
  readonly comesAndGoes?: boolean;
}

/**
 * Decides what a change does, so that an older state never overwrites a newer one, in whatever order they arrive
 * ([M3]). Shopify's `updatedAt` has whole seconds: where two states share one, the read that began later is the newer.
 * A living state replaces a tombstone only when Shopify changed it after the deletion ([M4]).
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
 * [M15] Only a living document can be retired, and no read retires what a later read showed ([M3]). A document that is
 * already retired takes this read's time.
 */
export function judgeRetired(stored: StoredState | undefined, readAt: number): Verdict {
  if (!stored || readAt < stored.readAt) return 'stale';
  if (!stored.deleted) return 'changed';
  return isRetired(stored) ? 'unchanged' : 'stale';
}

/**
 * [M3] A read that misses a document does not outweigh a later read that showed it. Shopify's own report needs no read.
 */
export function judgeSeenGone(
  stored: StoredState | undefined,
  incoming: IncomingState,
  kind?: Kind,
): Verdict {
  if (!stored || incoming.readAt < stored.readAt) return 'stale';
  return judge(stored, incoming, kind);
}

/** Whether a report about a document is older than the known state. `sourceUpdatedAt` 0 stands for an unknown time. */
export function isOlderNews(
  known: Pick<StoredState, 'sourceUpdatedAt' | 'readAt'> & { readonly deleted?: boolean },
  incoming: Pick<IncomingState, 'sourceUpdatedAt' | 'readAt'>,
): boolean {
  if (known.sourceUpdatedAt === 0 || incoming.sourceUpdatedAt === 0) return incoming.readAt < known.readAt;
  return isOlder({ deleted: false, ...known }, { deleted: false, ...incoming }, false);
}

/** Whether a tombstone is of a retired document. Any Shopify time is later than its 0. */
function isRetired(stored: StoredState): boolean {
  return stored.deleted && stored.sourceUpdatedAt === 0;
}

type Times = Pick<StoredState, 'deleted' | 'sourceUpdatedAt' | 'readAt'>;

function isOlder(stored: Times, incoming: Times, comesAndGoes: boolean): boolean {
  // [M15] Without a Shopify time, the order of the reads decides.
  if (stored.deleted && stored.sourceUpdatedAt === 0) return incoming.readAt < stored.readAt;
  if (incoming.sourceUpdatedAt !== stored.sourceUpdatedAt) {
    return incoming.sourceUpdatedAt < stored.sourceUpdatedAt;
  }
  if (stored.deleted !== incoming.deleted && !comesAndGoes) return stored.deleted;
  return incoming.readAt < stored.readAt;
}
