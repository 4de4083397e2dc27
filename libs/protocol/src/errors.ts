import { z } from './zod.ts';

/** The HTTP status of every refusal that a till should act on. */
export const errorStatus = {
  'invalid-request': 400,
  'not-signed-in': 401,
  /** A push without the signature of the till's key. */
  'not-signed': 401,
  forbidden: 403,
  'till-blocked': 403,
  'not-found': 404,
  /** The till has another key: this browser is not that till, and needs an id of its own. */
  'till-taken': 409,
  'checkpoint-lost': 410,
  'too-large': 413,
  'client-outdated': 426,
  busy: 429,
  'shopify-unavailable': 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

export const errorCodes = Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]];

/** The body of every answer that is not a success. */
export const errorBodySchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  /** What a till can do about it, where `code` does not say. Tills that do not know it show `message`. */
  why: z.optional(z.string().check(z.maxLength(60))),
});

/**
 * `till-unapproved`: with `forbidden`, of a sign-in: the browser is no till of the shop, and the person may not make it
 * one alone.
 */
export type Why = 'till-unapproved';

export type ErrorBody = z.infer<typeof errorBodySchema>;

/** A refusal that the other side should act on. Any other thrown error is a bug. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ErrorCode;
  readonly why: Why | undefined;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { readonly why?: Why }) {
    super(message, options);
    this.code = code;
    this.why = options?.why;
  }

  get status(): number {
    return errorStatus[this.code];
  }
}
