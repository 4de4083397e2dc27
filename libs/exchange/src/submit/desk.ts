import { afterAttempt, backoff, beginAttempt, type Outcome, type Submission } from '@tidemark/conflict';
import { formatCheckpoint } from '@tidemark/protocol';
import type { PromiseKey, SubmittedName, Taken } from '@tidemark/mirror';
import { isShopifyId, type CustomerEdit, type PromiseOf } from '@tidemark/schema';
import type { Source } from '../source.ts';
import { leaving, limited, openPace, paceWait } from './order-pace.ts';

/** An attempt that has not left by then does not leave; its lease outlives it. */
const attemptMs = 90_000;
export const leaseMs = 3 * 60_000;
/** What went unanswered may still be under way: nobody looks it up at once. */
const graceMs = 3_000;

type SubmissionOf<C extends SubmittedName> = PromiseOf[C]['submission'] & Submission;

/** What the outcome of an attempt is stored as; of an acceptance, `after` is its collection's place just before. */
type OutcomeAt<C extends SubmittedName> = (after: string) => Outcome<SubmissionOf<C>>;

/** What submitting works with, and the few things that it does to every promise alike. */
export class Desk {
  readonly source: Source;
  readonly startedAt: number;
  readonly #random: () => number;
  #pace;

  constructor(source: Source, random: () => number, ordersPerMinute: number | undefined) {
    this.source = source;
    this.startedAt = source.now();
    this.#random = random;
    this.#pace = openPace(ordersPerMinute);
  }

  get shop(): string {
    return this.source.shopify.shop;
  }

  /** When it is, and when this process began. */
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

  /** Answers how long to wait for room. */
  orderLimited(at: number, retryAfterMs: number): number {
    this.#pace = limited(this.#pace, at, retryAfterMs, this.source.now());
    return this.orderWait();
  }

  /** The edit that makes the customer whom a till names; undefined of one of Shopify's, or where it is not known. */
  async creating(customerId: string | null): Promise<CustomerEdit | undefined> {
    if (customerId === null || isShopifyId(customerId)) return undefined;
    return this.source.promises.find(this.shop, 'customerEdits', customerId);
  }

  /** [T1] Stores that an attempt begins; undefined where nothing may leave. */
  async begin<C extends SubmittedName>(taken: Taken<C>): Promise<PromiseOf[C] | undefined> {
    const now = this.source.now();
    const begun = await this.source.promises.begin(
      this.shop,
      taken,
      now + leaseMs,
      ({ submission }) => beginAttempt(submission, now) as SubmissionOf<C> | undefined,
    );
    return begun?.document;
  }

  /** Sends within the lease: what could not leave in time is unanswered. */
  async sent<W>(
    send: (signal: AbortSignal) => Promise<W>,
  ): Promise<W | { kind: 'unanswered'; reason: string }> {
    const { signal } = this.source;
    const inTime = AbortSignal.timeout(attemptMs);
    try {
      return await send(AbortSignal.any([signal, inTime]));
    } catch (error) {
      if (signal.aborted || !inTime.aborted) throw error;
      return { kind: 'unanswered', reason: 'it took too long' };
    }
  }

  /** Stores what came of an attempt, or of a look-up, and says it. */
  async record<C extends SubmittedName>(
    key: PromiseKey<C>,
    outcomeAt: OutcomeAt<C>,
    facts: object = {},
  ): Promise<PromiseOf[C] | undefined> {
    const { promises, log } = this.source;
    const now = this.source.now();
    const chance = this.#random();
    let kind: string | undefined;
    const document = await promises.move(
      this.shop,
      key,
      ({ submission }, head) => {
        const outcome = outcomeAt(formatCheckpoint(head));
        kind = outcome.kind;
        const time = outcome.kind === 'unanswered' ? now + graceMs : now;
        return afterAttempt(submission as SubmissionOf<C>, outcome, time, chance);
      },
      now,
    );
    if (kind !== undefined)
      log({ name: kind as 'accepted', shop: this.shop, collection: key.collection, id: key.id, ...facts });
    return document;
  }

  /** Lets go of it for so long; without a time, for longer the more often it was tried. */
  async postpone(taken: Taken, ms?: number): Promise<void> {
    const { submission } = taken.document;
    const attempts = submission?.state === 'waiting' ? submission.attempts + 1 : 1;
    const wait = ms ?? backoff(attempts, this.#random());
    await this.source.promises.postpone(this.shop, taken, this.source.now() + wait);
  }
}
