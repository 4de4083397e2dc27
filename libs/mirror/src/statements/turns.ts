/** The longest that consecutive statements, of all callers together, may hold the event loop. */
const longestMs = 4;

/** Lets the event loop run between pieces of work that together would block it for long. */
export class Turns {
  #heldSince: number | undefined;

  /** Resolves at once, or in the next round if this round of the loop has lasted long enough. */
  async give(): Promise<void> {
    if (this.#heldSince === undefined) {
      this.#heldSince = performance.now();
      setImmediate(() => (this.#heldSince = undefined));
    } else if (performance.now() - this.#heldSince > longestMs)
      await new Promise(resolve => setImmediate(resolve));
  }
}
