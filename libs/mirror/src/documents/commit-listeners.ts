import type { Settling } from '../sqlite/settling.ts';

/**
 * Who hears of commits ([M17]): what is committed is committed, whatever a listener does about it. What the disk refused
 * is told as soon as the disk keeps it after all ([M25]): its writer was refused, but readers have it.
 */
export class CommitListeners<T extends object> {
  readonly #listeners = new Set<(committed: T) => void>();
  readonly #onError: (error: unknown) => void;
  readonly #settling: Settling;
  readonly #owed = new Map<string, T>();

  constructor(onError: (error: unknown) => void, settling: Settling) {
    this.#onError = onError;
    this.#settling = settling;
    settling.onEnd(() => {
      const owed = [...this.#owed.values()];
      this.#owed.clear();
      for (const each of owed) this.#tell(each);
    });
  }

  add(listener: (committed: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Runs a transaction, which calls `tell` with what it changes, and tells that when it is on the disk. Also one that
   * finds everything there already ends only when the disk has all of it.
   */
  async run<R>(transaction: (tell: (committed: T) => void) => Promise<R>): Promise<R> {
    const news: T[] = [];
    let result: R;
    try {
      result = await transaction(committed => news.push(committed));
      await this.#settling.settled();
    } catch (error) {
      if (this.#settling.begin()) for (const each of news) this.#owed.set(keyOf(each), each);
      throw error;
    }
    for (const each of news) this.#tell(each);
    return result;
  }

  clear(): void {
    this.#listeners.clear();
    this.#owed.clear();
  }

  #tell(committed: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(committed);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

/** The same for the same news, so that a disk that refuses for hours does not let them pile up. */
function keyOf(news: object): string {
  return JSON.stringify(news, (_, value: unknown) => (value instanceof Set ? [...value].sort() : value));
}
