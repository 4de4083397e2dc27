import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import type { Tables } from '../tables.ts';
import { limitStatements } from './limits.ts';
import { ownerStatements, roleStatements, tableStatements } from './tables.ts';

/** Names the lock under which processes migrate one after the other: "tidemark" in letters of five bits. */
const lock = 687_194_767_361;

/** A migration of these statements. */
function of(statements: readonly string[]): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

/** All migrations of a PostgreSQL store, in their order. They begin with what SQLite's first nineteen lead to. */
const migrations: MigrationProvider = {
  getMigrations: async () => ({
    '001-first': of(tableStatements),
    '002-roles': of(roleStatements),
    '003-owners': of(ownerStatements),
    '004-limits': of(limitStatements),
  }),
};

/**
 * Brings a database to the newest schema, in one transaction. Processes that open it at the same time wait for each other,
 * for as long as it takes.
 */
export async function migrate(db: Kysely<Tables>, where: string): Promise<void> {
  await db.connection().execute(async connection => {
    await sql`set lock_timeout = 0`.execute(connection);
    await sql`set statement_timeout = 0`.execute(connection);
    await sql`select pg_advisory_lock(${lock})`.execute(connection);
    try {
      const { error } = await new Migrator({ db: connection, provider: migrations }).migrateToLatest();
      if (error)
        throw new Error(`the mirror in ${where} could not be brought to this version`, { cause: error });
    } finally {
      await sql`select pg_advisory_unlock(${lock})`.execute(connection);
      await sql`reset lock_timeout`.execute(connection);
      await sql`reset statement_timeout`.execute(connection);
    }
  });
}
