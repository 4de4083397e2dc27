import type { ErrorCode } from '@tidemark/protocol';
import type { Reason } from '../api/reason.ts';
import type { Silence } from './silence.ts';

/**
 * Why there is no good answer. Broken is treated as offline: `offline` covers no network, timeouts, 5xx and answers
 * that are not the protocol's; `silence` tells them apart for the person who waits.
 */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: 'offline' | ErrorCode;
  readonly silence: Silence;
  readonly reason: Reason;

  constructor(
    code: 'offline' | ErrorCode,
    message: string,
    options?: ErrorOptions & { readonly silence?: Silence; readonly why?: string | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.silence = options?.silence ?? 'broken';
    this.reason =
      code === 'offline'
        ? { code: `server-${this.silence}` }
        : {
            ...{ code: 'server-refuses', refusal: code, message },
            ...(options?.why === undefined ? {} : { why: options.why }),
          };
  }
}
