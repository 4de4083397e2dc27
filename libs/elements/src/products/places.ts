/** Places of a list, counted from 0: from `from` to before `to`. */
export interface Places {
  readonly from: number;
  readonly to: number;
}

/** A part of a long list: what stands at the places from `from` on. */
export interface ListPart<T> {
  readonly items: readonly T[];
  readonly from: number;
  /** How long the whole list is. */
  readonly total: number;
}

/** A place of a list, and what stands there; undefined where that is not here yet. */
export interface Place<T> {
  readonly at: number;
  readonly item: T | undefined;
}

/** What stands at these places. */
export function itemsAt<T>({ from, to }: Places, part: ListPart<T>): readonly Place<T>[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, n) => ({
    at: from + n,
    item: part.items[from + n - part.from],
  }));
}

/** Whether something stands at each of these places. */
export function isCovered({ from, to }: Places, part: ListPart<unknown>): boolean {
  return to <= from || (from >= part.from && to <= part.from + part.items.length);
}
