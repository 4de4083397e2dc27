/** Runs acts one after the other; at once where none is running. */
export class Turns {
  #open = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** Whether no act is running. */
  get isIdle(): boolean {
    return this.#open === 0;
  }

  /** Resolves when no act is running. */
  async idle(): Promise<void> {
    while (this.#open > 0) await this.#last;
  }

  take<R>(act: () => Promise<R>): Promise<R> {
    const run = async () => {
      try {
        return await act();
      } finally {
        this.#open -= 1;
      }
    };
    this.#open += 1;
    const turn = this.#open > 1 ? this.#last.then(run) : run();
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
