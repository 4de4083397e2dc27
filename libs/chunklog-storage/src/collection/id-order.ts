import { compareText } from './compare.ts';

/** Ids from one to another; a bound that is undefined is none. */
export type IdRange = {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Whether the bounds are in it themselves. */
  readonly includesFrom: boolean;
  readonly includesTo: boolean;
};

/** So many are put in order at once: about 2 ms of work. */
const runSize = 4096;

/** So few are put in their places one by one: each moves what is behind it. */
const fewAdded = 32;

/**
 * Ids in their order, in whatever order they come. New ones are gathered into runs, and runs of about one size into one of
 * twice the size, so that no call has much to do: with 100,000 ids about 20 ms at most.
 */
export class IdOrder {
  /** The largest first. */
  readonly #runs: string[][] = [];
  #added: string[] = [];
  readonly #removed = new Set<string>();

  /** An id that is not in it. */
  add(id: string): void {
    // It may still stand where it stood.
    if (this.#removed.delete(id)) return;
    this.#added.push(id);
    if (this.#added.length >= runSize) this.#close();
  }

  remove(id: string): void {
    this.#removed.add(id);
  }

  /** The ids of a range, in their order. */
  *in({ from, to, includesFrom, includesTo }: IdRange): Generator<string> {
    const ids = this.#all();
    const start = from === undefined ? 0 : firstFrom(ids, from, includesFrom);
    for (let at = start; at < ids.length; at++) {
      const id = ids[at] as string;
      if (to !== undefined && (includesTo ? id > to : id >= to)) return;
      if (!this.#removed.has(id)) yield id;
    }
  }

  #all(): readonly string[] {
    const [largest] = this.#runs;
    if (largest && this.#runs.length === 1 && this.#added.length <= fewAdded) {
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

/** Where the first id stands that is not before this one, or is after it. */
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
