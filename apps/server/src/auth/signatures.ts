import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { keyIdOf, type PublicKey } from '@tidemark/journal';

/** More keys than the tills of many shops have. */
const mostKept = 2_000;

/**
 * How many signatures are checked aside at once. That happens on the threads that also bring writes to the disk: a push
 * of 500 records leaves those room.
 */
const mostAtOnce = 2;

/** Checks signatures of tills, and reads each key once. */
export class Signatures {
  readonly #keys = new Map<string, KeyObject>();
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(most = mostKept) {
    this.#most = most;
  }

  /**
   * Whether the owner of this key signed this text; a key or a signature that is none says no. Takes the event loop for
   * less than a tenth of a millisecond: for one or a few. Aside, pushes of one sale would come to the store one by one,
   * and not share its next flush.
   */
  isSigned(key: PublicKey, text: string, signature: string): boolean {
    const read = this.#read(key);
    return read !== undefined && verify('sha256', Buffer.from(text), inP1363(read), bytesOf(signature));
  }

  /** The same, beside the event loop: for many. */
  async isSignedAside(key: PublicKey, text: string, signature: string): Promise<boolean> {
    const read = this.#read(key);
    if (!read) return false;
    await this.#begin();
    try {
      return await verified(read, text, signature);
    } finally {
      this.#end();
    }
  }

  #read(key: PublicKey): KeyObject | undefined {
    const id = keyIdOf(key);
    const known = this.#keys.get(id);
    if (known) return known;
    const read = readKey(key);
    if (!read) return undefined;
    // The key that was read first makes room.
    const [oldest] = this.#keys.keys();
    if (this.#keys.size >= this.#most && oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(id, read);
    return read;
  }

  async #begin(): Promise<void> {
    if (this.#underWay >= mostAtOnce) await new Promise<void>(resolve => this.#waiting.push(resolve));
    else this.#underWay++;
  }

  /** Hands the place over to who waits longest. */
  #end(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#underWay--;
  }
}

/** A key that can sign: a point of the curve, written in the one way that has this key id. */
export function readKey(key: PublicKey): KeyObject | undefined {
  const isCanonical = [key.x, key.y].every(
    each => Buffer.from(each, 'base64url').toString('base64url') === each,
  );
  if (!isCanonical) return undefined;
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_CRYPTO_INVALID_JWK') return undefined;
    throw error;
  }
}

function verified(key: KeyObject, text: string, signature: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify('sha256', Buffer.from(text), inP1363(key), bytesOf(signature), (error, isRight) =>
      error ? reject(error) : resolve(isRight),
    );
  });
}

/** A signature is r and s, and no ASN.1. */
const inP1363 = (key: KeyObject) => ({ key, dsaEncoding: 'ieee-p1363' }) as const;
const bytesOf = (signature: string) => Buffer.from(signature, 'base64url');
