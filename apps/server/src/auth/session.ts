import { createHash } from 'node:crypto';
import type { StaffRecord } from '@tidemark/mirror';
import { ProtocolError } from '@tidemark/protocol';
import { defaultRole, isRole, type Role } from '@tidemark/schema';
import { errors, jwtVerify, SignJWT } from 'jose';

/** The identity of a till: all that a route knows about a till comes from here. */
export interface TillIdentity {
  readonly shop: string;
  readonly staffId: string;
  readonly tillId: string;
  readonly locationId: string;
  /** A mark of the typed PIN and of the role: a new PIN, or another role, ends the session. Tokens of earlier versions have none. */
  readonly pinMark?: string | undefined;
  /** The role at the sign-in; it counts where the register does not know the person. Undefined: the default one. */
  readonly role?: Role | undefined;
}

/** A signed-in till, with what the person at it may do now. */
export interface SignedIn extends TillIdentity {
  readonly role: Role;
}

/** How long a session lasts: a long shift. */
export const sessionMs = 16 * 3_600_000;

export function roleOf({ role }: { readonly role?: Role | undefined }): Role {
  return role ?? defaultRole;
}

/**
 * A mark by which a session recognises its PIN and its role; it does not reveal the PIN. That of the default role is what
 * it was before there were roles, so that sessions go on.
 */
export function markOf({ pinHash, role }: Pick<StaffRecord, 'pinHash' | 'role'>): string {
  const held = roleOf({ role }) === defaultRole ? pinHash : `${pinHash} ${role}`;
  return createHash('sha256').update(held).digest('base64url').slice(0, 12);
}

export async function issueToken(
  { shop, tillId, locationId, staffId, role }: TillIdentity,
  secret: Uint8Array,
  now: number,
  pinMark?: string,
): Promise<string> {
  const claims = { ...(pinMark ? { pin: pinMark } : {}), ...(role ? { role } : {}) };
  return new SignJWT({ shop, till: tillId, location: locationId, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(staffId)
    .setAudience('tidemark-till')
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor((now + sessionMs) / 1000))
    .sign(secret);
}

/** A token's content, and when it ends: seconds since the epoch. */
export interface ReadToken {
  readonly till: TillIdentity;
  readonly expiresAt: number;
}

/** @throws ProtocolError `not-signed-in` for a token that is not ours or has expired. */
export async function readToken(
  authorization: string | undefined,
  secret: Uint8Array,
  now: number,
): Promise<ReadToken> {
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  if (!token) throw new ProtocolError('not-signed-in', 'Sign in first.');
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: ['HS256'],
      audience: 'tidemark-till',
      currentDate: new Date(now),
      requiredClaims: ['exp'],
    });
    const { sub, shop, till, location, pin, role } = payload as Record<string, unknown>;
    if ([sub, shop, till, location].some(each => typeof each !== 'string'))
      throw new ProtocolError('not-signed-in', 'Sign in again.');
    const identity: TillIdentity = {
      shop: shop as string,
      staffId: sub as string,
      tillId: till as string,
      locationId: location as string,
      ...(typeof pin === 'string' ? { pinMark: pin } : {}),
      ...(isRole(role) ? { role } : {}),
    };
    return { till: identity, expiresAt: payload.exp ?? 0 };
  } catch (error) {
    if (error instanceof errors.JOSEError)
      throw new ProtocolError('not-signed-in', 'Your sign-in has ended. Sign in again.', { cause: error });
    throw error;
  }
}

/** Whether a refused token was once ours. */
export function hasExpired(error: unknown): boolean {
  return error instanceof ProtocolError && error.cause instanceof errors.JWTExpired;
}
