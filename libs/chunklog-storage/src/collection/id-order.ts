import { compareText } from './compare.ts';

/** A range of ids; an undefined bound means no bound. */
export type IdRange = {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Whether the range includes its bounds. */
  readonly includesFrom: boolean;
  readonly includesTo: boolean;
};

/** Ids sorted at once: about 2 ms of work. */
const runSize = 4096;

/** Up to this many are inserted one by one: each moves those after it. */
const fewAdded = 32;

/** Up to this many removed ids stay in place, and are skipped. */
const fewRemoved = 1024;

/**
 * Ids in order, added in any order. New ones are gathered into runs, and runs of similar size are merged into one of
 * twice the size, so that no call takes long: with 100,000 ids about 20 ms at most.
 */
export class IdOrder {
  /** Runs, the largest first. */
  readonly #runs: string[][] = [];
  #added: string[] = [];
  readonly #removed = new Set<string>();

  /** Adds an id that is not in it yet. */
  add(id: string): void {
    // It may still be in its old place.
    if (this.#removed.delete(id)) return;
    this.#added.push(id);
    if (this.#added.length >= runSize) this.#close();
  }

  remove(id: string): void {
    this.#removed.add(id);
  }

  /** The ids of a range, in their order. */
  *in(range: IdRange): Generator<string> {
    const ids = this.#all();
    const end = endOf(ids, range);
    for (let at = startOf(ids, range); at < end; at++) {
      const id = ids[at] as string;
      if (!this.#removed.has(id)) yield id;
    }
  }

  /** The number of ids in a range, without iterating them. */
  count(range: IdRange): number {
    const ids = this.#all();
    let count = Math.max(0, endOf(ids, range) - startOf(ids, range));
    for (const id of this.#removed) if (isIn(range, id)) count--;
    return count;
  }

  #all(): readonly string[] {
    const [largest] = this.#runs;
    const isInOrder = largest && this.#runs.length === 1 && this.#removed.size <= fewRemoved;
    if (isInOrder && this.#added.length <= fewAdded) {
      for (const id of this.#added.splice(0)) largest.splice(firstFrom(largest, id, true), 0, id);
      return largest;
    }
    this.#close();
    const merged = this.#runs.reduceRight<readonly string[]>((later, run) => merge(run, later), []);
    const all = merged.filter(id => !this.#removed.has(id));
    this.#removed.clear();
    this.#runs.splice(0, Infinity, all);
    return all;
  }

  #close(): void {
    if (this.#added.length === 0) return;
    this.#runs.push(this.#added.sort(compareText));
    this.#added = [];
    for (;;) {
      const [larger, last] = this.#runs.slice(-2);
      if (!larger || !last || larger.length > 2 * last.length) return;
      this.#runs.splice(-2, 2, merge(larger, last));
    }
  }
}

/** Whether an id is in a range. */
export function isIn({ from, to, includesFrom, includesTo }: IdRange, id: string): boolean {
  if (from !== undefined && (includesFrom ? id < from : id <= from)) return false;
  return to === undefined || (includesTo ? id <= to : id < to);
}

/** The index of the first id in a range. */
function startOf(ids: readonly string[], { from, includesFrom }: IdRange): number {
  return from === undefined ? 0 : firstFrom(ids, from, includesFrom);
}

/** The index of the first id after a range. */
function endOf(ids: readonly string[], { to, includesTo }: IdRange): number {
  return to === undefined ? ids.length : firstFrom(ids, to, !includesTo);
}

/** The index of the first id that is equal to or after this one, or only after it. */
function firstFrom(ids: readonly string[], id: string, isIncluded: boolean): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = ids[middle] as string;
    if (isIncluded ? at < id : at <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merge(a: readonly string[], b: readonly string[]): string[] {
  const merged: string[] = [];
  let [atA, atB] = [0, 0];
  while (atA < a.length && atB < b.length)
    merged.push((a[atA] as string) <= (b[atB] as string) ? (a[atA++] as string) : (b[atB++] as string));
  while (atA < a.length) merged.push(a[atA++] as string);
  while (atB < b.length) merged.push(b[atB++] as string);
  return merged;
}
