import type { SecurityEvent } from '@tidemark/mirror';
import type { Request, RequestHandler, Response } from 'express';
import { Arriving } from './arriving.ts';
import { mostOfSigners, pushBody } from './limits.ts';
import { jsonBody } from './read-body.ts';
import { isSigned, requireSignature, senderOf } from '../auth/push-sender.ts';
import type { Signatures } from '../auth/signatures.ts';

/** Reads the body of a push, counted under its till. A signature is checked before anything is parsed. */
export function readPush(parts: {
  readonly signatures: Signatures;
  readonly note: (event: SecurityEvent) => void;
  /** Of tills that are signed in. */
  readonly arriving: Arriving;
}): RequestHandler {
  const each = {
    limit: pushBody,
    whoOf: (res: Response) => `${senderOf(res).shop} ${senderOf(res).tillId}`,
    check: {
      isDue: (res: Response) => isSigned(senderOf(res)),
      refuse: (req: Request, res: Response, hash: string) => requireSignature(parts, req, res, hash),
    },
  };
  const ofSignedIn = jsonBody({ ...each, arriving: parts.arriving });
  const ofSigners = jsonBody({ ...each, arriving: new Arriving(mostOfSigners) });
  return (req, res, next) => (senderOf(res).isSignedIn ? ofSignedIn : ofSigners)(req, res, next);
}
