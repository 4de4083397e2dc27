import { growing } from '../../driver/growing.ts';
import type { Source } from '../../source.ts';
import type { Timers } from '../../driver/timers.ts';
import { ReadBack } from './read-back.ts';

/** When what Shopify was told is read back. Times are milliseconds. */
export interface ReadingPaces {
  /** How long until records that could not be read are read again. */
  readonly retryMs: number;
  /** How long until uncertain levels are read again, per hundred waiting records. */
  readonly doubtMs: number;
}

/** The longest waits between two fruitless rounds. */
const [longestDoubtMs, longestRetryMs] = [10_000, 60_000];

/** Called after a round: `trouble` is undefined if all could be read. */
export type AfterRound = (trouble: { readonly what: string; readonly error?: unknown } | undefined) => void;

/** Reads back, one round at a time; a request during a round starts another afterwards. */
export class Reading {
  readonly #readBack: ReadBack;
  readonly #timers: Timers;
  readonly #paces: ReadingPaces;
  readonly #afterRound: AfterRound;
  readonly #signal: AbortSignal;
  #due: NodeJS.Timeout | undefined;
  /** The timer for retrying unreadable records; holds nothing else up. */
  #restDue: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #isAskedAgain = false;
  /** How many rounds in a row failed, or left something uncertain. */
  #times = 0;
  /** The wait of the scheduled round. */
  #waitMs = 0;

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

  /** Whether a round is scheduled, except those that retry unreadable records. */
  get isDue(): boolean {
    return this.#due !== undefined;
  }

  /** Schedules a round within `ms`; calls in the meantime share it. */
  soon(ms: number): void {
    if (this.#signal.aborted) return;
    if (this.#due !== undefined && ms < this.#waitMs) {
      this.#timers.cancel(this.#due);
      this.#due = undefined;
    }
    if (this.#due === undefined) this.#waitMs = ms;
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
      const { pages, uncertain, unreadable, trouble } = await this.#readBack.round();
      if (this.#signal.aborted) return;
      this.#afterRound(trouble === undefined ? undefined : { what: trouble });
      this.#times = uncertain > 0 ? this.#times + 1 : 0;
      if (uncertain > 0) this.soon(growing(doubtMs * pages, this.#times - 1, longestDoubtMs));
      this.#timers.cancel(this.#restDue);
      if (unreadable > 0) this.#restDue = this.#timers.after(this.#readBack.restMs(), () => this.soon(1));
    } catch (error) {
      if (this.#signal.aborted) return;
      this.#afterRound({ what: error instanceof Error ? error.message : String(error), error });
      this.soon(growing(retryMs, this.#times++, longestRetryMs));
    }
  }
}
