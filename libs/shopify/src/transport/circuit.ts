/** How many unanswered requests in a row open the circuit. */
const threshold = 3;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/** What is known of a service that may be down. Times are milliseconds since the epoch. */
export interface CircuitState {
  readonly failures: number;
  readonly downSince: number | undefined;
  /** No request goes out before this time; then one does. Undefined while the circuit is closed. */
  readonly retryAt: number | undefined;
  readonly lastError: string | undefined;
}

export const closedCircuit: CircuitState = {
  failures: 0,
  downSince: undefined,
  retryAt: undefined,
  lastError: undefined,
};

/** The state after any answer: the service is up. */
export function answered(): CircuitState {
  return closedCircuit;
}

/**
 * The state after a request without an answer. After a few in a row the pause begins, and doubles with each failed try
 * ([G9]).
 */
export function unanswered(state: CircuitState, error: string, now: number): CircuitState {
  const failures = state.failures + 1;
  const downSince = state.downSince ?? now;
  if (failures < threshold) return { failures, downSince, retryAt: undefined, lastError: error };
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - threshold));
  return { failures, downSince, retryAt: now + pause, lastError: error };
}

/**
 * Whether a request may go out now. After a pause one request may, and the others wait until it is answered. A pause
 * longer than the maximum comes from a clock that ran ahead and was set back.
 */
export function mayTry(
  state: CircuitState,
  now: number,
): { readonly may: boolean; readonly next: CircuitState } {
  if (state.retryAt === undefined) return { may: true, next: state };
  if (now < state.retryAt && state.retryAt - now <= longestPauseMs) return { may: false, next: state };
  return { may: true, next: { ...state, retryAt: now + firstPauseMs } };
}
