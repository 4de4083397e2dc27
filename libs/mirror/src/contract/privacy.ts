import type { PublicKey, RedactionRecord } from '@tidemark/journal';
import type { Order, RecordName, RecordOf } from '@tidemark/schema';

/** A customer whose personal data are to be erased, and orders that Shopify named with them. All ids are Shopify's. */
export interface Erasure {
  readonly customerId: string;
  readonly orderIds: readonly string[];
  /** When it was asked for, in milliseconds since the epoch. */
  readonly at: number;
}

/** Returns a record without personal data; the very same object if it has none. */
export type EraseRecord = (
  collection: RecordName,
  document: RecordOf[RecordName],
  now: number,
) => RecordOf[RecordName];

/** How much an erasure changed. */
export interface ErasedCounts {
  readonly sales: number;
  readonly carts: number;
  readonly customerEdits: number;
  readonly orders: number;
  /** 1 if the mirror had the customer. */
  readonly customers: number;
  /** Unreadable documents, and records beside those that have their numbers. */
  readonly others: number;
}

export interface Erased {
  readonly counts: ErasedCounts;
  /** Mirrored orders of the customer: Shopify has erased them too, so they can be read again. */
  readonly orderIds: readonly string[];
}

/** An erasure that was done. Counts add up where it was repeated. */
export interface Redaction extends Erased {
  readonly customerId: string;
  readonly at: number;
}

/** Everything that the store has of one customer. */
export interface CustomerData {
  readonly customer: object | undefined;
  readonly orders: readonly Order[];
  readonly sales: readonly RecordOf['sales'][];
  readonly carts: readonly RecordOf['carts'][];
  readonly customerEdits: readonly RecordOf['customerEdits'][];
}

/** Personal data of customers: found, and erased for good. */
export interface Privacy {
  /**
   * Erases the personal data of a customer, under every id by which tills know them, from all that the store keeps.
   *
   * - [Y1] every change is an ordinary change of its document: tills get it as any other;
   * - [Y2] what is erased stays erased: a read that shows the customer or a named order again, and a record of the
   *   customer that a till pushes, are stored without personal data;
   * - [Y3] a repeated or interrupted erasure ends as one that was done once;
   * - [Y4] afterwards no document and no log of the store has the erased words, and no file of it once it is rewritten.
   */
  erase(shop: string, erasure: Erasure, erase: EraseRecord): Promise<Erased>;

  /**
   * [Y8] Erases everything of a shop, its name included. Afterwards nothing of it is stored: whoever tries is refused with
   * `not-found`. `at` is the time, in milliseconds since the epoch.
   */
  eraseShop(shop: string, at: number): Promise<void>;

  /**
   * [Y13] Rewrites the store after erasures, where that is owed and was not done in the last twenty hours: nothing else
   * goes on meanwhile, some 5 ms for a megabyte. Returns whether it did. The next opening does what is owed by then.
   */
  rewrite(now: number): Promise<boolean>;

  /** [Y5] The erasures that were done, by customer. */
  redactions(shop: string): Promise<readonly Omit<Redaction, 'orderIds'>[]>;

  /**
   * [Y9] The journal of the shop's server, in its order: which records of tills lost their personal data, when and why.
   * Each of its records is written in the transaction that empties those that it names. Returns at most `limit` after the
   * first `after`.
   */
  redactionRecords(shop: string, after: number, limit: number): Promise<readonly RedactionRecord[]>;

  /** [Y9] The public keys that verify it. */
  serverKeys(): Promise<readonly PublicKey[]>;

  /** [Y6] What the store has of a customer, and of these orders of theirs. */
  dataOf(shop: string, customerId: string, orderIds: readonly string[]): Promise<CustomerData>;
}
