import { join } from 'node:path';
import { Kysely } from 'kysely';
import type { Committed } from '../contract/mirror.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import type { RecordCommitted } from '../contract/records.ts';
import { CopiedElsewhereError, type StoreError } from '../contract/store-error.ts';
import { DamageListeners } from '../damage/damage-listeners.ts';
import { Sweep } from '../damage/sweep.ts';
import { CommitListeners, type Settles } from '../documents/commit-listeners.ts';
import { SqlMirror } from '../documents/sql-mirror.ts';
import { askAgain, erasureListOf } from '../people/erasure-list.ts';
import { Redactions } from '../people/redactions.ts';
import { nothingToRewrite } from '../people/rewriting.ts';
import { serverKeyOf } from '../people/server-key.ts';
import { SqlPrivacy } from '../people/sql-privacy.ts';
import { freeLeases } from '../records/leases.ts';
import { SqlRecords } from '../records/sql-records.ts';
import { SqlConnections } from '../register/sql-connections.ts';
import { SqlRegister } from '../register/sql-register.ts';
import { StoreHealth } from '../sqlite/store-health.ts';
import type { Tables } from '../tables.ts';
import { SqlFindings } from '../webhooks/sql-findings.ts';
import { SqlInbox } from '../webhooks/sql-inbox.ts';
import { openPool, type ConnectionOptions } from './connections.ts';
import { migrate } from './migrate.ts';
import { SoleOwner } from './sole-owner.ts';
import { followTimeline } from './timeline.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { asPostgresError, whereIs } from './postgres-errors.ts';

export interface PostgresMirrorOptions extends ConnectionOptions {
  /**
   * The folder of the server's key and of the list of erasures, which a database that is restored to an earlier time must
   * not take back. Undefined: there is no list, and each process signs with a key of its own.
   */
  readonly folder: string | undefined;
  /**
   * Given: no other server may have the database as its sole owner meanwhile. Called if another server, or another database,
   * took its place while the connection was lost: this process has to end.
   */
  readonly onOwnerLost?: () => void;
  /** Names the history of a shop seen for the first time. */
  readonly newEpoch: () => string;
  /** Called when the store can no longer store, and when it can again. */
  readonly onTrouble?: (trouble: StoreError | undefined) => void;
  /** Called with what a listener of commits threw. Default: a warning of the process. */
  readonly onListenerError?: (error: unknown) => void;
  /** Called with the text of every statement that is prepared, and of each that is not. */
  readonly onStatement?: (sql: string) => void;
}

/** PostgreSQL answers a commit once it is durable: nothing is settled later. */
const settledAtOnce: Settles = {
  settled: async () => undefined,
  begin: () => false,
  onEnd: () => undefined,
};

/**
 * Opens the mirror in a PostgreSQL database (16 or later), and makes its tables where there are none. Several processes may
 * have it open at once; each hears of its own commits only.
 * @throws StoreError when the server cannot be reached, or when another one owns the database.
 */
export async function openPostgresMirror(options: PostgresMirrorOptions): Promise<MirrorStore> {
  const { folder, newEpoch, onTrouble = () => undefined, onListenerError = warn } = options;
  const where = whereIs(options.url);
  const owner = options.onOwnerLost && (await SoleOwner.take(options.url, options.onOwnerLost));
  const health = new StoreHealth(where, onTrouble, asPostgresError);
  const db = new Kysely<Tables>({ dialect: postgresDialect(openPool(options), health, options.onStatement) });
  const beside = folder === undefined ? ':memory:' : join(folder, 'mirror');
  const redactions = new Redactions(serverKeyOf(beside));
  const erasures = erasureListOf(beside);
  const damage = new DamageListeners(onListenerError);
  try {
    await migrate(db, where);
    if (owner) await freeLeases(db);
    await redactions.writeDue(db);
    await askAgain(db, erasures, nothingToRewrite);
    const sweep = await Sweep.begin(db, damage, onListenerError);
    const mirrorNews = new CommitListeners<Committed>(onListenerError, settledAtOnce);
    const recordNews = new CommitListeners<RecordCommitted>(onListenerError, settledAtOnce);
    const mirror = new SqlMirror(db, newEpoch, mirrorNews, damage, sweep);
    if (owner) await followTimeline(db, mirror);
    const parts = { db, newEpoch, mirrorNews, recordNews, redactions };
    return {
      mirror,
      records: new SqlRecords(db, newEpoch, recordNews, damage, sweep.soundness, redactions),
      inbox: new SqlInbox(db),
      findings: new SqlFindings(db),
      register: new SqlRegister(db, newEpoch),
      connections: new SqlConnections(db, newEpoch, erasures),
      privacy: new SqlPrivacy(parts, erasures, nothingToRewrite),
      swept: () => sweep.done,
      trouble: () => health.trouble,
      backUp: async () => {
        throw new CopiedElsewhereError(
          `the mirror in ${where} is copied by PostgreSQL: use pg_dump, or base backups with an archive of its log`,
        );
      },
      [Symbol.asyncDispose]: async () => {
        await mirror[Symbol.asyncDispose]();
        await owner?.[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await db.destroy();
    await owner?.[Symbol.asyncDispose]();
    throw error;
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
