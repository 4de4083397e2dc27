/** When what a writer was refused is kept after all. */
export interface Settles {
  /** Resolves when everything committed is kept. @throws StoreError when it is not. */
  settled(): Promise<void>;
  /** Call it after a failure; returns whether what was committed may be kept later. */
  begin(): boolean;
  /** Calls `listener` each time everything is kept again. */
  onEnd(listener: () => void): void;
}

/**
 * The listeners to commits ([M17]): a commit stands, whatever a listener does. A commit that the disk refused is
 * announced as soon as the disk keeps it after all ([M25]): its writer was refused, but readers have it.
 */
export class CommitListeners<T extends object> {
  readonly #listeners = new Set<(committed: T) => void>();
  readonly #onError: (error: unknown) => void;
  readonly #settling: Settles;
  readonly #owed = new Map<string, T>();

  constructor(onError: (error: unknown) => void, settling: Settles) {
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
   * Runs a transaction, which calls `tell` with its changes, and announces them once they are on the disk. A
   * transaction that changes nothing also ends only when the disk has everything.
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

  /** Announces what another process has committed. */
  tell(committed: T): void {
    this.#tell(committed);
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

/** A key that is equal for equal news, so that they do not pile up while a disk refuses for hours. */
function keyOf(news: object): string {
  return JSON.stringify(news, (_, value: unknown) => (value instanceof Set ? [...value].sort() : value));
}
