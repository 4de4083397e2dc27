import { setTimeout as sleep } from 'node:timers/promises';

/** A refused sign-in is answered so late. A cashier hardly notices it; whoever guesses with many at once waits with each. */
export const refusedAfterMs = 1_000;
/** So many refusals wait at most; what comes above that is answered at once. */
const mostWaiting = 1_000;

/**
 * Answers refused sign-ins late ([A47]): strangers who ask again as soon as they are refused would otherwise take the time of
 * webhooks and tills, by nothing but being refused.
 */
export class LateRefusals {
  readonly #sleep: (ms: number) => Promise<unknown>;
  #waiting = 0;

  constructor(wait: (ms: number) => Promise<unknown> = ms => sleep(ms, undefined, { ref: false })) {
    this.#sleep = wait;
  }

  /** Acts; where that fails, fails late. */
  async of<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      await this.#wait();
      throw error;
    }
  }

  async #wait(): Promise<void> {
    if (this.#waiting >= mostWaiting) return;
    this.#waiting++;
    try {
      await this.#sleep(refusedAfterMs);
    } finally {
      this.#waiting--;
    }
  }
}
