import type { RateLimiterAbstract } from 'rate-limiter-flexible';

export interface LimitOptions {
  /** What is counted: counters of one name share their counts. */
  readonly name: string;
  /** So often it may happen ... */
  readonly points: number;
  /** ... within so many seconds. */
  readonly duration: number;
}

/**
 * [R21] Makes a counter that all processes of a store share, by keys of at most 200 characters. Its calls reject with a StoreError
 * where the store does not answer.
 */
export type NewLimiter = (options: LimitOptions) => RateLimiterAbstract;
