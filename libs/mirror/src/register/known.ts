/** What is asked far more often than it changes, kept in memory. Only this process writes it: the file is its own. */
export class Known<T> {
  readonly #kept = new Map<string, T>();
  /** Begun and ended changes: what was read while it moved may be of before. */
  #moves = 0;
  #changing = 0;

  /** What `read` found when it was last asked. What it did not find is asked anew each time. */
  async get(key: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const moves = this.#moves;
    const found = await read();
    if (found !== undefined && this.#changing === 0 && moves === this.#moves) this.#kept.set(key, found);
    return found;
  }

  /** Runs a change, whatever comes of it: what is asked from its beginning on is read anew. */
  async changing(change: () => Promise<unknown>): Promise<void> {
    this.#begin();
    try {
      await change();
    } finally {
      this.#end();
    }
  }

  #begin(): void {
    this.#changing++;
    this.#moves++;
    this.#kept.clear();
  }

  #end(): void {
    this.#changing--;
    this.#moves++;
  }
}
