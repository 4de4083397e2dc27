/** So long Shopify is not asked again for a code that it did not have. */
export const missMs = 60_000;
/** Codes that are remembered at most; of more, the oldest is forgotten. */
const mostMisses = 1_000;
/** Characters of a code above which it is not worth the memory. */
const longestCode = 200;

interface Miss {
  readonly at: number;
  /** The place of the shop's products when Shopify was asked. */
  readonly place: string;
}

/**
 * Codes of which Shopify said a moment ago that it has no product with them ([E42]). A scanner that reads the same nonsense again
 * and again, at however many tills, costs one request a minute. What came in since may be the product: then a miss is none.
 */
export class Misses {
  readonly #misses = new Map<string, Miss>();

  /** Whether to spare the question: `place` is the place of the shop's products now, as text. */
  isKnown(code: string, place: string, now: number): boolean {
    const miss = this.#misses.get(code);
    // A clock that was put back makes no miss last longer.
    return miss !== undefined && miss.place === place && now >= miss.at && now - miss.at < missMs;
  }

  note(code: string, place: string, now: number): void {
    if (code.length > longestCode) return;
    // Anew at the end: the first is the oldest.
    this.#misses.delete(code);
    this.#misses.set(code, { at: now, place });
    const [oldest] = this.#misses.keys();
    if (this.#misses.size > mostMisses && oldest !== undefined) this.#misses.delete(oldest);
  }
}
