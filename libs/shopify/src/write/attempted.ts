import type { Outcome } from '../transport/outcome.ts';

/**
 * The result of a mutation that was sent once.
 *
 * - `unanswered`: it is unknown whether it was done.
 * - `turned-away`: it surely was not done, and may be tried again after a wait.
 * - `refused`: it was not done, and never will be as it is.
 */
export type Attempted<T> =
  | { readonly kind: 'data'; readonly data: T }
  | { readonly kind: 'unanswered'; readonly reason: string }
  | { readonly kind: 'turned-away'; readonly reason: string; readonly retryAfterMs: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** How long an app that Shopify refuses waits before it asks again: a person must act. */
const lockedOutMs = 60_000;

/** Codes of connections that were never made: nothing was sent. */
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
  // If a request was denied only in part, the rest may have been done.
  return isRefused ? { kind: 'refused', reason } : { kind: 'unanswered', reason };
}

function isNeverConnected(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && neverConnected.has(code)) return true;
  }
  return false;
}
