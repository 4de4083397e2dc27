/** What can go wrong with a log, in words a program can act on. */
export type ChunklogErrorCode =
  /** There is no IndexedDB, or it may not be used here (private windows of some browsers, blocked site data). */
  | 'unavailable'
  /** The disk or the site's share of it is full. Nothing of the write was stored. */
  | 'quota'
  /** The database was deleted, or replaced by another of the same name, while it was open. */
  | 'gone'
  /** A newer version of this library wrote, or is about to write, the database. Load the newer code. */
  | 'newer-format'
  /** The collection was removed by another instance. */
  | 'removed'
  /** A damaged cache was dropped with all replication checkpoints. Open the database again to fill it anew. */
  | 'dropped'
  /** The instance was closed. */
  | 'closed'
  /** The schema asks for something this storage does not do. */
  | 'unsupported'
  /**
   * Anything else that the disk answered; see `cause`. Also of a precious write that could not be read back: some of it, or
   * all, may be on the disk, and the next write meets it as another's.
   */
  | 'failed';

/** A refusal of the storage. A write that was refused changed nothing, but for one that could not be read back: see `failed`. */
export class ChunklogError extends Error {
  override readonly name = 'ChunklogError';
  readonly code: ChunklogErrorCode;

  constructor(code: ChunklogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The error of a browser's disk as one of ours; `otherwise` is the code of what has no name of its own. */
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
