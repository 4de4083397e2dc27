import type { Ingest, Submit } from '@tidemark/exchange';
import { ProtocolError, protocolHeader, protocolVersion } from '@tidemark/protocol';
import type { Request, RequestHandler, Response } from 'express';
import { tillMark, type Register, type SecurityEvent } from '@tidemark/mirror';
import type { ByShop } from '../shops/asked-shop.ts';
import { bearerOf } from '../metrics/monitoring.ts';
import { hasExpired, markOf, roleOf, type SignedIn, type TillIdentity } from './session.ts';
import { SessionTokens } from './session-tokens.ts';

interface SessionParts {
  readonly secret: Uint8Array;
  readonly register: Register;
  readonly now: () => number;
  readonly note: (event: SecurityEvent) => void;
  readonly blocked: BlockedTills;
}

/** Tells who is signed in at the till that asks. */
export class Sessions {
  readonly #parts: SessionParts;
  readonly #tokens: SessionTokens;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#tokens = new SessionTokens(parts.secret);
  }

  /** @throws ProtocolError unless this till is signed in, is not blocked, and its staff still work here. */
  async of(req: Request): Promise<SignedIn> {
    const { register, now, note, blocked } = this.#parts;
    const refused = { what: 'token-refused', address: req.ip ?? '' } as const;
    const till = await this.#tokens.read(req.headers.authorization, now()).catch((error: unknown) => {
      if (bearerOf(req) !== undefined) note({ ...refused, why: hasExpired(error) ? 'expired' : 'not-ours' });
      throw error;
    });
    if (blocked.has(till.tillId)) {
      note({ ...refused, why: 'blocked', shop: till.shop, till: tillMark(till.tillId) });
      refuseBlocked(blocked, till.tillId);
    }
    if (!(await stands(register, till))) {
      note({ ...refused, why: 'ended', shop: till.shop, till: tillMark(till.tillId) });
      throw new ProtocolError('not-signed-in', 'Your sign-in has ended. Sign in again.');
    }
    return { ...till, role: roleOf((await register.staff(till.shop, till.staffId)) ?? till) };
  }

  /** The till that a token of ours names; undefined: there is none, or it has ended. */
  async named(req: Request): Promise<TillIdentity | undefined> {
    return this.#tokens.read(req.headers.authorization, this.#parts.now()).catch((error: unknown) => {
      if (error instanceof ProtocolError) return undefined;
      throw error;
    });
  }
}

/** Lets only signed-in tills through whose staff still work here and that speak this version. */
export function requireTill(sessions: Sessions): RequestHandler {
  return async (req, res, next) => {
    checkVersion(req);
    (res.locals as { till?: SignedIn }).till = await sessions.of(req);
    next();
  };
}

/** Blocked tills, by id: lost, stolen or sold. */
export type BlockedTills = ReadonlySet<string>;

/** @throws ProtocolError `till-blocked`, after which a till deletes all that it holds of the shop. */
export function refuseBlocked(blocked: BlockedTills, tillId: string): void {
  if (blocked.has(tillId)) throw new ProtocolError('till-blocked', 'This till was blocked by the shop.');
}

/**
 * Whether the member of staff who signed in still works here, with the PIN typed then. A register that does not know
 * them was rebuilt: the signature vouches for them until the session ends, and their till goes on.
 */
export async function stands(register: Register, { shop, staffId, pinMark }: TillIdentity): Promise<boolean> {
  const staff = await register.staff(shop, staffId);
  if (!staff) return true;
  return staff.pinHash !== '' && (pinMark === undefined || pinMark === markOf(staff));
}

/** @throws ProtocolError `client-outdated` if the till names a version that this route does not take. */
export function checkVersion(req: Request, taken: readonly number[] = [protocolVersion]): void {
  const spoken = req.headers[protocolHeader];
  if (spoken !== undefined && !taken.some(each => spoken === String(each))) {
    throw new ProtocolError(
      'client-outdated',
      'This till’s program is of another version than the server. Get the latest update.',
    );
  }
}

/** The till that `requireTill` let through. */
export function tillOf(res: Response): SignedIn {
  const { till } = res.locals as { till?: SignedIn };
  if (!till) throw new Error('the route is not behind requireTill');
  return till;
}

/** @throws ProtocolError `forbidden` for a shop that this server no longer mirrors. */
export function ingestOf(ingests: ByShop<Ingest>, shop: string): Ingest {
  const ingest = ingests.get(shop);
  if (!ingest) throw new ProtocolError('forbidden', 'This server does not serve this shop.');
  return ingest;
}

/** @throws ProtocolError `forbidden` for a shop for which this server submits nothing to Shopify. */
export function submitOf(submits: ByShop<Submit>, shop: string): Submit {
  const submit = submits.get(shop);
  if (!submit) throw new ProtocolError('forbidden', 'This server does not serve this shop.');
  return submit;
}
