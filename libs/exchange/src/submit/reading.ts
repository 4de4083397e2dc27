import type { Source } from '../source.ts';
import type { Timers } from '../timers.ts';
import { ReadBack } from './read-back.ts';

/** When what Shopify was told is read back. Times are milliseconds. */
export interface ReadingPaces {
  /** Until what could not be read at all is read again. */
  readonly retryMs: number;
  /** Until what nobody could tell is read again, for each hundred that wait. */
  readonly doubtMs: number;
}

/** Told what a round came to: `trouble` is undefined where all could be read. */
export type AfterRound = (trouble: { readonly what: string; readonly error?: unknown } | undefined) => void;

/** Reads back, one round at a time; what is asked for during one is another round. */
export class Reading {
  readonly #readBack: ReadBack;
  readonly #timers: Timers;
  readonly #paces: ReadingPaces;
  readonly #afterRound: AfterRound;
  readonly #signal: AbortSignal;
  #due: NodeJS.Timeout | undefined;
  /** When what could not be read may be tried again; holds nothing else up. */
  #restDue: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #isAskedAgain = false;

  constructor(source: Source, timers: Timers, paces: ReadingPaces, afterRound: AfterRound) {
    this.#readBack = new ReadBack(source, paces.retryMs);
    this.#timers = timers;
    this.#paces = paces;
    this.#afterRound = afterRound;
    this.#signal = source.signal;
  }

  get busy(): Promise<void> | undefined {
    return this.#reading;
  }

  /** Whether a round is to come, apart from those for what cannot be read. */
  get isDue(): boolean {
    return this.#due !== undefined;
  }

  /** A round within so long: whoever asks meanwhile shares it. */
  soon(ms: number): void {
    if (this.#signal.aborted) return;
    this.#due ??= this.#timers.after(ms, () => {
      this.#due = undefined;
      if (this.#reading) this.#isAskedAgain = true;
      else this.#reading = this.#round().finally(() => this.#ended());
    });
  }

  stop(): void {
    for (const timer of [this.#due, this.#restDue]) this.#timers.cancel(timer);
    this.#due = undefined;
  }

  #ended(): void {
    this.#reading = undefined;
    if (this.#isAskedAgain) this.soon(1);
    this.#isAskedAgain = false;
  }

  async #round(): Promise<void> {
    const { retryMs, doubtMs } = this.#paces;
    try {
      const { pages, doubtful, unreadable, trouble } = await this.#readBack.round();
      if (this.#signal.aborted) return;
      this.#afterRound(trouble === undefined ? undefined : { what: trouble });
      if (doubtful > 0) this.soon(doubtMs * pages);
      this.#timers.cancel(this.#restDue);
      if (unreadable > 0) this.#restDue = this.#timers.after(this.#readBack.restMs(), () => this.soon(1));
    } catch (error) {
      if (this.#signal.aborted) return;
      this.#afterRound({ what: error instanceof Error ? error.message : String(error), error });
      this.soon(retryMs);
    }
  }
}
