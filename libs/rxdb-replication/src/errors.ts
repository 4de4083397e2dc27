import type { ErrorCode } from '@tidemark/protocol';
import type { ReplicatedName } from './collections.ts';

/**
 * What went wrong. Every one of them is tried again by itself, except `refused` and `client-outdated`.
 *
 * - the protocol's own codes, as the server sent them;
 * - `offline`: no network, a timeout, a 5xx, or an answer that is not the protocol's;
 * - `does-not-fit`: one document breaks its schema, twice in a row, and was left out;
 * - `not-stored`: RxDB or its storage failed; the replication starts again from its stored checkpoint;
 * - `refused`: the server does not take a document that was written here;
 * - `differs`: the digest still differs after the repairs.
 */
export type ReplicationErrorCode =
  ErrorCode | 'offline' | 'does-not-fit' | 'not-stored' | 'refused' | 'differs';

/** A failure that the application may show or act on. */
export class ReplicationError extends Error {
  override readonly name = 'ReplicationError';
  readonly code: ReplicationErrorCode;
  /** Undefined where it concerns the connection as a whole. */
  readonly collection: ReplicatedName | undefined;

  constructor(
    code: ReplicationErrorCode,
    message: string,
    options: ErrorOptions & { readonly collection?: ReplicatedName | undefined } = {},
  ) {
    super(message, options);
    this.code = code;
    this.collection = options.collection;
  }
}

/** The same failure, with the collection that it concerns. */
export function asReplicationError(error: unknown, collection: ReplicatedName): ReplicationError {
  if (error instanceof ReplicationError)
    return error.collection === undefined
      ? new ReplicationError(error.code, error.message, { cause: error, collection })
      : error;
  const message = error instanceof Error ? error.message : String(error);
  return new ReplicationError('not-stored', message, { cause: error, collection });
}
