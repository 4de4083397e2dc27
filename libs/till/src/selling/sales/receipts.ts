import { lastReceiptNumber, nextReceiptNumber } from '@tidemark/schema';
import { keepIfPossible } from '../../browser/kept.ts';
import { markId, type Marks } from '../../records/marks/marks.ts';
import type { Keep } from '../../browser/keep.ts';

/**
 * Gives out this till's receipt numbers, each once, even to two tabs at the same moment or after the database was lost.
 * Each number is a note of its own that only one tab can write first. The last one is also kept outside the database,
 * where there is room. A number whose sale could not be stored may be left out.
 */
export class Receipts {
  readonly #marks: Marks;
  readonly #keep: Keep;
  readonly #key: string;

  constructor(marks: Marks, keep: Keep, name: string) {
    this.#marks = marks;
    this.#keep = keep;
    this.#key = `${name}-receipt`;
  }

  /** @param known Any numbers that are taken, of any till. */
  async take(prefix: string, known: Iterable<string>, saleId: string): Promise<string> {
    const kept = this.#keep.get(this.#key);
    let last = lastReceiptNumber(prefix, [...known, ...(kept === undefined ? [] : [kept])]);
    for (;;) {
      const number = nextReceiptNumber(prefix, last);
      if (await this.#marks.claim(markId.receipt(number), { saleId })) {
        keepIfPossible(this.#keep, this.#key, number);
        return number;
      }
      last = number;
    }
  }
}
