import type { DatabaseSync } from 'node:sqlite';
import { sql, type Kysely } from 'kysely';
import { noteOwn, ownNote } from '../documents/own-notes.ts';
import type { Tables } from '../tables.ts';
import { pagesOf, shrink } from '../upgrade/shrink.ts';

/** A smaller file is rewritten at once: within some 50 ms (3 to 6 ms for a megabyte). In SQLite's pages of 4 kB. */
const fewPages = 2_500;
/** A larger one at most so often: everything waits meanwhile. */
const leastMs = 20 * 60 * 60_000;

/** A file is rewritten for all its shops at once. */
const owed = 'rewrite-owed';
const done = 'rewritten-at';

/** What a store owes after an erasure, besides the erasure itself. Each returns whether it did something. */
export interface Rewrites {
  owe(): Promise<void>;
  ifSmall(now: number): Promise<boolean>;
  ifDue(now: number): Promise<boolean>;
  inAnyCase(): Promise<boolean>;
  /** Empties logs that still have the bytes as they were. */
  emptyLogs(): Promise<void>;
}

/** PostgreSQL gives free what was erased by itself: its vacuum, and the end of its logs and backups, decide when. */
export const nothingToRewrite: Rewrites = {
  owe: async () => undefined,
  ifSmall: async () => false,
  ifDue: async () => false,
  inAnyCase: async () => false,
  emptyLogs: async () => undefined,
};

/**
 * [Y13] Rewrites the file after erasures. `secure_delete` clears what is deleted, but where SQLite spread rows over pages
 * before, it left copies of their bytes in unused parts of pages.
 */
export class Rewriting implements Rewrites {
  readonly #db: Kysely<Tables>;
  readonly #database: DatabaseSync;

  constructor(db: Kysely<Tables>, database: DatabaseSync) {
    this.#db = db;
    this.#database = database;
  }

  /** Notes that it is owed; call it before anything is erased, so that a killed process does it at its next start. */
  async owe(): Promise<void> {
    await noteOwn(this.#db, owed, '1');
  }

  /** Rewrites a small file now, where that is owed. */
  async ifSmall(now: number): Promise<boolean> {
    return pagesOf(this.#database).pages <= fewPages && this.#ifOwed(now);
  }

  /** Rewrites a file of any size, where that is owed and was not done in the last twenty hours. */
  async ifDue(now: number): Promise<boolean> {
    if (!(await this.#isOwed())) return false;
    const last = Number((await ownNote(this.#db, done)) ?? Number.NEGATIVE_INFINITY);
    // A time to come is of a clock that was put back since.
    return (last > now || now - last >= leastMs) && this.#ifOwed(now);
  }

  /** Rewrites a file of any size, where that is owed: at a start, and after a whole shop was erased. */
  async inAnyCase(): Promise<boolean> {
    return this.#ifOwed(undefined);
  }

  /** Empties the write-ahead log, which still has the pages as they were. */
  async emptyLogs(): Promise<void> {
    await this.#db.connection().execute(async connection => {
      await sql`pragma wal_checkpoint(truncate)`.execute(connection);
    });
  }

  async #ifOwed(now: number | undefined): Promise<boolean> {
    if (!(await this.#isOwed())) return false;
    // In a turn of the connection: no transaction is under way.
    await this.#db.connection().execute(async () => shrink(this.#database));
    if (now !== undefined) await noteOwn(this.#db, done, String(now));
    await noteOwn(this.#db, owed, undefined);
    return true;
  }

  async #isOwed(): Promise<boolean> {
    return (await ownNote(this.#db, owed)) !== undefined;
  }
}
