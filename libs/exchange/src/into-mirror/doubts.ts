import { asOfNow } from './as-of.ts';
import { commitLevels } from './commit-reads.ts';
import type { Source } from '../source.ts';
import { growing } from '../driver/growing.ts';
import type { Timers } from '../driver/timers.ts';

/** The longest wait between two reads of the same items. */
const longestMs = 10_000;

/** Items whose levels are not yet distinguishable from in-flight sales: read again until they are ([E19]). */
export class Doubts {
  readonly #source: () => Source;
  readonly #timers: Timers;
  readonly #ms: number;
  readonly #items = new Set<string>();
  #due: NodeJS.Timeout | undefined;
  /** The items read last, and how many times in a row one of them stayed uncertain. */
  #looked: ReadonlySet<string> = new Set();
  #times = 0;

  constructor(source: () => Source, timers: Timers, ms: number) {
    this.#source = source;
    this.#timers = timers;
    this.#ms = ms;
  }

  add(itemIds: readonly string[]): void {
    for (const id of itemIds) this.#items.add(id);
    // A newly uncertain item does not wait as long as one that stayed uncertain for minutes.
    if (itemIds.some(id => !this.#looked.has(id))) {
      this.#times = 0;
      this.#timers.cancel(this.#due);
      this.#due = undefined;
    }
    this.#due ??= this.#timers.after(growing(this.#ms, this.#times, longestMs), () => {
      this.#due = undefined;
      void this.#readAgain();
    });
  }

  /** Items that are still uncertain come back by themselves; a failed read is tried again. */
  async #readAgain(): Promise<void> {
    const source = this.#source();
    const { shopify, signal, log } = source;
    const ids = [...this.#items];
    this.#items.clear();
    this.#looked = new Set(ids);
    this.#times++;
    try {
      const asOf = await asOfNow(source);
      const { found, readAt } = await shopify.levelsOfItems(ids, 'background', signal);
      await commitLevels(source, found, readAt, asOf);
    } catch (error) {
      if (signal.aborted) return;
      log({ name: 'doubts-failed', shop: shopify.shop, error: String(error) });
      this.add(ids);
    }
  }
}
