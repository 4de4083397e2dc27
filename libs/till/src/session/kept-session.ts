import { formatHash, hashText, sessionResponseSchema, type SessionResponse } from '@tidemark/protocol';
import { keepIfPossible } from '../browser/kept.ts';
import type { LockKey } from '../lock/lock-state.ts';
import { readVerifier, type PinVerifier } from '../lock/pin-verifier.ts';
import { readJson } from '../wire/read-json.ts';
import type { Keep } from '../browser/keep.ts';

const staffSchema = sessionResponseSchema.shape.staff;

/** The last sign-in, with the verifier that opens its lock. */
export interface KeptSession {
  /** `staff` is the person at the till, whom everything that is written names. */
  readonly session: SessionResponse;
  /**
   * To whom the server gave the session, where another person opened the till since without the server ([T98]);
   * undefined: to the person at the till.
   */
  readonly givenTo?: SessionResponse['staff'] | undefined;
  /**
   * Null: the server ended the session, and the PIN opens nothing. Undefined: there never was one, as in earlier
   * versions.
   */
  readonly verifier: PinVerifier | null | undefined;
}

/** The last sign-in; `broken` where what is kept is not this shop's, or was changed by other code than the till. */
export function readSession(keep: Keep, name: string, shop: string): KeptSession | 'broken' | undefined {
  const text = keep.get(sessionKey(name));
  if (text === undefined) return undefined;
  const read = readJson(text) as Partial<Record<'verifier' | 'mark' | 'givenTo', unknown>> | undefined;
  const parsed = sessionResponseSchema.safeParse(read);
  const givenTo = staffSchema.safeParse(read?.givenTo);
  if (!parsed.success || parsed.data.shop.domain !== shop) return 'broken';
  const session = parsed.data;
  if (read?.givenTo !== undefined && !givenTo.success) return 'broken';
  const held = { session, givenTo: givenTo.data };
  const isOurs = read?.mark === undefined ? isTokenOf(session.token, shop) : read.mark === markOf(held);
  if (!isOurs) return 'broken';
  return {
    ...held,
    verifier: read?.verifier === undefined ? undefined : (readVerifier(read.verifier) ?? null),
  };
}

/** Keeps a sign-in. One that cannot be kept lasts as long as the page; a reload does not bring back an earlier one. */
export function keepSession(keep: Keep, name: string, held: KeptSession): void {
  const { session, givenTo, verifier } = held;
  const text = JSON.stringify({ ...session, verifier, givenTo, mark: markOf(held) });
  if (!keepIfPossible(keep, sessionKey(name), text)) forgetSession(keep, name);
  keep.caughtUp?.().catch(() => forgetSession(keep, name));
}

export function forgetSession(keep: Keep, name: string): void {
  keep.remove(sessionKey(name));
}

export function keyOf(verifier: KeptSession['verifier']): LockKey {
  if (verifier === undefined) return 'none';
  return verifier === null ? 'sign-in' : 'pin';
}

function sessionKey(name: string): string {
  return `${name}-session`;
}

/**
 * Marks a token, so that one that was cut off or exchanged is noticed: no till can tell whether the server would take
 * it.
 */
function markOf({ session, givenTo }: Pick<KeptSession, 'session' | 'givenTo'>): string {
  const { token, shop, staff } = session;
  return formatHash(
    hashText(JSON.stringify([token, shop.domain, staff.id, ...(givenTo ? [givenTo.id] : [])])),
  );
}

/** Whether a token of an earlier version, which kept no mark, can be read and names this shop. */
function isTokenOf(token: string, shop: string): boolean {
  const [, payload, signature] = token.split('.');
  if (!payload || !signature) return false;
  try {
    const read = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as {
      shop?: unknown;
    } | null;
    return read?.shop === shop;
  } catch (error) {
    // The text is no base64, or no JSON.
    if (error instanceof SyntaxError || error instanceof DOMException) return false;
    throw error;
  }
}
