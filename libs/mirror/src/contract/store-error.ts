/**
 * - `owned`: another process has the file;
 * - `full`: its disk has no room;
 * - `unwritable`: the system refuses to write it;
 * - `damaged`: it is not, or no longer, a whole database;
 * - `unreachable`: its database server does not answer, or lets nobody in. What was under way when the connection broke may
 *   be stored or not;
 * - `busy`: what others do with the shop took so long that this was given up; it may be tried again;
 * - `moved`: it was moved to another engine, and is served from there;
 * - `fenced`: another process owns the shop: what this one was about to store of it comes too late.
 */
export type StoreErrorKind =
  'owned' | 'full' | 'unwritable' | 'damaged' | 'unreachable' | 'busy' | 'moved' | 'fenced';

/** The store itself failed; the request was not at fault. Nothing of the transaction was stored. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;
  /** The file of the store; for PostgreSQL its host and database. */
  readonly file: string;

  constructor(kind: StoreErrorKind, file: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.file = file;
  }
}

/** SQLite's primary result codes about the store itself: https://sqlite.org/rescode.html */
const kinds: Readonly<Record<number, StoreErrorKind>> = {
  5: 'owned',
  8: 'unwritable',
  10: 'unwritable',
  11: 'damaged',
  13: 'full',
  14: 'unwritable',
  26: 'damaged',
};

const words: Readonly<Record<StoreErrorKind, string>> = {
  owned: 'another server is running on it',
  full: 'its disk is full',
  unwritable: 'it cannot be written',
  damaged: 'the file is damaged, or no mirror',
  unreachable: 'it cannot be reached',
  busy: 'it was busy for too long',
  moved: 'it was moved',
  fenced: 'another process owns the shop',
};

/** Returns what SQLite threw as a StoreError if it is about the store; anything else unchanged. */
export function asStoreError(cause: unknown, file: string): unknown {
  const { errcode, errstr } = cause as { errcode?: unknown; errstr?: unknown };
  const kind = typeof errcode === 'number' ? kinds[errcode & 0xff] : undefined;
  if (kind === undefined) return cause;
  return new StoreError(kind, file, `the mirror in ${file}: ${words[kind]} (${String(errstr)})`, { cause });
}

/** The store makes no copies of itself: its database server does, with its own means. */
export class CopiedElsewhereError extends Error {
  override readonly name = 'CopiedElsewhereError';
}
