import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { RangeShownEvent } from '../events.ts';
import { isCovered, itemsAt, type ListPart, type Place, type Places } from './places.ts';

export interface RowShape {
  /** How many rows stay in the page above and below the visible ones. */
  readonly spare?: number;
  /** How many places a row has, by the width of the list in CSS pixels. */
  readonly columnsOf?: (width: number) => number;
}

/** A part of a list as it is shown. */
export interface PartShown<T> {
  readonly places: readonly Place<T>[];
  readonly columns: number;
  /** Where the first of the places is, and how high the whole list, in CSS pixels. */
  readonly top: number;
  readonly height: number;
}

/**
 * Knows which rows of a long list of equally high ones are visible: only those are put into the page. The list may hold
 * a part only: its element fires `RangeShownEvent` where another part becomes visible.
 */
export class RowWindow implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #rowHeight: number;
  readonly #spare: number;
  readonly #columnsOf: (width: number) => number;
  readonly #watch: ResizeObserver | undefined;
  #top = 0;
  #height = 800;
  #width = 800;
  #query: string | undefined;
  #scroller: HTMLElement | undefined;
  #isBackToTop = false;
  /** Visible places that are not all here. */
  #wanted: Places | undefined;
  /** What was wanted, and what was here, when that was last said. */
  #said = '';

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    rowHeight: number,
    { spare = 4, columnsOf = () => 1 }: RowShape = {},
  ) {
    this.#host = host;
    this.#rowHeight = rowHeight;
    this.#spare = spare;
    this.#columnsOf = columnsOf;
    this.#watch =
      typeof ResizeObserver === 'undefined'
        ? undefined
        : new ResizeObserver(([entry]) => {
            if (!entry) return;
            const { width, height } = entry.contentRect;
            this.#move({ top: this.#top, width, height });
          });
    host.addController(this);
  }

  hostConnected(): void {
    this.#watch?.observe(this.#host);
  }

  hostUpdated(): void {
    if (this.#isBackToTop && this.#scroller) this.#scroller.scrollTop = 0;
    this.#isBackToTop = false;
    if (this.#wanted) this.#host.dispatchEvent(new RangeShownEvent(this.#wanted.from, this.#wanted.to));
    this.#wanted = undefined;
  }

  hostDisconnected(): void {
    this.#watch?.disconnect();
    this.#said = '';
  }

  /** The places to show of a list of which a part is here; the answer to another query is shown from its top. */
  part<T>(part: ListPart<T>, query: string): PartShown<T> {
    if (query !== this.#query) this.#backToTop(query);
    const { first, last, columns } = this.#visible();
    const rows = Math.ceil(part.total / columns);
    const end = Math.min(rows, last + this.#spare);
    const begin = Math.min(Math.max(0, first - this.#spare), end);
    const shown = { from: begin * columns, to: Math.min(part.total, end * columns) };
    this.#want(shown, part);
    return {
      places: itemsAt(shown, part),
      columns,
      top: begin * this.#rowHeight,
      height: rows * this.#rowHeight,
    };
  }

  readonly scrolled = (event: Event): void => {
    this.#scroller = event.currentTarget as HTMLElement;
    this.#move({ top: this.#scroller.scrollTop, width: this.#width, height: this.#height });
  };

  #visible() {
    return {
      first: Math.floor(this.#top / this.#rowHeight),
      last: Math.ceil((this.#top + this.#height) / this.#rowHeight),
      columns: this.#columnsOf(this.#width),
    };
  }

  /** Draws the host again where other rows are visible. */
  #move({ top, width, height }: { readonly top: number; readonly width: number; readonly height: number }) {
    const before = this.#visible();
    this.#top = top;
    this.#width = width;
    this.#height = height;
    const now = this.#visible();
    if (before.first === now.first && before.last === now.last && before.columns === now.columns) return;
    this.#host.requestUpdate();
  }

  #backToTop(query: string): void {
    this.#query = query;
    this.#top = 0;
    this.#isBackToTop = true;
  }

  /** Says the same once: whoever hears it may draw the host again before there is an answer. */
  #want(shown: Places, part: ListPart<unknown>): void {
    this.#wanted = undefined;
    if (isCovered(shown, part)) {
      this.#said = '';
      return;
    }
    const wanted = JSON.stringify([shown, part.from, part.items.length, part.total]);
    if (wanted === this.#said) return;
    this.#said = wanted;
    this.#wanted = shown;
  }
}
