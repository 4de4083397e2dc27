import { minorDigits, type Sale } from '@tidemark/schema';
import { decimalText } from '../export/decimal-text.ts';
import type { CurrencyTotal } from './report.ts';

/** Sums of sales, exact however many there are. */
export class Totals {
  readonly #sums = new Map<string, { records: number; minor: bigint }>();

  add({ currency, totals }: Sale): void {
    const sum = this.#sums.get(currency) ?? { records: 0, minor: 0n };
    sum.records++;
    sum.minor += BigInt(totals.total);
    this.#sums.set(currency, sum);
  }

  /** Sorted by currency. */
  list(): readonly CurrencyTotal[] {
    return [...this.#sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, { records, minor }]) => ({
        ...{ currency, records, total: decimalText(minor, minorDigits(currency)) },
      }));
  }
}
