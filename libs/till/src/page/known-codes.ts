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

/**
 * Which codes are known, for a page that cannot ask the catalogue at once. Codes that are gone stay until all are told
 * again.
 */
export class KnownCodes {
  /** Each sorted, and more than twice as long as the next: so they are few, and seldom joined. */
  #parts: Uint32Array[] = [];

  take({ areAll, hashes }: CodeHashes): void {
    if (areAll) this.#parts = [];
    let last = hashes;
    for (let before; (before = this.#parts.at(-1)) && before.length <= last.length * 2; this.#parts.pop())
      last = joined(before, last);
    this.#parts.push(last);
  }

  /** Whether something has this code; very rarely true where nothing has it. */
  has(code: string): boolean {
    const hashes = readingsOf(code).flatMap(keysOfReading).map(hash32);
    return hashes.some(hash => this.#parts.some(part => isIn(part, hash)));
  }
}

function joined(a: Uint32Array, b: Uint32Array): Uint32Array {
  const all = new Uint32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all.sort();
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
