import type { RefusalCode } from '@tidemark/schema';

/**
 * The server's decision about one pushed row.
 *
 * - `accept`: the server's document is now exactly what was pushed.
 * - `conflict`: the server's document is `document`, which says more than what was pushed. The answer carries it, and
 *   the till merges. It must: RxDB skips a document pulled while its own write was still unsent, and would never ask
 *   for it again.
 * - `refuse`: the till parks its document with the reason, and goes on. `keep`: the store keeps the row nevertheless,
 *   beside the record that has its number.
 *
 * Store `document` if `changed`; the same row twice is one write.
 */
export type Verdict<T> =
  | { readonly kind: 'accept' | 'conflict'; readonly document: T; readonly changed: boolean }
  | {
      readonly kind: 'refuse';
      readonly code: RefusalCode;
      readonly message: string;
      readonly keep?: boolean;
    };

export function refuse(code: RefusalCode, message: string): Verdict<never> {
  return { kind: 'refuse', code, message };
}
