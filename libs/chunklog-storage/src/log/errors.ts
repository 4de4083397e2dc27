/** The errors of a log, as codes that a program can act on. */
export type ChunklogErrorCode =
  /** There is no IndexedDB, or it is not allowed here (private windows of some browsers, blocked site data). */
  | 'unavailable'
  /** The disk, or the site's share of it, is full. Nothing of the write was stored. */
  | 'quota'
  /** The database was deleted, or replaced by another of the same name, while it was open. */
  | 'gone'
  /** A newer version of this library wrote, or is about to write, the database. Load the newer code. */
  | 'newer-format'
  /** The collection was removed by another instance. */
  | 'removed'
  /** A damaged cache was dropped with all replication checkpoints. Open the database again to refill it. */
  | 'dropped'
  /** The instance was closed. */
  | 'closed'
  /** The schema asks for something that this storage does not support. */
  | 'unsupported'
  /**
   * Any other error of the disk; see `cause`. Also a precious write that could not be read back: some or all of it may
   * be on the disk, and the next write treats it as another tab's.
   */
  | 'failed';

/** A refusal of the storage. A refused write changed nothing, except one that could not be read back: see `failed`. */
export class ChunklogError extends Error {
  override readonly name = 'ChunklogError';
  readonly code: ChunklogErrorCode;

  constructor(code: ChunklogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Converts a browser's disk error to a ChunklogError; `otherwise` is the code for unknown errors. */
export function asChunklogError(
  error: unknown,
  doing: string,
  otherwise: ChunklogErrorCode = 'failed',
): ChunklogError {
  if (error instanceof ChunklogError) return error;
  return new ChunklogError(codes.get(nameOf(error)) ?? otherwise, `${doing}: ${String(error)}`, {
    cause: error,
  });
}

const codes: ReadonlyMap<string, ChunklogErrorCode> = new Map([
  ['QuotaExceededError', 'quota'],
  ['VersionError', 'newer-format'],
]);

export function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}
