import { open, type FileHandle } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../contract/store-error.ts';

/** Waits until everything committed survives a power cut. */
export interface Durable extends AsyncDisposable {
  committed(): Promise<void>;
}

/** For a store that is gone when it is closed. */
export const nothingDurable: Durable = {
  committed: async () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};

/**
 * Brings the write-ahead log of a SQLite file to the disk outside of the event loop: what `synchronous = full` does
 * within each commit, while nobody else is answered. The database is to be `synchronous = normal`, so that SQLite still
 * sees to it that the log is on the disk before a checkpoint, and the file before the log begins anew.
 */
export class WalSync implements Durable {
  readonly #database: DatabaseSync;
  readonly #file: string;
  #log: FileHandle | undefined;
  /** Whether the disk once refused what was committed: it may have forgotten that since, and say nothing. */
  #isUncertain = false;

  constructor(database: DatabaseSync, file: string) {
    this.#database = database;
    this.#file = file;
  }

  async committed(): Promise<void> {
    try {
      // After a refusal the log is not to be trusted: everything goes into the file itself.
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

/** What the system said, as the store's own error; what SQLite said, as it is. */
function refusal(cause: unknown, file: string): unknown {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  if (syscall === undefined) return cause;
  const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : 'unwritable';
  return new StoreError(kind, file, `the mirror in ${file}: the disk does not keep it (${code})`, { cause });
}
