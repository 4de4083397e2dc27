import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { asStoreError } from '../contract/store-error.ts';
import { nothingDurable, WalSync, type Durable } from './wal-sync.ts';
import { mustBeWhole } from './whole-file.ts';

/** How commits to a mirror's file reach the disk. */
export function durableFor(database: DatabaseSync, file: string): Durable {
  return file === ':memory:' ? nothingDurable : new WalSync(database, file);
}

/**
 * One process owns the file: seqs and heads are announced in the process that commits them.
 * @throws StoreError when another process has it, or when it is damaged or no mirror.
 */
export function openFile(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 2_000 });
    database.exec('pragma locking_mode = exclusive');
    database.exec('pragma journal_mode = wal');
    // A webhook or a push is answered only once its content survives a power cut: WalSync ensures that.
    database.exec('pragma synchronous = normal');
    // What was erased, or deleted, leaves no text in unused parts of the file.
    database.exec('pragma secure_delete = on');
    database.exec('pragma cache_size = -65536');
    database.exec('begin immediate; commit');
    mustBeWhole(database, file);
    return database;
  } catch (cause) {
    database?.close();
    throw asStoreError(cause, file);
  }
}

/** Removes a mirror's file that nobody has open, with what SQLite keeps beside it; nothing where there is none. */
export function removeFile(file: string): void {
  for (const part of ['', '-wal', '-shm', '-journal']) rmSync(file + part, { force: true });
}
