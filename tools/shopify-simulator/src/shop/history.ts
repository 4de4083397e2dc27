import type { RowWrite } from './table.ts';

/** How long ago a state can be asked for. */
const historyMs = 10 * 60_000;

/** The writes of the last minutes, so that the shop can be shown as it was. */
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

  /** A place in the order of writes: now. */
  mark(): number {
    return this.#mark;
  }

  /** The place that was reached so long ago. */
  markBefore(ms: number): number {
    const until = this.#now() - ms;
    return (this.#writes.find(each => each.at > until)?.mark ?? this.#mark + 1) - 1;
  }

  /** What was written after a place, newest first: undone in this order, the shop is as it was. */
  since(mark: number): RowWrite[] {
    return this.#writes
      .filter(each => each.mark > mark)
      .map(each => each.write)
      .reverse();
  }
}
