import { backoff } from '@tidemark/conflict';
import { WireError } from '../wire/wire-error.ts';

const longestWaitMs = 30_000;

/** A blocked till asks so often whether it still is: nobody unblocks it from one second to the next. */
export const blockedWaitMs = 15 * 60_000;

/**
 * How long to wait after a failure, the `failures`th in a row, before the next try; `chance` is 0 to 1. What the server
 * refuses because it blocked the till waits long ([T100]): a sign-in, which shows that it is unblocked, ends the wait.
 */
export function waitAfter(error: unknown, failures: number, chance: number): number {
  if (error instanceof WireError && error.code === 'till-blocked') return blockedWaitMs;
  return Math.min(backoff(failures, chance), longestWaitMs);
}
