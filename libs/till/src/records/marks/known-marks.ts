import type { Mark } from './marks.ts';
import { heightOf } from '../stored-collection.ts';

/**
 * What is noted, as this browser has it stored, in memory. Of two readings of one note the later stands, in whatever order
 * they come ([T34]); a note that the storage lost counts anew.
 */
export class KnownMarks {
  readonly #marks = new Map<string, Mark>();

  /** What a note says; undefined where there is none. */
  body(id: string): object | undefined {
    return this.#marks.get(id)?.body;
  }

  /** As of now; for who reads the storage or writes to it, and comes back with what was there afterwards. */
  asOfNow(): ReadonlyMap<string, Mark> {
    return new Map(this.#marks);
  }

  /** What is known of one note now, for who is about to write it. */
  known(id: string): Mark | undefined {
    return this.#marks.get(id);
  }

  /** Takes a reading of any moment. Answers whether it is news. */
  take(mark: Mark): boolean {
    const known = this.#marks.get(mark.id);
    if (known && (heightOf(mark) ?? Infinity) < (heightOf(known) ?? 0)) return false;
    this.#marks.set(mark.id, mark);
    return true;
  }

  /** Takes what the storage had after `before` was known: it is later than that, however often either was written. */
  takeAfter(before: Mark | undefined, mark: Mark): boolean {
    if (this.#marks.get(mark.id) !== before) return this.take(mark);
    this.#marks.set(mark.id, mark);
    return true;
  }

  /** Takes everything that the storage had after all this was known; what it has no more is forgotten. */
  takeAllAfter(before: ReadonlyMap<string, Mark>, all: readonly Mark[]): void {
    for (const mark of all) this.takeAfter(before.get(mark.id), mark);
    const stored = new Set(all.map(each => each.id));
    for (const [id, mark] of before)
      if (!stored.has(id) && this.#marks.get(id) === mark) this.#marks.delete(id);
  }
}
