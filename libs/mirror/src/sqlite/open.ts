import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { Copies } from '../backup/backup.ts';
import { CommitListeners } from '../documents/commit-listeners.ts';
import { DamageListeners } from '../damage/damage-listeners.ts';
import { migrations } from '../upgrade/migrations.ts';
import type { Committed } from '../contract/mirror.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { GroupCommit } from './group-commit.ts';
import { Settling } from './settling.ts';
import { durableFor, openFile } from './open-file.ts';
import { memoryLimiter } from './limits.ts';
import { nodeSqliteDialect } from './sqlite-dialect.ts';
import type { RecordCommitted } from '../contract/records.ts';
import { mustBeHere } from '../move/moved-mark.ts';
import { askAgain, erasureListOf } from '../people/erasure-list.ts';
import { Redactions } from '../people/redactions.ts';
import { Rewriting } from '../people/rewriting.ts';
import { serverKeyOf } from '../people/server-key.ts';
import type { StoreError } from '../contract/store-error.ts';
import { freeAllLeases } from '../records/leases.ts';
import { endLeases } from '../owners/sql-leases.ts';
import { sqlStores } from '../sql-stores.ts';
import { StoreHealth } from './store-health.ts';
import { Sweep } from '../damage/sweep.ts';
import type { Tables } from '../tables.ts';
import { upgrade, type Upgrade } from '../upgrade/upgrade.ts';
import type { Durable } from './wal-sync.ts';

export interface MirrorStoreOptions {
  readonly file: string;
  /** Names the history of a shop seen for the first time. */
  readonly newEpoch: () => string;
  /** Called when the store can no longer store, and when it can again. */
  readonly onTrouble?: (trouble: StoreError | undefined) => void;
  /** Called with what a listener of commits threw. Default: a warning of the process. */
  readonly onListenerError?: (error: unknown) => void;
  /** Called before a step that makes the opening take long. */
  readonly onUpgrade?: (upgrade: Upgrade) => void;
  /** Called with the text of every statement that is prepared. */
  readonly onStatement?: (sql: string) => void;
  /** How commits reach the disk. Default: `WalSync` for a file, nothing for ':memory:'. */
  readonly durable?: (database: DatabaseSync) => Durable;
  /** How often to retry what the disk refused, in milliseconds. Default: each second. */
  readonly settleMs?: number;
  /** Opens it also where it was moved to another engine: for whoever moves it. */
  readonly evenIfMoved?: boolean;
}

/**
 * Opens or creates the mirror in one SQLite file, upgraded to the newest schema. With ':memory:' the mirror is gone
 * when it is closed.
 * @throws StoreError when another process has the file open, or when it is damaged or not a mirror.
 */
export async function openSqliteMirror(options: MirrorStoreOptions): Promise<MirrorStore> {
  const { file, newEpoch, onTrouble = () => undefined } = options;
  const database = openFile(file);
  const health = new StoreHealth(file, onTrouble);
  const commits = new GroupCommit(options.durable?.(database) ?? durableFor(database, file));
  commits.onEnd(() => health.stored());
  const db = new Kysely<Tables>({
    dialect: nodeSqliteDialect(database, health, commits, options.onStatement),
  });
  const redactions = new Redactions(serverKeyOf(file));
  const rewriting = new Rewriting(db, database);
  try {
    await upgrade(db, database, file, migrations, options.onUpgrade ?? (() => undefined));
    if (!options.evenIfMoved) await mustBeHere(db, file);
    await redactions.writeDue(db);
    await rewriting.inAnyCase();
  } catch (error) {
    await db.destroy();
    throw error;
  }
  // The file is this process's alone: earlier owners of shops are gone.
  await endLeases(db);
  await freeAllLeases(db);
  const onListenerError = options.onListenerError ?? warn;
  const settling = new Settling(db, commits, options.settleMs);
  const damage = new DamageListeners(onListenerError);
  const sweep = await Sweep.begin(db, damage, onListenerError);
  const mirrorNews = new CommitListeners<Committed>(onListenerError, settling);
  const recordNews = new CommitListeners<RecordCommitted>(onListenerError, settling);
  const erasures = erasureListOf(file);
  await askAgain(db, erasures, rewriting);
  const copies = new Copies(db, database, file);
  const parts = { db, newEpoch, mirrorNews, recordNews, damage, sweep, redactions, erasures, rewriting };
  const stores = sqlStores(parts);
  return {
    ...stores,
    isShared: false,
    newLimiter: memoryLimiter,
    // Nobody else writes, asks or answers.
    signals: { tell: () => undefined, on: () => () => undefined },
    watch: async () => ({ [Symbol.dispose]: () => undefined }),
    swept: () => sweep.done,
    trouble: () => health.trouble,
    backUp: to => copies.copy(to),
    [Symbol.asyncDispose]: async () => {
      settling.stop();
      await copies.rested();
      await stores.mirror[Symbol.asyncDispose]();
      await copies[Symbol.asyncDispose]();
    },
  };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
