import { createHmac, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';

/** How long an owner stays signed in. */
export const ownerMs = 30 * 60_000;

export const ownerCookie = 'tidemark_owner';

/** The owner of a shop, as Shopify knows them: they may change the app's rights there. */
export interface OwnerSession {
  readonly shop: string;
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** [A94] Sessions of shops' owners: signed, short, of one shop, and of no use for a till. */
export class OwnerSessions {
  readonly #secret: Uint8Array;
  readonly #now: () => number;

  constructor(secret: Uint8Array, now: () => number) {
    this.#secret = secret;
    this.#now = now;
  }

  issue(shop: string): Promise<string> {
    const now = this.#now();
    return new SignJWT({ shop, at: now })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('tidemark-owner')
      .setExpirationTime(Math.floor((now + ownerMs) / 1000))
      .sign(this.#secret);
  }

  /** The session in a cookie header; undefined: there is none, it is not ours, or it has ended. */
  async read(cookies: string | undefined): Promise<OwnerSession | undefined> {
    const token = new RegExp(`(?:^|;\\s*)${ownerCookie}=([\\w.-]{1,1000})(?:;|$)`).exec(cookies ?? '')?.[1];
    if (token === undefined) return undefined;
    try {
      const { payload } = await jwtVerify(token, this.#secret, {
        algorithms: ['HS256'],
        audience: 'tidemark-owner',
        currentDate: new Date(this.#now()),
        requiredClaims: ['exp'],
      });
      const { shop, at } = payload as Record<string, unknown>;
      if (typeof shop !== 'string' || typeof at !== 'number') return undefined;
      return { shop, token, startedAt: at };
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  /** What each form of this session sends along: no other page knows it. */
  formMark({ token }: OwnerSession): string {
    return createHmac('sha256', this.#secret).update(`form ${token}`).digest('base64url');
  }

  isFormMark(session: OwnerSession, given: unknown): boolean {
    const [own, other] = [Buffer.from(this.formMark(session)), Buffer.from(String(given))];
    return own.length === other.length && timingSafeEqual(own, other);
  }
}
