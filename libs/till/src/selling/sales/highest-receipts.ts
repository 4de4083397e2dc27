import { lastReceiptNumber } from '@tidemark/schema';

/**
 * The highest receipt number of each prefix among the sales that this till knows. It is kept, so no search is needed.
 */
export class HighestReceipts {
  readonly #highest = new Map<string, string>();

  take(receiptNumber: string): void {
    const prefix = receiptNumber.slice(0, receiptNumber.lastIndexOf('-'));
    const known = this.#highest.get(prefix);
    const highest = lastReceiptNumber(prefix, known === undefined ? [receiptNumber] : [known, receiptNumber]);
    if (highest !== undefined) this.#highest.set(prefix, highest);
  }

  of(prefix: string): string | undefined {
    return this.#highest.get(prefix);
  }
}
