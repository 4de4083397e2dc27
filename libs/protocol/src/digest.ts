import { formatHash, hashText, parseHash, xorHash, zeroHash, type Hash64 } from './hash.ts';

/** The number of parts of a collection's digest, so that a difference is found without listing all documents. */
export const bucketCount = 256;

/** The number of documents, and the XOR of their `entryHash`es: equal digests mean equal sets. */
export interface Digest {
  readonly count: number;
  /** 16 hexadecimal digits. */
  readonly hash: string;
}

export const emptyDigest: Digest = { count: 0, hash: formatHash(zeroHash) };

/** The bucket of a document, from its id alone. */
export function bucketOf(id: string): number {
  return hashText(id).low % bucketCount;
}

/** What one living document adds to its digest. */
export function entryHash(id: string, rev: string): Hash64 {
  return hashText(`${id}\n${rev}`);
}

/** The digest with one more document. */
export function withDocument(digest: Digest, id: string, rev: string): Digest {
  return { count: digest.count + 1, hash: flip(digest.hash, id, rev) };
}

/** A digest for many changes: it converts its hash from and to text only at the beginning and the end. */
export class FoldedDigest {
  #count: number;
  #hash: Hash64;

  constructor({ count, hash }: Digest) {
    this.#count = count;
    this.#hash = parseHash(hash);
  }

  add(id: string, rev: string): void {
    this.#count++;
    this.#hash = xorHash(this.#hash, entryHash(id, rev));
  }

  remove(id: string, rev: string): void {
    this.#count--;
    this.#hash = xorHash(this.#hash, entryHash(id, rev));
  }

  digest(): Digest {
    return { count: this.#count, hash: formatHash(this.#hash) };
  }
}

/** The digest of two sets that share no document. */
export function joinDigests(a: Digest, b: Digest): Digest {
  return { count: a.count + b.count, hash: formatHash(xorHash(parseHash(a.hash), parseHash(b.hash))) };
}

export function equalDigests(a: Digest, b: Digest): boolean {
  return a.count === b.count && a.hash === b.hash;
}

/** The buckets of a set of living documents, folded one document at a time. */
export class BucketDigests {
  readonly #counts = new Uint32Array(bucketCount);
  readonly #highs = new Uint32Array(bucketCount);
  readonly #lows = new Uint32Array(bucketCount);

  add(id: string, rev: string): void {
    const bucket = bucketOf(id);
    const { high, low } = entryHash(id, rev);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#highs[bucket] = (this.#highs[bucket] ?? 0) ^ high;
    this.#lows[bucket] = (this.#lows[bucket] ?? 0) ^ low;
  }

  /** Takes out a document that was added. */
  remove(id: string, rev: string): void {
    this.add(id, rev);
    const bucket = bucketOf(id);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) - 2;
  }

  buckets(): Digest[] {
    return Array.from(this.#counts, (count, bucket) => ({
      count,
      hash: formatHash({ high: this.#highs[bucket] ?? 0, low: this.#lows[bucket] ?? 0 }),
    }));
  }

  /** The digest of the whole set. */
  root(): Digest {
    return this.buckets().reduce(joinDigests, emptyDigest);
  }
}

/** All buckets of a set of living documents, computed from scratch. */
export function bucketDigests(documents: Iterable<{ readonly id: string; readonly rev: string }>): Digest[] {
  const digests = new BucketDigests();
  for (const { id, rev } of documents) digests.add(id, rev);
  return digests.buckets();
}

function flip(hash: string, id: string, rev: string): string {
  return formatHash(xorHash(parseHash(hash), entryHash(id, rev)));
}
