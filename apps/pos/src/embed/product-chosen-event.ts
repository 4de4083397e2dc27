import type { ChosenProduct } from './frame/frame-messages.ts';

/** A cashier chose a product of the search. Cancelled, it is not put into the cart. */
export class TideProductChosenEvent extends Event implements ChosenProduct {
  static readonly type = 'tide-product-chosen';
  readonly productId: string;
  readonly variantId: string;
  readonly title: string;

  constructor({ productId, variantId, title }: ChosenProduct) {
    super(TideProductChosenEvent.type, { bubbles: true, composed: true, cancelable: true });
    this.productId = productId;
    this.variantId = variantId;
    this.title = title;
  }
}

declare global {
  interface HTMLElementEventMap {
    'tide-product-chosen': TideProductChosenEvent;
  }
}
