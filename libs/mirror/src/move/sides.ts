import { renameSync } from 'node:fs';
import { Kysely } from 'kysely';
import pg from 'pg';
import { StoreError } from '../contract/store-error.ts';
import { openPool } from '../postgres/connections.ts';
import { openPostgresMirror } from '../postgres/open.ts';
import { postgresDialect } from '../postgres/postgres-dialect.ts';
import { asPostgresError, whereIs } from '../postgres/postgres-errors.ts';
import { serversLock } from '../postgres/signals.ts';
import { openSqliteMirror } from '../sqlite/open.ts';
import { durableFor, openFile, removeFile } from '../sqlite/open-file.ts';
import { GroupCommit } from '../sqlite/group-commit.ts';
import { nodeSqliteDialect } from '../sqlite/sqlite-dialect.ts';
import { StoreHealth } from '../sqlite/store-health.ts';
import type { Tables } from '../tables.ts';

/** A mirror that nobody else has open, of this version. */
export interface Side extends AsyncDisposable {
  readonly db: Kysely<Tables>;
  /** Where it is, without passwords. */
  readonly where: string;
}

/**
 * The mirror in a file, which is made if it is not there, and brought to this version.
 * @throws StoreError `owned` while a server has it.
 */
export async function sqliteSide(file: string, newEpoch: () => string): Promise<Side> {
  await closeAtOnce(openSqliteMirror({ file, newEpoch, evenIfMoved: true }));
  const database = openFile(file);
  const health = new StoreHealth(file, () => undefined);
  const commits = new GroupCommit(durableFor(database, file));
  const db = new Kysely<Tables>({ dialect: nodeSqliteDialect(database, health, commits) });
  return {
    ...{ db, where: file },
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      // Kysely closes only what was asked something.
      if (database.isOpen) database.close();
    },
  };
}

/**
 * The mirror in a database, with the tables of this version. `folder`: where the list of erasures is; undefined for
 * an empty database, into which nothing of a list is to be written.
 * @throws StoreError `owned` while a server has it; `unreachable`.
 */
export async function postgresSide(
  url: string,
  folder: string | undefined,
  newEpoch: () => string,
): Promise<Side> {
  const where = whereIs(url);
  await closeAtOnce(openPostgresMirror({ url, folder, newEpoch, evenIfMoved: true }));
  const holder = new pg.Client({ connectionString: url, application_name: 'tidemark move' });
  holder.on('error', () => undefined);
  try {
    await holder.connect();
    const { rows } = await holder.query<{ has: boolean }>(
      `select pg_try_advisory_lock(${serversLock}) as has`,
    );
    if (!rows[0]?.has)
      throw new StoreError('owned', where, `the mirror in ${where}: a server is running on it`);
  } catch (error) {
    await holder.end();
    throw asPostgresError(error, where);
  }
  // One transaction takes as long as it takes, and pauses while the other side is read.
  const pool = openPool({ url, connections: 1, statementMs: 0, idleMs: 0 });
  const health = new StoreHealth(where, () => undefined, asPostgresError);
  const db = new Kysely<Tables>({ dialect: postgresDialect(pool, health) });
  return {
    ...{ db, where },
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      await holder.end();
    },
  };
}

/** Opening it brings it to this version, and does what it owes: erasures that it may have missed. */
async function closeAtOnce(opening: Promise<AsyncDisposable>): Promise<void> {
  const store = await opening;
  await store[Symbol.asyncDispose]();
}

/** A file that becomes the mirror by its name, once all of it is there. */
export function unfinished(file: string): { readonly path: string; finish(): void; remove(): void } {
  const path = `${file}.moving`;
  return {
    path,
    finish: () => renameSync(path, file),
    remove: () => removeFile(path),
  };
}
