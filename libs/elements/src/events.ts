/** The cashier chose a product of the grid. */
export class ProductChosenEvent extends Event {
  static readonly type = 'product-chosen';
  readonly productId: string;

  constructor(productId: string) {
    super(ProductChosenEvent.type, { bubbles: true, composed: true });
    this.productId = productId;
  }
}

/** Other places of a long list are visible, from `from` to before `to`, and the list does not have them all. */
export class RangeShownEvent extends Event {
  static readonly type = 'range-shown';
  readonly from: number;
  readonly to: number;

  constructor(from: number, to: number) {
    super(RangeShownEvent.type, { bubbles: true, composed: true });
    this.from = from;
    this.to = to;
  }
}

/** The cashier asked for another quantity of one line; 0 removes it. */
export class QuantityChangeEvent extends Event {
  static readonly type = 'quantity-change';
  readonly lineId: string;
  readonly quantity: number;

  constructor(lineId: string, quantity: number) {
    super(QuantityChangeEvent.type, { bubbles: true, composed: true });
    this.lineId = lineId;
    this.quantity = quantity;
  }
}

/** The cashier wants to write a note on one line, or change it. */
export class LineNoteEvent extends Event {
  static readonly type = 'line-note';
  readonly lineId: string;

  constructor(lineId: string) {
    super(LineNoteEvent.type, { bubbles: true, composed: true });
    this.lineId = lineId;
  }
}

/** The cashier chose a price for one line whose product costs something else now. */
export class LinePriceEvent extends Event {
  static readonly type = 'line-price';
  readonly lineId: string;
  readonly price: 'now' | 'kept';

  constructor(lineId: string, price: 'now' | 'kept') {
    super(LinePriceEvent.type, { bubbles: true, composed: true });
    this.lineId = lineId;
    this.price = price;
  }
}

/** The cashier asked to empty the cart. */
export class CartClearEvent extends Event {
  static readonly type = 'cart-clear';

  constructor() {
    super(CartClearEvent.type, { bubbles: true, composed: true });
  }
}

/** A member of staff asked to sign in. */
export class SignInEvent extends Event {
  static readonly type = 'sign-in';
  readonly shop: string;
  readonly staff: string;
  readonly pin: string;

  constructor(shop: string, staff: string, pin: string) {
    super(SignInEvent.type, { bubbles: true, composed: true });
    this.shop = shop;
    this.staff = staff;
    this.pin = pin;
  }
}

/** A PIN was entered to open a locked till. */
export class UnlockEvent extends Event {
  static readonly type = 'unlock';
  readonly pin: string;

  constructor(pin: string) {
    super(UnlockEvent.type, { bubbles: true, composed: true });
    this.pin = pin;
  }
}
