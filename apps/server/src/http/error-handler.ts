import { ProtocolError } from '@tidemark/protocol';
import { StoreError } from '@tidemark/mirror';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { core } from 'zod';
import { BusyFor } from './busy-for.ts';

/** The one place where an error becomes an answer. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    if (error instanceof StoreError) {
      const isBusy = error.kind === 'busy';
      if (isBusy) log.warn({ err: error, method: req.method, path: req.path }, 'a request waited in vain');
      // The start of other trouble was logged once: a log line for each webhook would fill a full disk further.
      res
        .status(503)
        .setHeader('Retry-After', isBusy ? '5' : '30')
        .json({ message: `Nothing can be stored: ${error.message}` });
      return;
    }
    if (isGone(error)) {
      log.info({ method: req.method, path: req.path }, 'the request ended before its end was read');
      return;
    }
    const known = asProtocolError(error);
    if (!known) log.error({ err: error, method: req.method, path: req.path }, 'request failed');
    const status = known?.status ?? 500;
    if (known instanceof BusyFor) res.setHeader('Retry-After', known.retryAfter);
    res
      .status(status)
      .json(
        known
          ? { code: known.code, message: known.message, ...(known.why ? { why: known.why } : {}) }
          : { message: 'Something went wrong on the server.' },
      );
  };
}

function asProtocolError(error: unknown): ProtocolError | undefined {
  if (error instanceof ProtocolError) return error;
  if (error instanceof core.$ZodError) {
    const [issue] = error.issues;
    return new ProtocolError('invalid-request', `${issue?.path.join('.') || 'request'}: ${issue?.message}`);
  }
  const { status, type } = httpErrorOf(error);
  if (status === 413) return new ProtocolError('too-large', 'The request is too large.');
  // Express and its parsers report faults of the request so: an address, an encoding, a charset, a body.
  if (status >= 400 && status < 500)
    return new ProtocolError(
      'invalid-request',
      type === '' ? 'The address is not readable.' : 'The request is not readable JSON.',
    );
  return undefined;
}

/** Whether the client is gone: then no one reads an answer. */
function isGone(error: unknown): boolean {
  return httpErrorOf(error).type === 'request.aborted';
}

/** Status and type of an `http-errors` error, as Express and body-parser throw; 0 and '' for any other. */
function httpErrorOf(error: unknown): { readonly status: number; readonly type: string } {
  const { status, type } = (error ?? {}) as { readonly status?: unknown; readonly type?: unknown };
  return {
    status: typeof status === 'number' ? status : 0,
    type: typeof type === 'string' ? type : '',
  };
}
