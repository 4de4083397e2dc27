/**
 * An in-memory cache of values that are read far more often than changed. Only this process writes them: the file is
 * its own.
 */
export class Known<T> {
  readonly #kept = new Map<string, T>();
  /** Counts begun and ended changes: a value read while this moved may be out of date. */
  #moves = 0;
  #changing = 0;

  /** What `read` last found. A value that it did not find is read again each time. */
  async get(key: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const moves = this.#moves;
    const found = await read();
    if (found !== undefined && this.#changing === 0 && moves === this.#moves) this.#kept.set(key, found);
    return found;
  }

  /** Runs a change; values asked for after its beginning are read again, even if it fails. */
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
