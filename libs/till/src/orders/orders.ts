import type { Order } from '@tidemark/schema';
import type { Observable } from 'rxjs';
import type { SaleEntry } from '../selling/selling.ts';

/** A search for orders. Words and times must both match. */
export interface OrderQuery {
  /**
   * Beginnings of words; all must match. They are searched in the order's number with or without "#", the receipt
   * number of its sale, the customer's name, e-mail and phone, and the titles and SKUs of its lines. '' fits every
   * order.
   */
  readonly words: string;
  /** Placed at this time or later; milliseconds since the epoch. */
  readonly from?: number | undefined;
  /** Placed before this time. */
  readonly until?: number | undefined;
}

/** All mirrored orders of the shop, from tills and from the web shop. Read only; works without a network. */
export interface Orders {
  /**
   * Reads the mirrored orders into memory; resolves when a search finds all of them. Until the first call they cost
   * nothing. Rejects where this browser cannot read them; another call tries again.
   */
  open(): Promise<void>;
  /** Whether a search finds everything that is stored. */
  readonly isOpen: boolean;
  /** How many there are. */
  readonly size: number;
  /** When the oldest one was placed; milliseconds since the epoch, undefined where there is none. */
  readonly since: number | undefined;
  /** Newest first; an order whose number, or whose receipt's number, is exactly the query comes before them. */
  search(query: OrderQuery): readonly Order[];
  order(id: string): Order | undefined;
  /** The sale that became this order; undefined where no till rang it up, or this till does not know the sale. */
  saleOf(order: Pick<Order, 'sourceIdentifier'>): SaleEntry | undefined;
  /** Emits after orders, or their sales, changed (at most about ten times a second). */
  readonly changed$: Observable<void>;
}
