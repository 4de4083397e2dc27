import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How many rows stay in the page above and below the visible ones. */
const spare = 4;

/** Knows which rows of a long list of equally high ones are visible: only those are put into the page. */
export class RowWindow implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #rowHeight: number;
  readonly #watch: ResizeObserver | undefined;
  #top = 0;
  #height = 800;

  constructor(host: ReactiveControllerHost & HTMLElement, rowHeight: number) {
    this.#host = host;
    this.#rowHeight = rowHeight;
    this.#watch =
      typeof ResizeObserver === 'undefined'
        ? undefined
        : new ResizeObserver(([entry]) => {
            if (!entry || entry.contentRect.height === this.#height) return;
            this.#height = entry.contentRect.height;
            host.requestUpdate();
          });
    host.addController(this);
  }

  hostConnected(): void {
    this.#watch?.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#watch?.disconnect();
  }

  /** The rows to show of `count`, and where the first of them is. */
  rows(count: number): {
    readonly first: number;
    readonly last: number;
    readonly top: number;
    readonly height: number;
  } {
    const first = Math.max(0, Math.floor(this.#top / this.#rowHeight) - spare);
    const last = Math.min(count, Math.ceil((this.#top + this.#height) / this.#rowHeight) + spare);
    return {
      first: Math.min(first, last),
      last,
      top: first * this.#rowHeight,
      height: count * this.#rowHeight,
    };
  }

  readonly scrolled = (event: Event): void => {
    this.#top = (event.currentTarget as HTMLElement).scrollTop;
    this.#host.requestUpdate();
  };
}
