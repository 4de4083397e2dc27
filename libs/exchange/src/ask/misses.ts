/** How long Shopify is not asked again for a code that it did not have. */
export const missMs = 60_000;
/** The most codes remembered; beyond that the oldest is forgotten. */
const mostMisses = 1_000;
/** A longer code is not worth the memory. */
const longestCode = 200;

/**
 * Codes for which Shopify had no product a moment ago ([E42]). A scanner that repeats the same nonsense, at however
 * many tills, costs one request a minute. Only the request to Shopify is skipped: callers search the mirror first, and
 * find there what arrived since.
 */
export class Misses {
  /** When Shopify was asked, by code. */
  readonly #askedAt = new Map<string, number>();

  /** Whether to skip the request. */
  isKnown(code: string, now: number): boolean {
    const askedAt = this.#askedAt.get(code);
    // A clock that was set back does not make a miss last longer.
    return askedAt !== undefined && now >= askedAt && now - askedAt < missMs;
  }

  note(code: string, now: number): void {
    if (code.length > longestCode) return;
    // Insert it at the end: the first is the oldest.
    this.#askedAt.delete(code);
    this.#askedAt.set(code, now);
    const [oldest] = this.#askedAt.keys();
    if (this.#askedAt.size > mostMisses && oldest !== undefined) this.#askedAt.delete(oldest);
  }
}
