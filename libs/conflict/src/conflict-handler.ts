import type { Cart, RecordName, RecordOf, Submitted } from '@tidemark/schema';
import { takeCart } from './erase/erase-cart.ts';
import { isSameContent } from './later.ts';
import { keepErased } from './written-once.ts';

/** A document with RxDB's mark of deletion. */
export type Replicated<T> = T & { readonly _deleted: boolean };

/** Has the shape of RxDB's `RxConflictHandler`, without depending on RxDB. */
export interface ConflictHandler<T> {
  isEqual(a: Replicated<T>, b: Replicated<T>): boolean;
  resolve(states: {
    readonly realMasterState: Replicated<T>;
    readonly newDocumentState: Replicated<T>;
  }): Promise<Replicated<T>>;
}

/**
 * A conflict handler from a two-way merge. States are equal if their content is, the submission included: that is how
 * its changes reach the till. A new `rev` alone is not a difference, so a document is not sent again because the mirror
 * set one. A deleted master says that the server has the record, and that it has left the tills: the copy goes too.
 */
export function conflictHandler<T extends object>(merge: (master: T, till: T) => T): ConflictHandler<T> {
  return {
    isEqual: isSameContent,
    resolve: ({ realMasterState, newDocumentState }) =>
      Promise.resolve(
        realMasterState._deleted
          ? { ...newDocumentState, _deleted: true }
          : { ...merge(realMasterState, newDocumentState), _deleted: false },
      ),
  };
}

/**
 * The server's copy wins: the written content is the same, and the server decides the submission, even if it knows less
 * than the till after a restore. A till that insisted would push for ever. Erased personal data are the exception: they
 * stay erased, and the server erases them too.
 */
const writtenOnce = conflictHandler<Submitted>(keepErased);

/** A till's conflict handlers, for each collection that it writes. */
export const conflictHandlers = {
  customerEdits: writtenOnce as ConflictHandler<RecordOf['customerEdits']>,
  sales: writtenOnce as ConflictHandler<RecordOf['sales']>,
  stockMoves: writtenOnce as ConflictHandler<RecordOf['stockMoves']>,
  carts: conflictHandler<Cart>(takeCart),
} as const satisfies { readonly [K in RecordName]: ConflictHandler<RecordOf[K]> };
