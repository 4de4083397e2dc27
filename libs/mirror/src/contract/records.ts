import type { Checkpoint, SubmissionCounts } from '@tidemark/protocol';
import type { RecordName, RecordOf, RefusalCode, Sale, Submitted } from '@tidemark/schema';
import type { Replicated } from './replicated.ts';

/** Records that are on their way to Shopify. */
export type SubmittedName = Exclude<RecordName, 'carts'>;

/** A row as a till sends it. */
export interface PushedState {
  readonly id: string;
  readonly _deleted: boolean;
}

/** What is to become of a pushed row: see `judgePush`, which decides it. */
export type RowVerdict =
  | {
      readonly kind: 'accept' | 'conflict';
      readonly document: RecordOf[RecordName];
      readonly changed: boolean;
    }
  | { readonly kind: 'refuse'; readonly code: RefusalCode; readonly message: string };

export type JudgeRow = (pushed: PushedState, current: RecordOf[RecordName] | undefined) => RowVerdict;

/** What became of a pushed row; a conflict's document as the store has it now. */
export type RowOutcome =
  | { readonly outcome: 'accepted'; readonly id: string }
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

/** \1 record that somebody has taken to bring it to Shopify. Times are milliseconds since the epoch. */
export interface Taken<C extends SubmittedName = SubmittedName> extends RecordKey<C> {
  readonly document: RecordOf[C];
  /** When the server stored it. */
  readonly storedAt: number;
  /** Until then nobody else takes it. Names the lease, too: whoever takes it later has another. */
  readonly leasedUntil: number;
}

/** Nothing is put off for longer: what seems to be was put off by a clock that ran ahead, and is due ([O11]). */
export const longestWaitMs = 6 * 60_000;

/** \1 record that Shopify was told. `place` is where it stands among those to be read. */
export interface Told extends RecordKey {
  readonly document: Submitted;
  readonly place: number;
}

/** The next submission of \1 record, from what is stored; undefined for "leave it". `head` is its collection's place. */
export type MoveOn = (document: Submitted, head: Checkpoint) => Submitted['submission'] | undefined;

/** Said after every change of \1 record. */
export interface RecordCommitted {
  readonly shop: string;
  readonly collection: RecordName;
}

/**
 * What tills wrote, and what Shopify has still to be told of it (the outbox). Documents of the mirror in every respect:
 * the same order of change, the same digests. Never deleted. All methods reject with the store's own error when the
 * store fails; nothing is half done.
 */
export interface Records extends Replicated<RecordName> {
  /**
   * Stores a pushed batch in one transaction.
   *
   * - [O1] `judge` decides of each row, in order, against what is stored, the batch's own earlier rows included;
   * - [O2] what is new gets a seq and, except for carts, a place in the outbox, in this same transaction;
   * - [O3] a refused row stores nothing, and takes no other with it;
   * - [O4] there is one outcome for each row, in the rows' order, after all is durable;
   * - [O12] what its till knows to have been stored, and is not, was lost with an older state of this store: it may have
   *   been sent, and is stored as unanswered.
   */
  store(
    shop: string,
    collection: RecordName,
    rows: readonly PushedState[],
    judge: JudgeRow,
    storedAt: number,
  ): Promise<readonly RowOutcome[]>;

  /** The newest place of each record; all of one moment. */
  heads(shop: string): Promise<Record<RecordName, Checkpoint>>;

  /** One record as it is stored. */
  find<C extends RecordName>(shop: string, collection: C, id: string): Promise<RecordOf[C] | undefined>;

  /**
   * [O5] Takes what is due and in nobody's hands, in the order in which it was stored: for the taker alone, until
   * `leasedUntil`. A process that dies lets go by that time. [O11] What is put off for longer than `longestWaitMs` is due.
   */
  take<C extends SubmittedName>(
    shop: string,
    collection: C,
    now: number,
    leasedUntil: number,
    limit: number,
  ): Promise<readonly Taken<C>[]>;

  /**
   * [O6] Stores that an attempt begins, for whoever still has the lease. Answers what is in hand from now on: the document
   * as it is stored, under a lease renewed until `leasedUntil`. Undefined where `begin` has nothing to say, or the lease is
   * lost: then nothing may leave.
   */
  begin<C extends SubmittedName>(
    shop: string,
    taken: Taken<C>,
    leasedUntil: number,
    begin: MoveOn,
  ): Promise<Taken<C> | undefined>;

  /**
   * [O7] Stores a submission's next state, whoever has the lease, and ends it: document, seq, outbox in one transaction.
   * Waiting is due by its `notBefore`. Accepted or refused, what it did in Shopify is to be read. Answers the document
   * as it is now; undefined where there is none, or `next` left it.
   */
  move<C extends SubmittedName>(
    shop: string,
    key: RecordKey<C>,
    next: MoveOn,
    now: number,
  ): Promise<RecordOf[C] | undefined>;

  /** Lets go of what was taken, until then; its document stays as it is. */
  postpone(shop: string, taken: Taken, notBefore: number): Promise<void>;

  /** [O13] Whether an edit that was placed before this one is about the same customer, under whichever name, and waits still. */
  isBehind(shop: string, editId: string): Promise<boolean>;

  /** [O8] What Shopify was told, and whose effects were not read since, oldest first; those behind `after`. */
  toRead(shop: string, limit: number, after?: number): Promise<readonly Told[]>;

  /** [O8] The effects of these were read, and stored. */
  haveRead(shop: string, keys: readonly RecordKey[]): Promise<void>;

  /**
   * [O15] Takes these, of which what is stored is no JSON any more, out of the outbox into quarantine, with their whole text.
   * `take` and `toRead` do so by themselves with what they meet.
   */
  setAside(shop: string, collection: RecordName, ids: readonly string[]): Promise<void>;

  /** When the next one is due that nobody has; undefined where none waits. */
  nextDue(shop: string, collection: SubmittedName, now: number): Promise<number | undefined>;

  /** [O9] How many stand where. */
  counts(shop: string): Promise<SubmissionCounts>;

  /** [O10] The highest receipt number of a till under a prefix, among all stored sales. */
  lastReceipt(shop: string, tillId: string, prefix: string): Promise<string | undefined>;

  /** [O14] The sales with this receipt number: one, as a rule. */
  salesWithReceipt(shop: string, receiptNumber: string): Promise<readonly Sale[]>;

  /** [M17] Calls `listener` after every change, in order. Returns the way to stop. */
  onCommit(listener: (committed: RecordCommitted) => void): () => void;
}
