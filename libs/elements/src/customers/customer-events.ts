import type { Address } from '@tidemark/schema';

/** A customer of the list was chosen. */
export class CustomerChosenEvent extends Event {
  static readonly type = 'customer-chosen';
  readonly customerId: string;

  constructor(customerId: string) {
    super(CustomerChosenEvent.type, { bubbles: true, composed: true });
    this.customerId = customerId;
  }
}

/** The values of a customer form; null where a field is empty. */
export interface CustomerEntered {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly note: string | null;
  readonly address: Address | null;
}

/** A customer form was filled in. */
export class CustomerEnteredEvent extends Event {
  static readonly type = 'customer-entered';
  readonly customer: CustomerEntered;

  constructor(customer: CustomerEntered) {
    super(CustomerEnteredEvent.type, { bubbles: true, composed: true });
    this.customer = customer;
  }
}
