/** An order of the list was chosen. */
export class OrderChosenEvent extends Event {
  static readonly type = 'order-chosen';
  readonly orderId: string;

  constructor(orderId: string) {
    super(OrderChosenEvent.type, { bubbles: true, composed: true });
    this.orderId = orderId;
  }
}
