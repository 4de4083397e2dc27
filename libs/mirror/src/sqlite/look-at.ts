import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { asStoreError, StoreError } from '../contract/store-error.ts';
import { mustBeWhole } from './whole-file.ts';

/**
 * What a mirror's file looks like to somebody who only looks. `owned`: a server has it open, and only that one can tell
 * more. `unreadable`: the system refuses to open it.
 */
export type MirrorLook =
  | { readonly kind: 'none' | 'whole' }
  | { readonly kind: 'owned' | 'damaged' | 'unreadable'; readonly message: string };

/**
 * Looks at a mirror's file, and changes nothing, not even in its folder: a file that another user left there could keep
 * the server from starting. Reads the whole file; it is neither upgraded nor repaired.
 */
export function lookAtMirror(file: string): MirrorLook {
  if (!existsSync(file)) return { kind: 'none' };
  const hadIndex = existsSync(indexOf(file));
  let database: DatabaseSync | undefined;
  try {
    database = openToLook(file);
    mustBeWhole(database, file);
    return { kind: 'whole' };
  } catch (cause) {
    const error = asStoreError(cause, file);
    if (!(error instanceof StoreError)) throw error;
    const kind = error.kind === 'owned' || error.kind === 'damaged' ? error.kind : 'unreadable';
    return { kind, message: error.message };
  } finally {
    database?.close();
    // No server uses it: each has the file for itself, and keeps this index in memory.
    if (!hadIndex) rmSync(indexOf(file), { force: true });
  }
}

/**
 * A server has a log from its first moment on, and leaves one if it is killed. Without one nobody has the file, and as an
 * immutable file SQLite opens it without making a log: https://sqlite.org/uri.html#uriimmutable
 */
function openToLook(file: string): DatabaseSync {
  const url = pathToFileURL(file);
  if (!existsSync(`${file}-wal`)) url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true, timeout: 2_000 });
}

/** SQLite's index of the log, which processes share that have the same file. */
function indexOf(file: string): string {
  return `${file}-shm`;
}
