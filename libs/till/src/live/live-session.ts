import type { Live } from './live.ts';

export interface LiveSessionParts {
  readonly openLive: () => Live;
  readonly now: () => number;
  /** How long the till may go without an update; asked each time, since it can be changed. */
  readonly intervalMs: () => number;
  readonly onInterval: () => void;
  /** How often what is stored is compared with the mirror, and with itself. */
  readonly checkMs: number;
  readonly onCheck: () => void;
}

/** After this long, a sync of the interval that did not bring the till up to date is tried again. */
const againMs = 5 * 60_000;

/** How often the session looks whether the interval is over. */
const lookMs = 15_000;

/** What runs while a person is signed in, in the tab that replicates: the stream, and what a clock starts. */
export class LiveSession implements Disposable {
  readonly #parts: LiveSessionParts;
  #live: Live | undefined;
  #timers: ReturnType<typeof setInterval>[] = [];
  #updatedAt = 0;
  #askedAt = -Infinity;

  constructor(parts: LiveSessionParts) {
    this.#parts = parts;
  }

  /** Begins, or begins anew for another person. */
  start(): void {
    this[Symbol.dispose]();
    const { openLive, checkMs, onCheck } = this.#parts;
    this.updated();
    this.#live = openLive();
    this.#timers = [setInterval(() => this.#look(), lookMs), setInterval(onCheck, checkMs)];
  }

  /**
   * Opens another stream in place of the present one: a stream that slept with its tablet is dead, and does not know
   * it.
   */
  renew(): void {
    if (!this.#live) return;
    this.#live[Symbol.dispose]();
    this.#live = this.#parts.openLive();
  }

  /** The till was brought up to date, by whatever cause: the interval begins anew ([T51]). */
  updated(): void {
    this.#updatedAt = this.#parts.now();
  }

  /** Tries again now: the network may be back. */
  retryNow(): void {
    this.#live?.retryNow();
  }

  [Symbol.dispose](): void {
    this.#live?.[Symbol.dispose]();
    this.#live = undefined;
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  /** Looks at the clock instead of one long timer, which stands still while a tablet sleeps. */
  #look(): void {
    const { now, intervalMs, onInterval } = this.#parts;
    const at = now();
    // After a clock was put back, the interval begins anew.
    if (at < this.#updatedAt) this.updated();
    if (at < this.#askedAt) this.#askedAt = -Infinity;
    if (at - this.#updatedAt < intervalMs() || at - this.#askedAt < Math.min(againMs, intervalMs())) return;
    this.#askedAt = at;
    onInterval();
  }
}
