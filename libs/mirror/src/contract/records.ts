import type { Checkpoint, SubmissionCounts } from '@tidemark/protocol';
import type { RecordName, RecordOf, RefusalCode, Sale, Submitted } from '@tidemark/schema';
import type { JournalState, RowFacts } from './journal.ts';
import type { Replicated } from './replicated.ts';

/** Records that are on their way to Shopify. */
export type SubmittedName = Exclude<RecordName, 'carts'>;

/** A row as a till sends it. */
export interface PushedState {
  readonly id: string;
  readonly _deleted: boolean;
}

/** What the store does with a pushed row; `judgePush` decides it. */
export type RowVerdict =
  | {
      readonly kind: 'accept' | 'conflict';
      readonly document: RecordOf[RecordName];
      readonly changed: boolean;
    }
  | {
      readonly kind: 'refuse';
      readonly code: RefusalCode;
      readonly message: string;
      /** True for a signed journal record that the store keeps, whole, beside the one that has its number ([O18]). */
      readonly keep?: boolean;
    };

/**
 * `facts` are those of a sale that is not stored yet, by its own claims about its till, staff and items; undefined for
 * every other row. `isErased`: personal data of this record, or of the customer whom it names, were erased: the verdict's
 * document must not have them ([Y2]).
 */
export type JudgeRow = (
  pushed: PushedState,
  current: RecordOf[RecordName] | undefined,
  facts: RowFacts | undefined,
  isErased?: boolean,
) => RowVerdict;

/**
 * What the store did with a pushed row; a conflict has the document as it is stored now. A retired record is stored, and
 * has left the tills: nothing came of the row.
 */
export type RowOutcome =
  | { readonly outcome: 'accepted'; readonly id: string }
  | { readonly outcome: 'retired'; readonly id: string; readonly document: RecordOf[RecordName] }
  | { readonly outcome: 'conflict'; readonly id: string; readonly document: PushedState }
  | {
      readonly outcome: 'refused';
      readonly id: string;
      readonly code: RefusalCode;
      readonly message: string;
    };

/** Names one record of the outbox. */
export interface RecordKey<C extends SubmittedName = SubmittedName> {
  readonly collection: C;
  readonly id: string;
}

/** A record that a worker has taken, to bring it to Shopify. Times are milliseconds since the epoch. */
export interface Taken<C extends SubmittedName = SubmittedName> extends RecordKey<C> {
  readonly document: RecordOf[C];
  /** When the server stored it. */
  readonly storedAt: number;
  /** No other worker takes it before this time. */
  readonly leasedUntil: number;
  /** Names the lease: nobody else ever has one of this name. */
  readonly lease: string;
}

/**
 * The longest wait of a record. One that seems put off for longer was put off by a clock that ran ahead, and is due
 * ([O11]).
 */
export const longestWaitMs = 6 * 60_000;

/** A record that Shopify was told. `place` is its position in the list for reading back. */
export interface Told extends RecordKey {
  readonly document: Submitted;
  readonly place: number;
}

/** What a record is moved to: its submission, and for a sale its effects. */
export interface Moved {
  readonly submission: Submitted['submission'];
  /** All effects of the sale, as they are from now on; absent: they stay as they are. */
  readonly effects?: NonNullable<Sale['effects']>;
}

/**
 * Returns where a record moves to, from the stored record; undefined for "leave it". `head` is its collection's place.
 */
export type MoveOn = (document: Submitted, head: Checkpoint) => Moved | undefined;

/** A person's decision about a sale: who, when, and what. */
export type Decided = NonNullable<Sale['decided']>;

/** Announced after every change of a record. */
export interface RecordCommitted {
  readonly shop: string;
  readonly collection: RecordName;
}

/**
 * Records of tills, and which of them Shopify has still to be told (the outbox). Records are documents of the mirror in
 * every respect: the same order of change, the same digests. Once they are settled and old they leave the tills, and
 * stay here ([O20]). All methods reject with the
 * store's own error when the store fails; nothing is half done.
 */
export interface Records extends Replicated<RecordName> {
  /**
   * Stores a pushed batch in one transaction.
   *
   * - [O1] `judge` decides each row, in order, against the stored state, earlier rows of the batch included;
   * - [O2] a new row gets a seq and, unless it is a cart, a place in the outbox, in this same transaction;
   * - [O3] a refused row stores nothing, and does not fail the others;
   * - [O4] each row gets one outcome, in the rows' order, after all are durable;
   * - [O12] a row that its till knows to have been stored, but is not, was lost by a restore of this store: it may have
   *   been sent, and is stored as unanswered;
   * - [O17] a new journal record is noted in its series, in this same transaction;
   * - [O18] a refused row that the verdict keeps is stored beside the record that has its number;
   * - [O21] a row of a record that has left the tills is answered with what is stored, and is not stored anew; only a cart
   *   that its till went on with is living again.
   */
  store(
    shop: string,
    collection: RecordName,
    rows: readonly PushedState[],
    judge: JudgeRow,
    storedAt: number,
  ): Promise<readonly RowOutcome[]>;

  /** The newest place of each collection of records; all of one moment. */
  heads(shop: string): Promise<Record<RecordName, Checkpoint>>;

  /** A record as it is stored, whether or not tills still have it. */
  find<C extends RecordName>(shop: string, collection: C, id: string): Promise<RecordOf[C] | undefined>;

  /**
   * [O5] Takes due records without a lease, in the order in which they were stored, for the taker alone until
   * `leasedUntil`. A dead process's lease ends then. [O11] A record put off for longer than `longestWaitMs` is due.
   */
  take<C extends SubmittedName>(
    shop: string,
    collection: C,
    now: number,
    leasedUntil: number,
    limit: number,
  ): Promise<readonly Taken<C>[]>;

  /**
   * [O6] Stores that an attempt begins, if the caller still has the lease. Returns the stored document under a lease
   * renewed until `leasedUntil`. Returns undefined if `begin` does, or the lease is lost: then nothing may be sent.
   */
  begin<C extends SubmittedName>(
    shop: string,
    taken: Taken<C>,
    leasedUntil: number,
    begin: MoveOn,
  ): Promise<Taken<C> | undefined>;

  /**
   * [O7] Stores a submission's next state, regardless of the lease, and ends the lease: document, seq and outbox in one
   * transaction. A waiting record is due at its `notBefore`. An accepted or refused one is listed for reading back.
   * [O22] A sale whose order is settled waits as long as one of its effects does.
   * `decided`: the person who moves a sale on; stored with it. Returns the document as it is now; undefined if there is
   * none, or `next` left it.
   */
  move<C extends SubmittedName>(
    shop: string,
    key: RecordKey<C>,
    next: MoveOn,
    now: number,
    decided?: Decided,
  ): Promise<RecordOf[C] | undefined>;

  /** [O24] Ends all leases of a shop's records: for its new owner, since those who took them are gone. */
  free(shop: string): Promise<void>;

  /** Releases a taken record and puts it off until `notBefore`; its document stays as it is. */
  postpone(shop: string, taken: Taken, notBefore: number): Promise<void>;

  /** [O13] Whether an earlier edit of the same customer, under whichever name, still waits. */
  isBehind(shop: string, editId: string): Promise<boolean>;

  /**
   * [O8] Records that Shopify was told and whose effects were not read since, oldest first, beyond the place `after`.
   */
  toRead(shop: string, limit: number, after?: number): Promise<readonly Told[]>;

  /** [O8] Notes that these records' effects were read and stored. */
  haveRead(shop: string, keys: readonly RecordKey[]): Promise<void>;

  /**
   * [O15] Moves these records, whose stored rows are no longer JSON, from the outbox to quarantine, with their whole
   * text. `take` and `toRead` do so by themselves with the rows that they meet.
   */
  setAside(shop: string, collection: RecordName, ids: readonly string[]): Promise<void>;

  /**
   * [O20] Takes up to `limit` of the oldest settled records that were stored before `before` from the tills: each becomes
   * a tombstone under a seq of its own, and stays here whole. A cart leaves once it is sold or discarded and did not
   * change since `before`. Returns how many left; 0: none is left to leave. Call it until then.
   */
  retire(shop: string, before: number, now: number, limit: number): Promise<number>;

  /** When the next record without a lease is due; undefined if none waits. */
  nextDue(shop: string, collection: SubmittedName, now: number): Promise<number | undefined>;

  /**
   * [O9] The number of records in each state, those that have left the tills included. Those that need a look (`differing`,
   * `overruled`, `marked`) are counted while tills have them.
   */
  counts(shop: string): Promise<SubmissionCounts>;

  /** [O19] What of the shop's journals needs a person, at the time `now`. Its cost does not grow with what is settled. */
  journalState(shop: string, now: number): Promise<JournalState>;

  /** [O10] The highest receipt number of a till under a prefix, among all stored sales. */
  lastReceipt(shop: string, tillId: string, prefix: string): Promise<string | undefined>;

  /** [O14] The sales with this receipt number: one, as a rule; also those that have left the tills. */
  salesWithReceipt(shop: string, receiptNumber: string): Promise<readonly Sale[]>;

  /** [M17] Calls `listener` after every change, in order. Returns a function that stops it. */
  onCommit(listener: (committed: RecordCommitted) => void): () => void;
}
