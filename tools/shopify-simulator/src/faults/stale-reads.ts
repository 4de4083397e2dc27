import type { Rows } from '../shop/rows.ts';

/** Reads of an earlier state: of one place in the history for a while, or of some time ago for one call. */
export class StaleReads<View> {
  readonly #store: Rows;
  readonly #viewOf: (rows: Rows) => View;
  readonly #now: () => number;
  #lasting: { readonly mark: number; readonly until: number } | undefined;
  /** The last state read, kept since the past does not change. */
  #kept: { readonly mark: number; readonly view: View } | undefined;

  constructor(store: Rows, viewOf: (rows: Rows) => View, now: () => number) {
    this.#store = store;
    this.#viewOf = viewOf;
    this.#now = now;
  }

  /** For `ms` from now, reads show the shop as it is now. */
  begin(ms: number): void {
    this.#lasting = { mark: this.#store.mark(), until: this.#now() + ms };
  }

  end(): void {
    this.#lasting = undefined;
    this.#kept = undefined;
  }

  /** How long `begin` still lasts. */
  leftMs(): number {
    return Math.max(0, (this.#lasting?.until ?? 0) - this.#now());
  }

  /** The state for a read that is `behindMs` late; undefined when that is the present. */
  view(behindMs: number | undefined): View | undefined {
    if (this.#lasting && this.#lasting.until <= this.#now()) this.#lasting = undefined;
    const mark = behindMs === undefined ? this.#lasting?.mark : this.#store.mark(behindMs);
    if (mark === undefined) return undefined;
    if (this.#kept?.mark === mark) return this.#kept.view;
    const then = this.#store.stateAt(mark);
    // Nothing was written since: these are the present rows, which change and so may not be kept.
    if (then === this.#store) return undefined;
    this.#kept = { mark, view: this.#viewOf(then) };
    return this.#kept.view;
  }
}
