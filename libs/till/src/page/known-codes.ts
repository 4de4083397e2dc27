import { keysOfReading, readingsOf } from '@tidemark/schema';
import { hash32 } from '../browser/hash32.ts';
import type { CodeKeys } from '../catalogue/catalogue.ts';

/** Keys of codes as numbers: four bytes each cross from a worker, not a text. */
export interface CodeHashes {
  readonly areAll: boolean;
  readonly hashes: Uint32Array;
}

export function hashesOf({ areAll, keys }: CodeKeys): CodeHashes {
  return { areAll, hashes: Uint32Array.from(new Set(keys.map(hash32))).sort() };
}

/** This many that came later are looked through one by one. */
const mostLoose = 2_000;

/**
 * Which codes are known, for a page that cannot ask the catalogue at once. Codes that are gone stay until all are told
 * again.
 */
export class KnownCodes {
  #sorted = new Uint32Array();
  readonly #loose = new Set<number>();

  take({ areAll, hashes }: CodeHashes): void {
    if (areAll) {
      this.#sorted = Uint32Array.from(hashes);
      this.#loose.clear();
      return;
    }
    for (const hash of hashes) this.#loose.add(hash);
    if (this.#loose.size <= mostLoose) return;
    this.#sorted = Uint32Array.from([...this.#sorted, ...this.#loose]).sort();
    this.#loose.clear();
  }

  /** Whether something has this code; very rarely true where nothing has it. */
  has(code: string): boolean {
    return readingsOf(code)
      .flatMap(keysOfReading)
      .map(hash32)
      .some(hash => this.#loose.has(hash) || isIn(this.#sorted, hash));
  }
}

function isIn(sorted: Uint32Array, hash: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === hash;
}
