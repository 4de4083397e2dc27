/** What two states of a cached document are compared by: the mirror's hash of its content, and whether it is gone. */
export interface CachedState {
  readonly rev: string;
  readonly _deleted?: boolean;
}

/** Two states with one `rev` have one content, so nothing else need be compared. */
export function isSameState(a: CachedState, b: CachedState): boolean {
  return a.rev === b.rev && (a._deleted ?? false) === (b._deleted ?? false);
}

/** In a cache the mirror's state stands, whatever is stored here: nobody but the shop writes it. */
export function shopWins<T extends CachedState>(shop: T, _till: T): T {
  return shop;
}
