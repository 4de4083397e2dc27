/** What Shopify last said about the bucket of points. */
export interface ThrottleStatus {
  readonly currentlyAvailable: number;
  readonly maximumAvailable: number;
  readonly restoreRate: number;
  /** When it was said, milliseconds since the epoch. */
  readonly at: number;
}

/**
 * How long to wait before a request of `cost` points, so that it is not refused: the bucket refills steadily from its
 * last known level. Background work leaves `reserve` points for requests that a cashier waits for.
 */
export function waitFor(
  cost: number,
  reserve: number,
  status: ThrottleStatus | undefined,
  now: number,
): number {
  if (!status) return 0;
  const refilled = status.currentlyAvailable + (Math.max(0, now - status.at) / 1000) * status.restoreRate;
  const needed = Math.min(cost + reserve, status.maximumAvailable);
  return refilled >= needed ? 0 : Math.ceil(((needed - refilled) / status.restoreRate) * 1000);
}
