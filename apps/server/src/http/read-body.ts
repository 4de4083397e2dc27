import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ProtocolError } from '@tidemark/protocol';
import type { Request, RequestHandler, Response } from 'express';
import type { Arriving } from './arriving.ts';
import { BusyFor } from './busy-for.ts';

export interface BodyParts {
  /** The most bytes of one body after decoding. */
  readonly limit: number;
  readonly arriving: Arriving;
  readonly whoOf: (res: Response) => string;
  readonly check?: BodyCheck;
}

/** Checks a body before it is parsed. */
interface BodyCheck {
  /** Whether the body of this request is checked. */
  readonly isDue: (res: Response) => boolean;
  /** Called with the SHA-256 of the decoded bytes, in base64url; refuses by rejecting. */
  readonly refuse: (req: Request, res: Response, hash: string) => Promise<void>;
}

const utf8 = new TextDecoder();

/**
 * Parses a JSON body. Reads the bytes itself, not from a parser's buffer, so that they are counted before they are kept
 * ([A45]).
 */
export function jsonBody({ limit, arriving, whoOf, check }: BodyParts): RequestHandler {
  return async (req, res, next) => {
    if (!req.is('application/json')) return next();
    const who = whoOf(res);
    let held = 0;
    res.once('close', () => arriving.give(who, held));
    const parts: Buffer[] = [];
    const hash = check?.isDue(res) ? createHash('sha256') : undefined;
    await readBody(req, limit, part => {
      // The client is gone: its bytes were given back.
      if (res.closed) throw gone();
      if (!arriving.take(who, part.length))
        throw new BusyFor('The server is taking in as much as it can.', 2_000);
      held += part.length;
      parts.push(part);
      hash?.update(part);
    });
    if (check && hash) await check.refuse(req, res, hash.digest('base64url'));
    req.body = parsed(req, Buffer.concat(parts));
    next();
  };
}

/**
 * Passes a decoded body to `take`, part by part. After a refusal the rest is read and dropped, so that the sender gets
 * the reason.
 * @throws ProtocolError `too-large` beyond `limit`, `invalid-request` for an unknown encoding; what `take` throws.
 */
export async function readBody(req: Request, limit: number, take: (part: Buffer) => void): Promise<void> {
  let bytes = 0;
  try {
    if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge();
    for await (const part of decoded(req).iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > limit) throw tooLarge();
      take(part);
    }
  } catch (error) {
    req.unpipe();
    req.resume();
    if (error instanceof ProtocolError) throw error;
    throw req.complete ? unreadable() : gone();
  }
  if (!req.complete) throw gone();
}

function decoded(req: Request): Readable {
  const encoding = (req.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return req;
  const decoders = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };
  if (!Object.hasOwn(decoders, encoding)) throw unreadable();
  const decoder = decoders[encoding as keyof typeof decoders]();
  req.once('close', () => req.complete || decoder.destroy(gone()));
  return req.pipe(decoder);
}

function parsed(req: Request, body: Buffer): unknown {
  if (body.length === 0) return {};
  const charset = /;\s*charset="?([^";]+)/i.exec(req.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset.trim())) throw unreadable();
  try {
    return JSON.parse(utf8.decode(body)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable();
    throw error;
  }
}

const tooLarge = () => new ProtocolError('too-large', 'The request is too large.');
const unreadable = () => new ProtocolError('invalid-request', 'The request is not readable JSON.');

/** The error that body-parser uses. */
const gone = () =>
  Object.assign(new Error('the request was aborted'), { type: 'request.aborted', status: 400 });
