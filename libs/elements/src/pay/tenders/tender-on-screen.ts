import type { Tender } from '@tidemark/schema';

/** How one way to pay looks to a cashier. The texts are functions, since each is in the language of the screen. */
export interface TenderOnScreen {
  /** On the button that chooses it. */
  readonly name: () => string;
  /** On the receipt, and in the list of what was taken. */
  readonly said: (tender: Tender) => string;
  /** Beside the amount that is entered. */
  readonly amountLabel: () => string;
  /** On the button that ends the payment. */
  readonly takeLabel: () => string;
  /** Beside the field of its reference; undefined where it has none. */
  readonly referenceLabel?: () => string;
  /** Whether notes and coins are offered as amounts. */
  readonly offersAmounts: boolean;
}
