import { rmSync, renameSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { backup, type DatabaseSync } from 'node:sqlite';
import { sql, type Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Bytes copied in one step: about a millisecond of the disk's time, outside of the event loop. */
const bytesAtOnce = 1024 * 1024;

/** SQLite's own default: how many pages of the log start a checkpoint. */
const checkpointPages = 1_000;

/** A disk that refuses a commit has everything brought into the file; then a copy starts again. */
const tries = 3;

/**
 * [M18] Copies of the store, made while it is in use. SQLite writes commits to its write-ahead log, and to the file
 * itself only at a checkpoint. So the file is brought up to date and then left alone until it is copied: the copy is of
 * that one moment, and commits go on beside it.
 *
 * SQLite's own backup would use the same connection in another thread, while this one uses it. Tried with Node 26.10:
 * its errors get mixed up with those of statements, which fail with "not an error".
 */
export class Copies implements AsyncDisposable {
  readonly #db: Kysely<Tables>;
  readonly #database: DatabaseSync;
  readonly #file: string;
  /**
   * Open until the database is closed: closing a file ends all locks that this process has on it, SQLite's included.
   */
  #source: FileHandle | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(db: Kysely<Tables>, database: DatabaseSync, file: string) {
    this.#db = db;
    this.#database = database;
    this.#file = file;
  }

  /** Copies the database. An interrupted copy leaves no file of this name. Copies run one after the other. */
  copy(to: string): Promise<void> {
    const copying = this.#last.then(() => this.#copy(to));
    this.#last = copying.catch(() => undefined);
    return copying;
  }

  /** Resolves when no copy is under way. */
  async rested(): Promise<void> {
    await this.#last;
  }

  /** Call it only once the database is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source?.close();
    this.#source = undefined;
  }

  async #copy(to: string): Promise<void> {
    const part = `${to}.part`;
    rmSync(part, { force: true });
    try {
      // A database in memory is this process's alone, and has no file to copy.
      if (this.#file === ':memory:') await this.#db.connection().execute(() => backup(this.#database, part));
      else await this.#copyFile(part);
      renameSync(part, to);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
  }

  async #copyFile(to: string): Promise<void> {
    this.#source ??= await open(this.#file, 'r');
    try {
      for (let left = tries; left > 0; left--) {
        await this.#bringUpToDate();
        const before = await this.#source.stat({ bigint: true });
        await copyBytes(this.#source, to, Number(before.size));
        const after = await this.#source.stat({ bigint: true });
        if (before.mtimeNs === after.mtimeNs && before.size === after.size) return;
      }
      throw new Error(`the file changed each time while it was copied to ${to}`);
    } finally {
      await sql`pragma wal_autocheckpoint = ${sql.lit(checkpointPages)}`.execute(this.#db);
    }
  }

  /** Brings everything committed into the file; from then on nothing more is written to it. */
  async #bringUpToDate(): Promise<void> {
    await this.#db.connection().execute(async connection => {
      await sql`pragma wal_autocheckpoint = 0`.execute(connection);
      const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(connection);
      if (rows[0]?.busy !== 0) throw new Error('the log could not be brought into the file');
    });
  }
}

/** Copies the first `size` bytes of a file into a new one that only its user may read, and flushes it to the disk. */
async function copyBytes(from: FileHandle, to: string, size: number): Promise<void> {
  const target = await open(to, 'w', 0o600);
  try {
    const buffer = Buffer.alloc(bytesAtOnce);
    for (let at = 0; at < size;) {
      const { bytesRead } = await from.read(buffer, 0, Math.min(bytesAtOnce, size - at), at);
      // It was rewritten meanwhile, and is smaller: its size tells, and it is copied anew.
      if (bytesRead === 0) break;
      await target.writeFile(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    await target.sync();
  } finally {
    await target.close();
  }
}
