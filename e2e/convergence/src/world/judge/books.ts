import type { CustomerEntry } from '@tidemark/till';
import { PersonWords } from './person-words.ts';
import type { CustomerField } from '../steps/selling-steps.ts';

/** What was done to one line of a cart: for certain, and perhaps, by somebody whose browser died over it. */
export interface LineBook {
  certain: number;
  perhaps: number;
  /** Once units were taken away, no sum can be told: two tills may have taken the same. */
  isTakenFrom: boolean;
}

/** How much was written at the tills of a world, and said to be: one in which nobody sells shows nothing of selling. */
export interface Deeds {
  readonly sales: number;
  readonly moves: number;
  readonly customerEdits: number;
  readonly carts: number;
}

/** What people at the tills were told that they did. It must come true; what they were not told may. */
export class Books {
  /** Sales of which "Sold" was said: id → total in cents. */
  readonly sold = new Map<string, number>();
  /** Drafts that somebody tried to sell: there are never more sales. */
  drafts = 0;
  /** Stock moves that were said to be written. */
  readonly moves = new Set<string>();
  moveTries = 0;
  /** Customer edits that were said to be written. */
  readonly edits = new Set<string>();
  /** What tills wrote, or perhaps wrote, into a customer's field, by "id field". Ids are those that the till knew. */
  readonly customerValues = new Map<string, Set<string | null>>();
  /** First names of people whom tills made: each names one only. */
  readonly newcomers = new Set<string>();
  /** What was written about customers. */
  readonly words = new PersonWords();
  readonly carts = new Map<string, Map<string, LineBook>>();
  /** Carts that were said to be parked. */
  readonly parked = new Set<string>();
  /** Units by line of carts that were perhaps parked: a browser died over it, and nobody knows under which id. */
  readonly perhapsParked = new Map<string, number>();
  /** Customers as a till showed them when somebody edited them; for a plant that sends all of that. */
  readonly seen = new Map<string, CustomerEntry>();

  get deeds(): Deeds {
    const { sold, moves, edits, carts } = this;
    return { sales: sold.size, moves: moves.size, customerEdits: edits.size, carts: carts.size };
  }

  customerWrite(customerId: string, field: CustomerField, value: string | null): void {
    const key = `${customerId} ${field}`;
    this.customerValues.set(key, (this.customerValues.get(key) ?? new Set()).add(value));
  }

  /** Somebody begins to park so many units of a line, or with fewer than none was told that it was done. */
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
