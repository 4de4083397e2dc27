import { copyFileSync, existsSync, linkSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteMirror } from '../sqlite/open.ts';
import { removeFile } from '../sqlite/open-file.ts';
import { asStoreError, StoreError } from '../contract/store-error.ts';

export interface RestoreOptions {
  /** A whole mirror: made by `MirrorStore.backUp`, or the file of a stopped server. */
  readonly backup: string;
  /** The mirror to replace; it need not exist. */
  readonly file: string;
  /** Where the replaced mirror is kept; the path must be free. */
  readonly keepAs: string;
  readonly newEpoch: () => string;
}

export interface Restored {
  /** The new history of each shop. */
  readonly epochs: ReadonlyMap<string, string>;
  /** Where the replaced mirror is now; undefined if there was none. */
  readonly kept: string | undefined;
}

/**
 * [M19] Replaces a mirror by a backup, as a new history: tills that hold checkpoints of the old one rebuild. All that
 * can fail is done beside the mirror; then the two swap places.
 * @throws StoreError when the backup is damaged or not a mirror, or when a server runs on `file`.
 */
export async function restoreMirror({ backup, file, keepAs, newEpoch }: RestoreOptions): Promise<Restored> {
  const fresh = `${file}.restoring`;
  if (existsSync(file) && existsSync(keepAs))
    throw new Error(`${keepAs} is there already: a file that was replaced earlier stays.`);
  removeFile(fresh);
  try {
    copyFileSync(backup, fresh);
    // A killed server leaves its last commits beside its file.
    if (existsSync(`${backup}-wal`)) copyFileSync(`${backup}-wal`, `${fresh}-wal`);
    const epochs = await beginHistories(fresh, newEpoch);
    const kept = existsSync(file) ? replace(file, fresh, keepAs) : undefined;
    if (kept === undefined) renameSync(fresh, file);
    return { epochs, kept };
  } finally {
    removeFile(fresh);
  }
}

async function beginHistories(file: string, newEpoch: () => string): Promise<Map<string, string>> {
  await using store = await openSqliteMirror({ file, newEpoch });
  const epochs = new Map<string, string>();
  for (const shop of await store.register.shops()) epochs.set(shop, await store.mirror.beginHistory(shop));
  return epochs;
}

/** Replaces the mirror: holds a whole one meanwhile, so that no server starts on it; moves a damaged one away. */
function replace(file: string, fresh: string, keepAs: string): string {
  const held = hold(file);
  if (held) {
    linkSync(file, keepAs);
    renameSync(fresh, file);
    held.close();
    return keepAs;
  }
  for (const part of ['-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, keepAs + part);
  renameSync(file, keepAs);
  renameSync(fresh, file);
  return keepAs;
}

/** The mirror under an exclusive lock, with nothing beside its file; undefined if it is too damaged for that. */
function hold(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file, { timeout: 500 });
  try {
    database.exec('pragma locking_mode = exclusive');
    database.exec('pragma journal_mode = delete');
    database.exec('begin exclusive');
    return database;
  } catch (cause) {
    database.close();
    const error = asStoreError(cause, file);
    if (error instanceof StoreError && error.kind === 'damaged') return undefined;
    throw error;
  }
}
