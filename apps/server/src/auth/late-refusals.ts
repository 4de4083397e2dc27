import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How late a refused sign-in is answered. A cashier hardly notices it; an attacker with many guesses at once waits for
 * each.
 */
export const refusedAfterMs = 1_000;
/** The most refusals that wait; any beyond are answered at once. */
const mostWaiting = 1_000;

/**
 * Answers refused sign-ins late ([A47]): strangers who try again at once would otherwise take time from webhooks and
 * tills merely by being refused.
 */
export class LateRefusals {
  readonly #sleep: (ms: number) => Promise<unknown>;
  #waiting = 0;

  constructor(wait: (ms: number) => Promise<unknown> = ms => sleep(ms, undefined, { ref: false })) {
    this.#sleep = wait;
  }

  /** Runs `act`; if it fails, rejects late. */
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
