import type { ErrorCode } from '@tidemark/protocol';
import type { ReplicatedName } from './collections.ts';

/**
 * What went wrong. All of these are retried automatically, except `refused` and `client-outdated`.
 *
 * - the protocol's own codes, as the server sent them;
 * - `offline`: no network, a timeout, a 5xx, or an answer that is not the protocol's;
 * - `does-not-fit`: one document breaks its schema, twice in a row, and was left out;
 * - `not-stored`: RxDB or its storage failed; the replication starts again from its stored checkpoint;
 * - `refused`: the server refuses a document that was written here;
 * - `differs`: the digest still differs after the repairs.
 */
export type ReplicationErrorCode =
  ErrorCode | 'offline' | 'does-not-fit' | 'not-stored' | 'refused' | 'differs';

/** A failure that the application may show or act on. */
export class ReplicationError extends Error {
  override readonly name = 'ReplicationError';
  readonly code: ReplicationErrorCode;
  /** Undefined if it concerns the whole connection. */
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

/** Converts a failure, and adds the collection that it concerns. */
export function asReplicationError(error: unknown, collection: ReplicatedName): ReplicationError {
  if (error instanceof ReplicationError)
    return error.collection === undefined
      ? new ReplicationError(error.code, error.message, { cause: error, collection })
      : error;
  const message = error instanceof Error ? error.message : String(error);
  return new ReplicationError('not-stored', message, { cause: error, collection });
}
