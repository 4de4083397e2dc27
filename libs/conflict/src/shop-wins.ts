/** What identifies a cached document's state: the mirror's hash of its content, and whether it is gone. */
export interface CachedState {
  readonly rev: string;
  readonly _deleted?: boolean;
}

/** Whether two states are equal. States with the same `rev` have the same content, so nothing else is compared. */
export function isSameState(a: CachedState, b: CachedState): boolean {
  return a.rev === b.rev && (a._deleted ?? false) === (b._deleted ?? false);
}

/** The mirror's state, whatever is stored here: only the shop writes a cache. */
export function shopWins<T extends CachedState>(shop: T, _till: T): T {
  return shop;
}
