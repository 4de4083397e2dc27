import type { CustomerEntry } from '@tidemark/till';
import { PersonWords } from './person-words.ts';
import type { CustomerField } from '../steps/selling-steps.ts';

/** Units of one line of a cart: added for certain, and perhaps, where the browser died meanwhile. */
export interface LineBook {
  certain: number;
  perhaps: number;
  /** Once units were taken away, the sum is unknown: two tills may have taken the same ones. */
  isTakenFrom: boolean;
}

/** How much the tills of a world confirmed as written: a world without sales tests nothing of selling. */
export interface Deeds {
  readonly sales: number;
  readonly moves: number;
  readonly customerEdits: number;
  readonly carts: number;
}

/** What the tills confirmed to people. It must come true; what they did not confirm may. */
export class Books {
  /** Sales that a till confirmed with "Sold": id → total in cents. */
  readonly sold = new Map<string, number>();
  /** How many drafts people tried to sell: there are never more sales. */
  drafts = 0;
  /** Stock moves that a till confirmed. */
  readonly moves = new Set<string>();
  moveTries = 0;
  /** Customer edits that a till confirmed. */
  readonly edits = new Set<string>();
  /** What tills wrote, or perhaps wrote, into a customer's field, by "id field". Ids are those that the till knew. */
  readonly customerValues = new Map<string, Set<string | null>>();
  /** First names of customers that tills created; each is unique. */
  readonly newcomers = new Set<string>();
  /** What was written about customers. */
  readonly words = new PersonWords();
  readonly carts = new Map<string, Map<string, LineBook>>();
  /** Carts that a till confirmed as parked. */
  readonly parked = new Set<string>();
  /** Units by line of carts that were perhaps parked: the browser died meanwhile, so the cart's id is unknown. */
  readonly perhapsParked = new Map<string, number>();
  /** Customers as a till showed them when they were edited; for a plant that sends all of it. */
  readonly seen = new Map<string, CustomerEntry>();

  get deeds(): Deeds {
    const { sold, moves, edits, carts } = this;
    return { sales: sold.size, moves: moves.size, customerEdits: edits.size, carts: carts.size };
  }

  customerWrite(customerId: string, field: CustomerField, value: string | null): void {
    const key = `${customerId} ${field}`;
    this.customerValues.set(key, (this.customerValues.get(key) ?? new Set()).add(value));
  }

  /** Parking these units of a line begins; negative units take it back once the till confirmed it. */
  parks(lineId: string, units: number): void {
    this.perhapsParked.set(lineId, (this.perhapsParked.get(lineId) ?? 0) + units);
  }

  line(cartId: string, lineId: string): LineBook {
    const cart = this.carts.get(cartId) ?? new Map<string, LineBook>();
    this.carts.set(cartId, cart);
    const line = cart.get(lineId) ?? { certain: 0, perhaps: 0, isTakenFrom: false };
    cart.set(lineId, line);
    return line;
  }
}
