import { open, type FileHandle } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../contract/store-error.ts';

/** Waits until everything committed survives a power cut. */
export interface Durable extends AsyncDisposable {
  committed(): Promise<void>;
}

/** For a store that lives in memory. */
export const nothingDurable: Durable = {
  committed: async () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};

/**
 * Flushes the write-ahead log of a SQLite file to the disk outside of the event loop. `synchronous = full` would do so
 * within each commit and block all other requests. The database must be `synchronous = normal`, so that SQLite still
 * flushes the log before a checkpoint, and the file before the log starts over.
 */
export class WalSync implements Durable {
  readonly #database: DatabaseSync;
  readonly #file: string;
  #log: FileHandle | undefined;
  /** True if the disk once refused a commit: it may have lost that data since without reporting it. */
  #isUncertain = false;

  constructor(database: DatabaseSync, file: string) {
    this.#database = database;
    this.#file = file;
  }

  async committed(): Promise<void> {
    try {
      // After a refusal the log cannot be trusted: everything goes into the file itself.
      if (this.#isUncertain) this.#database.exec('pragma wal_checkpoint(truncate)');
      this.#log ??= await open(`${this.#file}-wal`, 'r+');
      await this.#log.datasync();
      this.#isUncertain = false;
    } catch (cause) {
      this.#isUncertain = true;
      throw refusal(cause, this.#file);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log?.close();
    this.#log = undefined;
  }
}

/** A system error as a StoreError; an SQLite error unchanged. */
function refusal(cause: unknown, file: string): unknown {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  if (syscall === undefined) return cause;
  const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : 'unwritable';
  return new StoreError(kind, file, `the mirror in ${file}: the disk does not keep it (${code})`, { cause });
}
