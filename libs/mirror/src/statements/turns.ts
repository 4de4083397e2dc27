/** The event loop is not held longer than this by statements in a row, whoever they are of. */
const longestMs = 4;

/** Lets the event loop go round between pieces of work that together would hold it for long. */
export class Turns {
  #heldSince: number | undefined;

  /** Resolves at once, or after a round when this round of the loop has lasted long enough. */
  async give(): Promise<void> {
    if (this.#heldSince === undefined) {
      this.#heldSince = performance.now();
      setImmediate(() => (this.#heldSince = undefined));
    } else if (performance.now() - this.#heldSince > longestMs)
      await new Promise(resolve => setImmediate(resolve));
  }
}
