import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Draws what nobody sees at first, such as closed dialogs, after the rest of an element: a part at a time, each in a
 * task of its own, so that a slow tablet shows the rest sooner, and answers in between.
 */
export class DrawnLater implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: number;
  readonly #next: (act: () => void) => void;
  readonly #all = Promise.withResolvers<void>();
  #drawn = 0;
  #isBegun = false;

  /** `next`: calls `act` in a later task. */
  constructor(host: ReactiveControllerHost, parts: number, next = afterFrame) {
    this.#host = host;
    this.#parts = parts;
    this.#next = next;
    host.addController(this);
  }

  /** Whether it is time to draw this part; they are counted from 0. */
  has(part: number): boolean {
    return part < this.#drawn;
  }

  /** Resolves when all parts are there, to be called. */
  get all(): Promise<void> {
    return this.#all.promise;
  }

  hostUpdated(): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    this.#next(() => void this.#draw());
  }

  async #draw(): Promise<void> {
    this.#drawn++;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    if (this.#drawn < this.#parts) this.#next(() => void this.#draw());
    else this.#all.resolve();
  }
}

/** After the next picture; soon also where a page that nobody sees draws none. */
function afterFrame(act: () => void): void {
  let isDone = false;
  const once = () => {
    if (isDone) return;
    isDone = true;
    act();
  };
  requestAnimationFrame(() => setTimeout(once, 0));
  setTimeout(once, 100);
}
