import type { Timers } from '../../driver/timers.ts';

/** What `SaleId` needs. Times are milliseconds. */
export interface SaleIdParts {
  /** Makes sure that orders can be found by their sales. */
  readonly ensure: () => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly timers: Timers;
  readonly retryMs: number;
  readonly onReady: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** [T16] The definition by which orders are found by their sales: no sale leaves before it exists. */
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

  /** Requests the definition, unless it exists or is being requested; notifies those who wait. */
  ask(): void {
    if (this.#isReady || this.#retryDue) return;
    this.#asking ??= this.#ensure().finally(() => (this.#asking = undefined));
  }

  /** Call it when a look-up failed for a reason other than the network: checks again that the definition exists. */
  doubt(): void {
    this.#isReady = false;
  }

  /** Whether Shopify's words say that the definition is missing; if so, requests it again. */
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
