import { parsePushSignature, pushTextOf, signatureHeader, type PublicKey } from '@tidemark/journal';
import { tillMark, type Register, type SecurityEvent } from '@tidemark/mirror';
import { ProtocolError, writingVersions } from '@tidemark/protocol';
import type { Request, RequestHandler, Response } from 'express';
import { checkVersion, refuseBlocked, type BlockedTills, type Sessions } from './identity.ts';
import type { Signatures } from './signatures.ts';

/** The till that pushes. */
export interface PushSender {
  readonly shop: string;
  readonly tillId: string;
  /** By a session; or by a signature of the till's key, to be checked over the body. */
  readonly by: 'session' | { readonly key: PublicKey; readonly signature: string };
  /** Whether it also sent a token of its own: then it is no stranger who knows the id of a key. */
  readonly isSignedIn: boolean;
  readonly isBlocked: boolean;
}

interface SenderParts {
  readonly sessions: Sessions;
  readonly register: Register;
  readonly signatures: Signatures;
  readonly note: (event: SecurityEvent) => void;
  readonly blocked: BlockedTills;
}

/**
 * Names the till that pushes, before its body is read ([A52]): by the id of its key, or by its session if it has no
 * key. `requireSignature` checks the signature once the body is there.
 */
export function requireSender(parts: SenderParts): RequestHandler {
  return async (req, res, next) => {
    checkVersion(req, writingVersions);
    const header = req.headers[signatureHeader];
    const sender =
      header === undefined ? await bySession(parts, req) : await byKey(parts, req, String(header));
    (res.locals as { sender?: PushSender }).sender = sender;
    next();
  };
}

/** The till that `requireSender` let through. */
export function senderOf(res: Response): PushSender {
  const { sender } = res.locals as { sender?: PushSender };
  if (!sender) throw new Error('the route is not behind requireSender');
  return sender;
}

async function bySession({ sessions, register, note }: SenderParts, req: Request): Promise<PushSender> {
  const { shop, tillId } = await sessions.of(req);
  if (await register.keyOf(shop, tillId)) {
    note({ what: 'push-unsigned', why: 'no-signature', ...traceOf(req, { shop, tillId }) });
    throw new ProtocolError(
      'not-signed',
      'This till signs what it sends. Open it in the browser in which it was set up.',
    );
  }
  return { shop, tillId, by: 'session', isSignedIn: true, isBlocked: false };
}

async function byKey(parts: SenderParts, req: Request, header: string): Promise<PushSender> {
  const { register, sessions, note, blocked } = parts;
  const parsed = parsePushSignature(header);
  const till = parsed && (await register.tillOfKey(parsed.keyId));
  if (!parsed || !till) {
    note({ what: 'push-unsigned', why: 'unknown-key', ...traceOf(req) });
    throw notSigned();
  }
  const { shop, tillId, key } = till;
  const named = await sessions.named(req);
  if (named && (named.shop !== shop || named.tillId !== tillId)) {
    note({ what: 'push-unsigned', why: 'another-till', ...traceOf(req, till) });
    throw notSigned();
  }
  const isBlocked = blocked.has(tillId);
  // Only a sale can wait for a person: anything else would go to Shopify.
  if (isBlocked && req.params['collection'] !== 'sales') {
    note({ what: 'token-refused', why: 'blocked', ...traceOf(req, till) });
    refuseBlocked(blocked, tillId);
  }
  const by = { key, signature: parsed.signature };
  return { shop, tillId, by, isSignedIn: named !== undefined, isBlocked };
}

/** Whether a sender is known by a signature, which is still to be checked. */
export function isSigned({ by }: PushSender): boolean {
  return by !== 'session';
}

/**
 * Checks the signature of a push over its body, of which only the hash is needed.
 * @throws ProtocolError `not-signed`
 */
export async function requireSignature(
  { signatures, note }: Pick<SenderParts, 'signatures' | 'note'>,
  req: Request,
  res: Response,
  bodyHash: string,
): Promise<void> {
  const { by, ...till } = senderOf(res);
  if (by === 'session') return;
  const [path = ''] = req.originalUrl.split('?');
  if (signatures.isSigned(by.key, pushTextOf(path, bodyHash), by.signature)) return;
  note({ what: 'push-unsigned', why: 'wrong-signature', ...traceOf(req, till) });
  throw notSigned();
}

function notSigned(): ProtocolError {
  return new ProtocolError('not-signed', 'The signature is not that of the till’s key.');
}

function traceOf(req: Request, till?: { readonly shop: string; readonly tillId: string }) {
  return { address: req.ip ?? '', ...(till && { shop: till.shop, till: tillMark(till.tillId) }) };
}
