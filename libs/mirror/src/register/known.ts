/** Strangers may ask for any key: few that have no value are kept, and no long ones. */
const mostMissing = 10_000;
const longestMissing = 300;

/**
 * An in-memory cache of values that are read far more often than changed. It keeps nothing where other processes may write
 * them too: a member of staff who is dismissed by one is dismissed for all.
 */
export class Known<T> {
  readonly #isOwn: boolean;
  readonly #kept = new Map<string, T>();
  /** Keys that have no value. */
  readonly #missing = new Set<string>();
  /** Counts begun and ended changes: a value read while this moved may be out of date. */
  #moves = 0;
  #changing = 0;

  /** `isOwn`: only this process writes the values. */
  constructor(isOwn = true) {
    this.#isOwn = isOwn;
  }

  /** What `read` last found, or that it found nothing. */
  async get(key: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    if (!this.#isOwn) return read();
    const known = this.#kept.get(key);
    if (known !== undefined || this.#missing.has(key)) return known;
    const moves = this.#moves;
    const found = await read();
    if (this.#changing > 0 || moves !== this.#moves) return found;
    if (found !== undefined) this.#kept.set(key, found);
    else this.#keepMissing(key);
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

  #keepMissing(key: string): void {
    if (key.length > longestMissing) return;
    if (this.#missing.size >= mostMissing) this.#missing.clear();
    this.#missing.add(key);
  }

  #begin(): void {
    this.#changing++;
    this.#moves++;
    this.#kept.clear();
    this.#missing.clear();
  }

  #end(): void {
    this.#changing--;
    this.#moves++;
  }
}
