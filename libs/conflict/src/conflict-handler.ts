import type { Cart, RecordName, RecordOf, Submitted } from '@tidemark/schema';
import { mergeCarts } from './cart/merge-carts.ts';
import { isSameContent } from './later.ts';

/** A document with RxDB's mark of deletion. */
export type Replicated<T> = T & { readonly _deleted: boolean };

/** Fits RxDB's `RxConflictHandler`, which this library does not know. */
export interface ConflictHandler<T> {
  isEqual(a: Replicated<T>, b: Replicated<T>): boolean;
  resolve(states: {
    readonly realMasterState: Replicated<T>;
    readonly newDocumentState: Replicated<T>;
  }): Promise<Replicated<T>>;
}

/**
 * A two-way merge as a conflict handler. States are equal when they say the same, the submission included: that is how
 * news of it reaches the till. `rev` alone is no difference, so a document is not sent again because the mirror named
 * it.
 */
export function conflictHandler<T extends object>(merge: (master: T, till: T) => T): ConflictHandler<T> {
  return {
    isEqual: isSameContent,
    resolve: ({ realMasterState, newDocumentState }) =>
      Promise.resolve({
        ...merge(realMasterState, newDocumentState),
        _deleted: realMasterState._deleted && newDocumentState._deleted,
      }),
  };
}

/**
 * The server's copy stands: what was written is the same, and of the submission the server knows best, also when it
 * knows less than the till because it was restored from a copy. A till that insisted would send for ever.
 */
const writtenOnce = conflictHandler<Submitted>(master => master);

/** How a till meets what the server has, for each collection that it writes. */
export const conflictHandlers = {
  customerEdits: writtenOnce as ConflictHandler<RecordOf['customerEdits']>,
  sales: writtenOnce as ConflictHandler<RecordOf['sales']>,
  stockMoves: writtenOnce as ConflictHandler<RecordOf['stockMoves']>,
  carts: conflictHandler<Cart>(mergeCarts),
} as const satisfies { readonly [K in RecordName]: ConflictHandler<RecordOf[K]> };
