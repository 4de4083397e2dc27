import { ProtocolError } from '@tidemark/protocol';
import { StoreError } from '@tidemark/mirror';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { ZodError } from 'zod';

/** The one place where an error becomes an answer. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    if (error instanceof StoreError) {
      // Logged once, when it began: a log line for each webhook would take the last room of a full disk.
      res
        .status(503)
        .setHeader('Retry-After', '30')
        .json({ message: `Nothing can be stored: ${error.message}` });
      return;
    }
    const known = asProtocolError(error);
    if (!known) log.error({ err: error, method: req.method, path: req.path }, 'request failed');
    const status = known?.status ?? 500;
    res
      .status(status)
      .json(
        known
          ? { code: known.code, message: known.message }
          : { message: 'Something went wrong on the server.' },
      );
  };
}

function asProtocolError(error: unknown): ProtocolError | undefined {
  if (error instanceof ProtocolError) return error;
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    return new ProtocolError('invalid-request', `${issue?.path.join('.') || 'request'}: ${issue?.message}`);
  }
  const type = (error as { type?: unknown } | undefined)?.type;
  if (type === 'entity.too.large') return new ProtocolError('too-large', 'The request is too large.');
  if (type === 'entity.parse.failed' || type === 'encoding.unsupported' || type === 'request.size.invalid') {
    return new ProtocolError('invalid-request', 'The request is not readable JSON.');
  }
  return undefined;
}
