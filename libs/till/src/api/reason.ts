import type { ErrorCode } from '@tidemark/protocol';
import type { Silence } from '../wire/silence.ts';

/**
 * Why something was not done, without words: the page that shows it words it in the language of the screen. Code
 * decides by `code`. It is plain data, so one tab can tell it to another.
 */
export type Reason =
  | Each<PlainReason, unknown>
  /**
   * The server refused, and why. `message` is English, for a refusal that has no words of its own. `why`: what can be done
   * about it, where `refusal` does not say.
   */
  | Each<
      'server-refuses' | 'sending-refused',
      { readonly refusal: ErrorCode; readonly message: string; readonly why?: string }
    >
  /** Money in minor units. */
  | Each<'still-due' | 'card-over', { readonly amount: number; readonly currency: string }>
  | Each<'storage-refused', { readonly status: number }>
  | Each<'file-of-other-shop', { readonly shop: string }>
  /** What another party said: the browser, a schema, arithmetic. */
  | Each<
      | 'file-unreadable'
      | 'not-sellable'
      | 'money-impossible'
      | 'storage-failed'
      | 'storage-trouble'
      | 'unknown',
      { readonly message: string }
    >;

/** One member of the union for each code, so a code tells which values come with it. */
type Each<C extends string, V> = C extends string ? { readonly code: C } & V : never;

type PlainReason =
  | `server-${Silence}`
  | 'sending-needs-sign-in'
  | 'sending-offline'
  | 'news-need-sign-in'
  | 'shopify-unreachable'
  | 'data-damaged'
  | 'other-tab-silent'
  | 'older-tab-open'
  | 'till-closed'
  | 'sign-in-first'
  | 'sign-out-first'
  | 'not-confirmed'
  | 'not-allowed'
  | 'cart-empty'
  | 'line-below-one'
  | 'payment-not-whole'
  | 'settings-not-read'
  | 'no-receipt-numbers'
  | 'sale-not-found'
  | 'cart-unknown'
  | 'customer-unknown'
  | 'move-below-one'
  | 'count-unknown'
  | 'count-not-whole'
  | 'query-empty'
  | 'key-unreadable'
  | 'storage-full'
  | 'storage-false'
  | 'storage-contended'
  | 'storage-contradicts'
  | 'no-backup-copy'
  | 'file-foreign'
  | 'file-broken-off'
  | 'file-damaged'
  | 'file-not-opened';

/** An error that says by a code what it is about. Its message is English, for logs. */
export interface Told extends Error {
  readonly reason: Reason;
}

/** The error, with its reason. */
export function because<E extends Error>(error: E, reason: Reason): E & Told {
  return Object.assign(error, { reason });
}

/** Returns the value. @throws with this reason where there is none. */
export function known<T>(value: T | undefined, message: string, code: PlainReason): T {
  if (value === undefined) throw because(new Error(message), { code } as Reason);
  return value;
}

/** Returns the reason that an error carries; `unknown`, with its message, where it carries none. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof Error && 'reason' in error && isReason(error.reason)) return error.reason;
  return { code: 'unknown', message: error instanceof Error ? error.message : String(error) };
}

function isReason(value: unknown): value is Reason {
  return typeof value === 'object' && value !== null && 'code' in value;
}
