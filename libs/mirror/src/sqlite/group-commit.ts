import type { Durable } from './wal-sync.ts';

/**
 * One flush keeps every commit that was made before it began ([M37]). The connection is free while the disk works, so
 * other commits are made meanwhile and share the next flush.
 */
export class GroupCommit implements AsyncDisposable {
  readonly #durable: Durable;
  readonly #ended = new Set<() => void>();
  /** Commits made, and those of them that the disk keeps, counted since the opening. */
  #made = 0;
  #kept = 0;
  #flush: Promise<void> | undefined;
  #isRefused = false;

  constructor(durable: Durable) {
    this.#durable = durable;
  }

  /**
   * True after the disk refused something that SQLite has committed: every reader sees it, but a power cut may lose it.
   * It ends as soon as the disk keeps everything.
   */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** Calls `listener` each time the disk keeps what it had refused. */
  onEnd(listener: () => void): void {
    this.#ended.add(listener);
  }

  /** Call it when SQLite has committed something. */
  made(): void {
    this.#made++;
  }

  /**
   * Resolves when the disk keeps every commit made so far. Call it only while `isRefused` is false.
   * @throws StoreError when the disk refuses.
   */
  async kept(): Promise<void> {
    const mine = this.#made;
    while (this.#kept < mine) await (this.#flush ??= this.#begin());
  }

  /**
   * As `kept`, after a refusal. Only the holder of the connection may call it, outside of a transaction: the whole log goes
   * into the file.
   */
  settle(): Promise<void> {
    return this.#begin();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#flush?.catch(() => undefined);
    await this.#durable[Symbol.asyncDispose]();
  }

  async #begin(): Promise<void> {
    const made = this.#made;
    try {
      await this.#durable.committed();
      this.#kept = made;
    } catch (error) {
      this.#isRefused = true;
      throw error;
    } finally {
      this.#flush = undefined;
    }
    if (!this.#isRefused) return;
    this.#isRefused = false;
    for (const listener of this.#ended) listener();
  }
}
