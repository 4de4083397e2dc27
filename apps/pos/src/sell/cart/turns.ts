/** Acts one after the other; at once where none is under way. */
export class Turns {
  #open = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** Nothing is under way. */
  get isIdle(): boolean {
    return this.#open === 0;
  }

  /** Resolves when nothing is under way. */
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
