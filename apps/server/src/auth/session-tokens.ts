import { readToken, type ReadToken, type TillIdentity } from './session.ts';

/** More tills than a shop has; each signs in once a shift. */
const mostKept = 2_000;

/**
 * Reads session tokens, and computes each signature once: a till sends the same token with every sale, and a right
 * signature stays right. Only the expiry is checked at each request.
 */
export class SessionTokens {
  readonly #secret: Uint8Array;
  readonly #most: number;
  readonly #kept = new Map<string, ReadToken>();

  constructor(secret: Uint8Array, most = mostKept) {
    this.#secret = secret;
    this.#most = most;
  }

  /** @throws ProtocolError `not-signed-in` for a token that is not ours or has expired. */
  async read(authorization: string | undefined, now: number): Promise<TillIdentity> {
    const known = this.#kept.get(authorization ?? '');
    if (known && Math.floor(now / 1000) < known.expiresAt) return known.till;
    this.#kept.delete(authorization ?? '');
    const read = await readToken(authorization, this.#secret, now);
    if (authorization !== undefined) this.#keep(authorization, read);
    return read.till;
  }

  #keep(authorization: string, read: ReadToken): void {
    // The token that was read first makes room.
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= this.#most && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(authorization, read);
  }
}
