/** How long something is held to be a long press. */
export const longPressMs = 500;
/** A finger trembles; beyond this distance it moves. */
const trembles = 12;

/** Tells a long press from a short one, by finger, pen or mouse; a browser's request for a menu counts as one too. */
export class LongPress {
  readonly #act: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = { x: 0, y: 0 };
  #wasLong = false;

  constructor(act: () => void) {
    this.#act = act;
  }

  readonly down = (event: PointerEvent): void => {
    this.#wasLong = false;
    if (event.button !== 0) return;
    this.#at = { x: event.clientX, y: event.clientY };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#long, longPressMs);
  };

  readonly move = (event: PointerEvent): void => {
    const { x, y } = this.#at;
    if (Math.hypot(event.clientX - x, event.clientY - y) > trembles) this.end();
  };

  /** The press ended: released, left or cancelled. */
  readonly end = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  };

  readonly menu = (event: Event): void => {
    event.preventDefault();
    if (!this.#wasLong) this.#long();
  };

  /** Whether the next click is the end of a long press, and means nothing more. */
  wasLong(): boolean {
    const was = this.#wasLong;
    this.#wasLong = false;
    return was;
  }

  readonly #long = (): void => {
    this.end();
    this.#wasLong = true;
    this.#act();
  };
}
