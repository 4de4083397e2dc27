import type { CartDiscount, Tender } from '@tidemark/schema';

/** The cashier wants to take money for the cart. */
export class PayEvent extends Event {
  static readonly type = 'pay';

  constructor() {
    super(PayEvent.type, { bubbles: true, composed: true });
  }
}

/** The customer has paid: sell it. */
export class TakePaymentEvent extends Event {
  static readonly type = 'take-payment';
  readonly tenders: readonly Tender[];

  constructor(tenders: readonly Tender[]) {
    super(TakePaymentEvent.type, { bubbles: true, composed: true });
    this.tenders = tenders;
  }
}

/** A part of the cart that the cashier wants to look at or change. */
export type CartPart = 'customer' | 'discount' | 'note' | 'park';

export class CartPartEvent extends Event {
  static readonly type = 'cart-part';
  readonly part: CartPart;

  constructor(part: CartPart) {
    super(CartPartEvent.type, { bubbles: true, composed: true });
    this.part = part;
  }
}

/** The cashier gave the whole cart a discount; null removes it. */
export class DiscountEvent extends Event {
  static readonly type = 'discount';
  readonly discount: CartDiscount;

  constructor(discount: CartDiscount) {
    super(DiscountEvent.type, { bubbles: true, composed: true });
    this.discount = discount;
  }
}

/** The words that a dialog asked for were written; null where they were emptied. */
export class WordsEvent extends Event {
  static readonly type = 'words';
  readonly words: string | null;

  constructor(words: string | null) {
    super(WordsEvent.type, { bubbles: true, composed: true });
    this.words = words;
  }
}

/** A sale of the list was chosen. */
export class SaleChosenEvent extends Event {
  static readonly type = 'sale-chosen';
  readonly saleId: string;

  constructor(saleId: string) {
    super(SaleChosenEvent.type, { bubbles: true, composed: true });
    this.saleId = saleId;
  }
}

/** What can be decided about a record that was refused, or not taken. */
export type Wish = 'send-again' | 'resolve';

/** What a person wants done with it. `effect`: with this effect of it; undefined: with the record itself. */
export class DecideEvent extends Event {
  static readonly type = 'decide';
  readonly wish: Wish;
  readonly id: string;
  readonly effect: string | undefined;

  constructor(wish: Wish, id: string, effect?: string) {
    super(DecideEvent.type, { bubbles: true, composed: true });
    this.wish = wish;
    this.id = id;
    this.effect = effect;
  }
}

/** The cashier asked to print a receipt. */
export class PrintEvent extends Event {
  static readonly type = 'print-receipt';

  constructor() {
    super(PrintEvent.type, { bubbles: true, composed: true });
  }
}
