import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { NewLimiter } from '../contract/limits.ts';

/** Counters of the one process that has the store: in its memory. A restart forgets them. */
export const memoryLimiter: NewLimiter = ({ name, points, duration }) =>
  new RateLimiterMemory({ keyPrefix: name, points, duration });
