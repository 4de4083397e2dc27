import { markId, type Mark } from './marks.ts';
import { HighestReceipts } from '../../selling/sales/highest-receipts.ts';
import { heightOf } from '../stored-collection.ts';

/**
 * All notes, as this browser has them stored, in memory. Of two readings of one note the later stands, in whatever
 * order they come ([T34]); a note that the storage lost counts anew.
 */
export class KnownMarks {
  readonly #marks = new Map<string, Mark>();
  readonly #receipts = new HighestReceipts();

  /** What a note says; undefined where there is none. */
  body(id: string): object | undefined {
    return this.#marks.get(id)?.body;
  }

  /**
   * All notes as known now; a caller takes them before it reads or writes the storage, and returns with what it found.
   */
  asOfNow(): ReadonlyMap<string, Mark> {
    return new Map(this.#marks);
  }

  /** One note as known now; a caller takes it before it writes the note. */
  known(id: string): Mark | undefined {
    return this.#marks.get(id);
  }

  get ids(): Iterable<string> {
    return this.#marks.keys();
  }

  /** The highest receipt number of a prefix that was ever noted here. */
  highestReceipt(prefix: string): string | undefined {
    return this.#receipts.of(prefix);
  }

  /** These are no longer stored. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#marks.delete(id);
  }

  /** Takes a reading of any moment. Answers whether it is new. */
  take(mark: Mark): boolean {
    const known = this.#marks.get(mark.id);
    if (known && (heightOf(mark) ?? Infinity) < (heightOf(known) ?? 0)) return false;
    this.#set(mark);
    return true;
  }

  /** Takes what the storage had after `before` was known: it is later, however often either was written. */
  takeAfter(before: Mark | undefined, mark: Mark): boolean {
    if (this.#marks.get(mark.id) !== before) return this.take(mark);
    this.#set(mark);
    return true;
  }

  /** Takes everything that the storage had after all this was known; forgets what it no longer has. */
  takeAllAfter(before: ReadonlyMap<string, Mark>, all: readonly Mark[]): void {
    for (const mark of all) this.takeAfter(before.get(mark.id), mark);
    const stored = new Set(all.map(each => each.id));
    for (const [id, mark] of before)
      if (!stored.has(id) && this.#marks.get(id) === mark) this.#marks.delete(id);
  }

  #set(mark: Mark): void {
    this.#marks.set(mark.id, mark);
    const receipt = markId.receipt('');
    if (mark.id.startsWith(receipt)) this.#receipts.take(mark.id.slice(receipt.length));
  }
}
