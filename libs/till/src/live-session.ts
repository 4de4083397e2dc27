import type { Live } from './live.ts';

export interface LiveSessionParts {
  readonly openLive: () => Live;
  readonly intervalMs: number;
  readonly onInterval: () => void;
  /** How often what is stored is compared with the mirror, and with itself. */
  readonly checkMs: number;
  readonly onCheck: () => void;
}

/** What runs while somebody is signed in, in the tab that replicates: the stream, and what a clock starts. */
export class LiveSession implements Disposable {
  readonly #parts: LiveSessionParts;
  #live: Live | undefined;
  #timers: ReturnType<typeof setInterval>[] = [];

  constructor(parts: LiveSessionParts) {
    this.#parts = parts;
  }

  /** Begins, or begins anew for somebody else. */
  start(): void {
    this[Symbol.dispose]();
    const { openLive, intervalMs, onInterval, checkMs, onCheck } = this.#parts;
    this.#live = openLive();
    this.#timers = [setInterval(onInterval, intervalMs), setInterval(onCheck, checkMs)];
  }

  /** The network may be back. */
  hurry(): void {
    this.#live?.hurry();
  }

  [Symbol.dispose](): void {
    this.#live?.[Symbol.dispose]();
    this.#live = undefined;
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }
}
