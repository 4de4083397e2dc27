import { beginningOf } from '@tidemark/schema';
import { backoff } from './backoff.ts';
import { stored, type Submission, type Waiting } from './submission.ts';

/**
 * The outcome of one attempt, with what its kind of record adds.
 *
 * - `unanswered`: it may have reached Shopify, so it is looked up before anything is sent again.
 * - `turned-away`: it surely had no effect: throttled, five orders a minute, no connection was made at all.
 */
export type Outcome<S extends Submission> =
  | { readonly kind: 'accepted'; readonly as: Omit<InState<S, 'accepted'>, 'state'> }
  | {
      readonly kind: 'refused';
      readonly because: Omit<InState<S, 'refused'>, 'state' | 'sending' | 'attempts'>;
    }
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'turned-away'; readonly retryAfterMs: number };

/**
 * The state to store before a request leaves: after a crash it tells that the request may have arrived. Undefined if
 * nothing should be sent: settled, parked, or not yet due.
 */
export function beginAttempt(submission: Submission, now: number): Waiting | undefined {
  if (submission?.state !== 'waiting' || submission.notBefore > now) return undefined;
  return { ...submission, attempts: submission.attempts + 1, unanswered: submission.unanswered + 1 };
}

/**
 * Whether an earlier attempt may have reached Shopify: then it is looked up there before another. Always true after
 * "send again": a refusal does not undo what an earlier attempt may have done.
 */
export function mustLookUp(submission: Submission): boolean {
  return submission?.state === 'waiting' && (submission.unanswered > 0 || submission.sending > 1);
}

/**
 * The submission after an attempt. A settled one never moves again, except when an order is found; a waiting one moves
 * by its outcome.
 */
export function afterAttempt<S extends Submission>(
  submission: S,
  outcome: Outcome<S>,
  now: number,
  chance: number,
): S {
  return moved(submission, outcome, now, chance) as S;
}

function moved<S extends Submission>(submission: S, outcome: Outcome<S>, now: number, chance: number) {
  if (submission?.state === 'accepted') return submission;
  if (outcome.kind === 'accepted') return { ...outcome.as, state: 'accepted' };
  if (submission?.state !== 'waiting') return submission;
  const { sending, attempts, unanswered } = submission;
  switch (outcome.kind) {
    case 'refused':
      return { ...inShort(outcome.because), state: 'refused', sending, attempts };
    case 'unanswered':
      return { ...submission, notBefore: notBefore(submission, now + backoff(attempts, chance)) };
    case 'turned-away': {
      const later = notBefore(submission, now + outcome.retryAfterMs);
      return { ...submission, unanswered: Math.max(unanswered - 1, 0), notBefore: later };
    }
  }
}

function notBefore(submission: Waiting, time: number): number {
  return Math.max(submission.notBefore, time);
}

/** A person's decision about a record that they saw refused in `sending`. */
export type Decision<S extends Submission> =
  | { readonly do: 'send-again'; readonly sending: number }
  | {
      readonly do: 'resolve';
      readonly sending: number;
      readonly as: Omit<InState<S, 'resolved'>, 'state' | 'sending'>;
    };

/**
 * Moves a refused submission on. If it is in another sending, or no longer refused, another person was faster: nothing
 * happens.
 */
export function decide<S extends Submission>(submission: S, decision: Decision<S>): S {
  if (submission?.state !== 'refused' || submission.sending !== decision.sending) return submission;
  const { sending, attempts } = submission;
  return (
    decision.do === 'resolve'
      ? { ...decision.as, state: 'resolved', sending }
      : { ...stored, sending: sending + 1, attempts }
  ) as S;
}

/**
 * The idempotency key of a record's attempts in one sending: the same for every attempt, and another after a refusal,
 * since Shopify keeps a refused key refused.
 */
export function attemptKey(key: string, sending: number): string {
  return sending === 1 ? key : `${key}-${sending}`;
}

type InState<S, Name extends string> = Extract<S, { readonly state: Name }>;

/** Shopify's reason may be long; a person reads the beginning. */
const longestReason = 2_000;

function inShort<T extends object>(because: T): T {
  const { reason } = because as { readonly reason?: unknown };
  return typeof reason === 'string' ? { ...because, reason: beginningOf(reason, longestReason) } : because;
}
