import type { Outcome } from '../transport/outcome.ts';

/**
 * What came of a mutation that was sent once.
 *
 * - `unanswered`: nobody knows whether it was done.
 * - `turned-away`: it surely was not, and may be tried again after so long.
 * - `refused`: it was not, and never will be as it is.
 */
export type Attempted<T> =
  | { readonly kind: 'data'; readonly data: T }
  | { readonly kind: 'unanswered'; readonly reason: string }
  | { readonly kind: 'turned-away'; readonly reason: string; readonly retryAfterMs: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** An app that Shopify does not let in asks again so seldom: a person must act. */
const lockedOutMs = 60_000;

/** Codes of connections that never were: nothing was sent. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** What an answer without data means for the mutation behind it. */
export function attempted(outcome: Exclude<Outcome, { kind: 'data' }>): Attempted<never> {
  const { error } = outcome;
  const reason = error.message;
  if (outcome.kind === 'again') {
    if (error.reason === 'throttled') return { kind: 'turned-away', reason, retryAfterMs: outcome.afterMs };
    return isNeverConnected(error)
      ? { kind: 'turned-away', reason, retryAfterMs: outcome.afterMs }
      : { kind: 'unanswered', reason };
  }
  if (error.reason === 'refused' || (outcome.kind === 'failed' && outcome.isDenied))
    return { kind: 'turned-away', reason, retryAfterMs: lockedOutMs };
  const isRefused = error.reason === 'unexpected' && outcome.kind === 'failed' && !outcome.isPartial;
  // Of a request that was denied in part, the rest may have been done.
  return isRefused ? { kind: 'refused', reason } : { kind: 'unanswered', reason };
}

function isNeverConnected(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && neverConnected.has(code)) return true;
  }
  return false;
}
