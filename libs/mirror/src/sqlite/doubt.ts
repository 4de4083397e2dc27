import type { Durable } from './wal-sync.ts';

/**
 * Remembers that the disk refused something that SQLite has committed: every reader sees it, but a power cut may lose
 * it. The doubt ends as soon as the disk keeps everything, with any commit.
 */
export class Doubt implements Durable {
  readonly #durable: Durable;
  readonly #ended = new Set<() => void>();
  #isOpen = false;

  constructor(durable: Durable) {
    this.#durable = durable;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Calls `listener` each time the disk keeps what it had refused. */
  onEnd(listener: () => void): void {
    this.#ended.add(listener);
  }

  async committed(): Promise<void> {
    try {
      await this.#durable.committed();
    } catch (error) {
      this.#isOpen = true;
      throw error;
    }
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const listener of this.#ended) listener();
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#durable[Symbol.asyncDispose]();
  }
}
