import type { Timers } from '../../driver/timers.ts';

/** What the care for the definition needs. Times are milliseconds. */
export interface SaleIdParts {
  /** Makes sure that orders can be found by their sales. */
  readonly ensure: () => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly timers: Timers;
  readonly retryMs: number;
  readonly onReady: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** [T16] The definition by which orders are found by their sales: no sale leaves before it is there. */
export class SaleId {
  readonly #parts: SaleIdParts;
  #isReady = false;
  #asking: Promise<void> | undefined;
  #retryDue: NodeJS.Timeout | undefined;

  constructor(parts: SaleIdParts) {
    this.#parts = parts;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get busy(): Promise<void> | undefined {
    return this.#asking;
  }

  /** Asks for it, unless it is there or is being asked for; who waits for it is told. */
  ask(): void {
    if (this.#isReady || this.#retryDue) return;
    this.#asking ??= this.#ensure().finally(() => (this.#asking = undefined));
  }

  /** A look-up failed of something else than the network: whether it is there is asked again. */
  doubt(): void {
    this.#isReady = false;
  }

  /** Whether Shopify says in these words that it is not there (any more): then it is asked for again. */
  isMissing(words: string): boolean {
    const isMissing = /metafield definition/i.test(words);
    if (isMissing) this.#isReady = false;
    return isMissing;
  }

  async #ensure(): Promise<void> {
    const { ensure, signal, timers, retryMs, onReady, onFailure } = this.#parts;
    try {
      await ensure();
      this.#isReady = true;
      onReady();
    } catch (error) {
      if (signal.aborted) return;
      this.#retryDue = timers.after(retryMs, () => {
        this.#retryDue = undefined;
        this.ask();
      });
      onFailure(error);
    }
  }
}
