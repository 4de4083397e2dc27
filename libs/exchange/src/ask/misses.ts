/** So long Shopify is not asked again for a code that it did not have. */
export const missMs = 60_000;
/** Codes that are remembered at most; of more, the oldest is forgotten. */
const mostMisses = 1_000;
/** Characters of a code above which it is not worth the memory. */
const longestCode = 200;

/**
 * Codes of which Shopify said a moment ago that it has no product with them ([E42]). A scanner that reads the same nonsense again
 * and again, at however many tills, costs one request a minute. Only the question is spared: whoever asks looks into the mirror
 * first, and finds there what came in since.
 */
export class Misses {
  /** When Shopify was asked, by code. */
  readonly #askedAt = new Map<string, number>();

  /** Whether to spare the question. */
  isKnown(code: string, now: number): boolean {
    const askedAt = this.#askedAt.get(code);
    // A clock that was put back makes no miss last longer.
    return askedAt !== undefined && now >= askedAt && now - askedAt < missMs;
  }

  note(code: string, now: number): void {
    if (code.length > longestCode) return;
    // Anew at the end: the first is the oldest.
    this.#askedAt.delete(code);
    this.#askedAt.set(code, now);
    const [oldest] = this.#askedAt.keys();
    if (this.#askedAt.size > mostMisses && oldest !== undefined) this.#askedAt.delete(oldest);
  }
}
