import type { RowWrite } from './table.ts';

/** How far back a state can be rebuilt. */
const historyMs = 10 * 60_000;

/** The recent writes, from which an earlier state of the shop is rebuilt. */
export class History {
  readonly #now: () => number;
  #writes: { readonly at: number; readonly mark: number; readonly write: RowWrite }[] = [];
  #mark = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(write: RowWrite): void {
    const at = this.#now();
    this.#writes.push({ at, mark: ++this.#mark, write });
    if (this.#mark % 1024 === 0) this.#writes = this.#writes.filter(each => each.at >= at - historyMs);
  }

  clear(): void {
    this.#writes = [];
  }

  /** The present place in the order of writes. */
  mark(): number {
    return this.#mark;
  }

  /** The place in the order of writes `ms` ago. */
  markBefore(ms: number): number {
    const until = this.#now() - ms;
    return (this.#writes.find(each => each.at > until)?.mark ?? this.#mark + 1) - 1;
  }

  /** The writes after a place, newest first: undo them in this order to return to it. */
  since(mark: number): RowWrite[] {
    return this.#writes
      .filter(each => each.mark > mark)
      .map(each => each.write)
      .reverse();
  }
}
