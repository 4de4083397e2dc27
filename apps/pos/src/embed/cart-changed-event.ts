/** The cart on screen has changed. */
export class TideCartChangedEvent extends Event {
  static readonly type = 'tide-cart-changed';
  /** How many pieces are in it now. */
  readonly pieces: number;

  constructor(pieces: number) {
    super(TideCartChangedEvent.type, { bubbles: true, composed: true });
    this.pieces = pieces;
  }
}

declare global {
  interface HTMLElementEventMap {
    'tide-cart-changed': TideCartChangedEvent;
  }
}
