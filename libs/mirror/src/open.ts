import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from './migrations.ts';
import type { Findings, Inbox, Mirror, Register } from './mirror.ts';
import { nodeSqliteDialect } from './sqlite-dialect.ts';
import { SqliteFindings } from './sqlite-findings.ts';
import { SqliteInbox } from './sqlite-inbox.ts';
import { SqliteMirror } from './sqlite-mirror.ts';
import { SqliteRegister } from './sqlite-register.ts';
import type { Tables } from './tables.ts';

export interface MirrorStore extends AsyncDisposable {
  readonly mirror: Mirror;
  readonly inbox: Inbox;
  readonly findings: Findings;
  readonly register: Register;
}

/**
 * Opens, or creates, the mirror in one SQLite file (':memory:' for a mirror that is gone when it is closed), brought
 * to the newest schema. `newEpoch` names the history of a shop seen for the first time.
 * @throws when another process has the file open, or when it is not a mirror.
 */
export async function openSqliteMirror(options: {
  file: string;
  newEpoch: () => string;
}): Promise<MirrorStore> {
  const database = openFile(options.file);
  const db = new Kysely<Tables>({ dialect: nodeSqliteDialect(database) });
  const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest();
  if (error) {
    await db.destroy();
    throw new Error(`the mirror in ${options.file} could not be brought to this version`, { cause: error });
  }
  const mirror = new SqliteMirror(db, options.newEpoch);
  return {
    mirror,
    inbox: new SqliteInbox(db),
    findings: new SqliteFindings(db),
    register: new SqliteRegister(db, options.newEpoch),
    [Symbol.asyncDispose]: () => mirror[Symbol.asyncDispose](),
  };
}

/** One process owns the file: seqs and heads are announced in the process that commits them. */
function openFile(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 2_000 });
    database.exec('pragma locking_mode = exclusive');
    database.exec('pragma journal_mode = wal');
    // FULL: a webhook is answered, and a sale will be, only after what it said survives a power cut.
    database.exec('pragma synchronous = full');
    database.exec('begin immediate; commit');
    return database;
  } catch (cause) {
    database?.close();
    throw new Error(`cannot open the mirror in ${file}: ${whyNot(cause)}`, { cause });
  }
}

function whyNot(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause);
  return /locked/.test(said) ? 'another server is running on it' : said;
}
