import { afterAttempt, backoff, beginAttempt, type Outcome, type Submission } from '@tidemark/conflict';
import { formatCheckpoint, type Checkpoint } from '@tidemark/protocol';
import { longestWaitMs, type Moved, type RecordKey, type SubmittedName, type Taken } from '@tidemark/mirror';
import {
  isShopifyId,
  lifeOf,
  type CustomerEdit,
  type Effect,
  type RecordOf,
  type Submitted,
} from '@tidemark/schema';
import type { Source } from '../source.ts';
import { livingOn, presentLife, type LifeKey } from './lives.ts';
import { isPutOff } from './next-step.ts';
import { leaving, limited, openPace, paceWait } from './order-pace.ts';
import { Troubles } from './troubles.ts';

/** An attempt that has not left by then is not sent; its lease outlives it. */
const attemptMs = 90_000;
export const leaseMs = 3 * 60_000;
/** An unanswered attempt may still be under way: how long to wait before looking it up. */
const graceMs = 3_000;

type SubmissionOf<C extends SubmittedName> = RecordOf[C]['submission'] & Submission;

/** The states that a life may be in. */
type LivesOf<K extends LifeKey> = K extends { readonly effect: string }
  ? Effect['submission']
  : SubmissionOf<K['collection']>;

/** Builds the stored outcome of an attempt; for an acceptance, `after` is its collection's place just before. */
type OutcomeAt<K extends LifeKey> = (after: string) => Outcome<LivesOf<K>>;

/** The logged facts of an outcome. The order limit is a pace, not a trouble. */
interface Facts {
  readonly reason?: string;
  readonly isOrderLimit?: boolean;
  readonly [fact: string]: unknown;
}

/** What submitting works with, and the steps common to every kind of record. */
export class SubmitQueue {
  readonly source: Source;
  readonly startedAt: number;
  readonly troubles = new Troubles();
  /** Whether Shopify's words say that orders cannot be found by their sales ([T16]). */
  readonly isSaleIdMissing: (words: string) => boolean;
  readonly #random: () => number;
  /** When this process began its attempts. */
  readonly #begun = new Map<string, number>();
  /** How often each sale checked for its new customer. */
  readonly #asked = new Map<string, number>();
  /** How often it was asked in vain where a sale's order was placed. */
  readonly #placementAsked = new Map<string, number>();
  #pace;

  constructor(
    source: Source,
    random: () => number,
    ordersPerMinute: number | undefined,
    isSaleIdMissing: (words: string) => boolean,
  ) {
    this.isSaleIdMissing = isSaleIdMissing;
    this.source = source;
    this.startedAt = source.now();
    this.#random = random;
    this.#pace = openPace(ordersPerMinute);
  }

  get shop(): string {
    return this.source.shopify.shop;
  }

  /** The present time, and when this process started. */
  sight(): { readonly startedAt: number; readonly now: number } {
    return { startedAt: this.startedAt, now: this.source.now() };
  }

  /** How long the next order has to wait. */
  orderWait(): number {
    return paceWait(this.#pace, this.source.now());
  }

  orderLeaves(): number {
    const at = this.source.now();
    this.#pace = leaving(this.#pace, at);
    return at;
  }

  /** Notes that Shopify's limit turned an order away; returns how long to wait for room. */
  orderLimited(at: number, retryAfterMs: number): number {
    this.#pace = limited(this.#pace, at, retryAfterMs, this.source.now());
    return this.orderWait();
  }

  /** The edit that creates the customer whom a till names; undefined for a Shopify customer, or if unknown. */
  async creating(customerId: string | null): Promise<CustomerEdit | undefined> {
    if (customerId === null || isShopifyId(customerId)) return undefined;
    return this.source.records.find(this.shop, 'customerEdits', customerId);
  }

  /** [T12] Whether an earlier edit of the same customer, under whichever name, still waits. */
  isBehind({ id }: Taken<'customerEdits'>): Promise<boolean> {
    return this.source.records.isBehind(this.shop, id);
  }

  asked(saleId: string): number {
    return this.#asked.get(saleId) ?? 0;
  }

  /** Counts one more vain check of a sale for its customer. */
  asks(saleId: string): void {
    this.#asked.set(saleId, this.asked(saleId) + 1);
  }

  /** Counts one more question about where a sale's order was placed; returns how many there were. */
  asksForPlacement(saleId: string): number {
    const times = (this.#placementAsked.get(saleId) ?? 0) + 1;
    this.#placementAsked.set(saleId, times);
    return times;
  }

  /** When this record was last sent, if ever; an earlier process's attempt counts as just before this process. */
  lastTriedAt(key: RecordKey): number {
    return this.#begun.get(nameOf(key)) ?? this.startedAt;
  }

  /** [T1] Stores that an attempt begins, of a record or of its effect; undefined if nothing may be sent. */
  async begin<C extends SubmittedName>(taken: Taken<C>, effect?: string): Promise<RecordOf[C] | undefined> {
    const now = this.source.now();
    const until = now + leaseMs;
    const begun = await this.source.records.begin(this.shop, taken, until, document => {
      const next = beginAttempt(awake(lifeOf(document, effect) ?? null, now), now);
      return next && livingOn(document, effect, next);
    });
    if (begun) this.#begun.set(nameOf(taken), now);
    return begun?.document;
  }

  /** Sends within the lease; a request that could not leave in time counts as unanswered. */
  async sent<W>(
    send: (signal: AbortSignal) => Promise<W>,
  ): Promise<W | { kind: 'unanswered'; reason: string; isThere?: never }> {
    const { signal, owns } = this.source;
    // A process that was stopped for a while: another one may have sent it since.
    if (owns?.() === false) throw new Error(`another process may own ${this.shop} by now`);
    const inTime = AbortSignal.timeout(attemptMs);
    try {
      return await send(AbortSignal.any([signal, inTime]));
    } catch (error) {
      if (signal.aborted || !inTime.aborted) throw error;
      return { kind: 'unanswered', reason: 'it took too long' };
    }
  }

  /**
   * [T2] Stores and logs the outcome of an attempt or a look-up. `beside`: what else is stored in the same step.
   */
  async record<K extends LifeKey>(
    key: K,
    outcomeAt: OutcomeAt<K>,
    facts: Facts = {},
    beside: (moved: Moved, document: Submitted) => Moved = moved => moved,
  ): Promise<void> {
    const { records, log } = this.source;
    const { collection, id, effect } = key;
    const now = this.source.now();
    const chance = this.#random();
    let outcome: Outcome<LivesOf<K>> | undefined;
    const next = (document: Submitted, head: Checkpoint): Moved | undefined => {
      const life = lifeOf(document, effect);
      if (life === undefined) return undefined;
      outcome = outcomeAt(formatCheckpoint(head));
      const time = outcome.kind === 'unanswered' ? now + graceMs : now;
      const after = afterAttempt(life as LivesOf<K>, outcome, time, chance);
      return beside(livingOn(document, effect, inReach(after, now)), document);
    };
    await records.move(this.shop, { collection, id }, next, now);
    if (outcome === undefined) return;
    this.#learn(key, outcome.kind, facts, now);
    const about = effect === undefined ? {} : { effect };
    log({ name: outcome.kind, shop: this.shop, collection, id, ...about, ...facts });
  }

  /** Releases a record for `ms`; without a time, for longer the more often it was tried. */
  async postpone(taken: Taken, ms?: number): Promise<void> {
    const life = presentLife(taken.document, this.source.now());
    const attempts = life?.state === 'waiting' ? life.attempts + 1 : 1;
    const wait = ms ?? backoff(attempts, this.#random());
    await this.source.records.postpone(this.shop, taken, this.source.now() + wait);
  }

  /** Notes what an outcome says about its kind as a whole, and forgets what is no longer needed. */
  #learn(
    key: RecordKey,
    kind: Outcome<Submission>['kind'],
    { reason, isOrderLimit }: Facts,
    now: number,
  ): void {
    if (kind === 'accepted' || kind === 'refused') {
      this.troubles.passed(key.collection);
      this.#begun.delete(nameOf(key));
      this.#asked.delete(key.id);
      this.#placementAsked.delete(key.id);
    } else if (!isOrderLimit) this.troubles.arose(key.collection, reason ?? kind, now);
  }
}

/** The submission without a future time from a clock that ran ahead, which delays nothing ([T18]). */
function awake(submission: Submission, now: number): Submission {
  if (submission?.state !== 'waiting' || isPutOff(submission, now)) return submission;
  return { ...submission, notBefore: Math.min(submission.notBefore, now) };
}

/** Without a wait so long that it would count as a mistake of the clock ([T18]). */
function inReach(submission: Submission, now: number): Submission {
  if (submission?.state !== 'waiting') return submission;
  return { ...submission, notBefore: Math.min(submission.notBefore, now + longestWaitMs) };
}

function nameOf({ collection, id }: RecordKey): string {
  return `${collection}/${id}`;
}
