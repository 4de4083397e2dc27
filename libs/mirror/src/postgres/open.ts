import { join } from 'node:path';
import { Kysely } from 'kysely';
import type pg from 'pg';
import type { Leases } from '../contract/leases.ts';
import type { Committed } from '../contract/mirror.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import type { RecordCommitted } from '../contract/records.ts';
import { CopiedElsewhereError, type StoreError } from '../contract/store-error.ts';
import { DamageListeners } from '../damage/damage-listeners.ts';
import { Sweep } from '../damage/sweep.ts';
import { CommitListeners, type Settles } from '../documents/commit-listeners.ts';
import { mustBeHere } from '../move/moved-mark.ts';
import { askAgain, erasureListOf } from '../people/erasure-list.ts';
import { Redactions } from '../people/redactions.ts';
import { nothingToRewrite } from '../people/rewriting.ts';
import { serverKeyOf } from '../people/server-key.ts';
import { sqlStores } from '../sql-stores.ts';
import { StoreHealth } from '../sqlite/store-health.ts';
import type { Tables } from '../tables.ts';
import { CommitsElsewhere } from './commits-elsewhere.ts';
import { openPool, type ConnectionOptions } from './connections.ts';
import { forgetLimits, postgresLimiter } from './limits.ts';
import { migrate } from './migrate.ts';
import { PostgresSignals } from './signals.ts';
import { Timeline, timelineText } from './timeline.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { asPostgresError, whereIs } from './postgres-errors.ts';

export interface PostgresMirrorOptions extends ConnectionOptions {
  /**
   * The folder of the server's key and of the list of erasures, which a database that is restored to an earlier time must
   * not take back. Undefined: there is no list, and each process signs with a key of its own.
   */
  readonly folder: string | undefined;
  /** Called after new histories began ([M51]): what runs for shops has to begin anew. */
  readonly onNewHistory?: () => void;
  /** How often to look for other processes' commits to watched shops, in milliseconds. Default: 250. */
  readonly watchMs?: number;
  /** Whether processes also tell each other at once that something changed. Default: yes. */
  readonly signals?: boolean;
  /** The query that names the database's timeline, in a column `name`. Default: PostgreSQL's own; tests play promotions. */
  readonly timeline?: string;
  /** Names the history of a shop seen for the first time. */
  readonly newEpoch: () => string;
  /** Called when the store can no longer store, and when it can again. */
  readonly onTrouble?: (trouble: StoreError | undefined) => void;
  /** Called with what a listener of commits threw. Default: a warning of the process. */
  readonly onListenerError?: (error: unknown) => void;
  /** Opens it also where it was moved to another engine: for whoever moves it. */
  readonly evenIfMoved?: boolean;
  /** Called with the text of every statement that is prepared, and of each that is not. */
  readonly onStatement?: (sql: string) => void;
}

/** How often counts whose time is over are forgotten. */
const forgetLimitsMs = 300_000;

/** PostgreSQL answers a commit once it is durable: nothing is settled later. */
const settledAtOnce: Settles = {
  settled: async () => undefined,
  begin: () => false,
  onEnd: () => undefined,
};

/**
 * Opens the mirror in a PostgreSQL database (16 or later), and makes its tables where there are none. Several processes may
 * have it open at once; each hears of the others' commits to the shops that it watches.
 * @throws StoreError when the server cannot be reached, or when a server of a version that shares it with nobody has it.
 */
export async function openPostgresMirror(options: PostgresMirrorOptions): Promise<MirrorStore> {
  const { folder, newEpoch, onTrouble = () => undefined, onListenerError = warn } = options;
  const where = whereIs(options.url);
  const signals = await PostgresSignals.open(options.url);
  const health = new StoreHealth(where, onTrouble, asPostgresError);
  const openDb = (pool: pg.Pool) =>
    new Kysely<Tables>({ dialect: postgresDialect(pool, health, options.onStatement) });
  const timeline = new Timeline({
    text: options.timeline ?? timelineText,
    openApart: () => openDb(openPool({ ...options, connections: 1 })),
    newEpoch,
    onNewHistory: options.onNewHistory ?? (() => undefined),
  });
  const pool = openPool(options, { onConnect: client => timeline.look(client) });
  const db = openDb(pool);
  const beside = folder === undefined ? ':memory:' : join(folder, 'mirror');
  const redactions = new Redactions(serverKeyOf(beside));
  const erasures = erasureListOf(beside);
  const damage = new DamageListeners(onListenerError);
  try {
    await migrate(db, where);
    if (!options.evenIfMoved) await mustBeHere(db, where);
    await timeline.open();
    await redactions.writeDue(db);
    await askAgain(db, erasures, nothingToRewrite);
    const sweep = await Sweep.begin(db, damage, onListenerError);
    const mirrorNews = new CommitListeners<Committed>(onListenerError, settledAtOnce);
    const recordNews = new CommitListeners<RecordCommitted>(onListenerError, settledAtOnce);
    const elsewhere = new CommitsElsewhere({ db, mirrorNews, recordNews, everyMs: options.watchMs ?? 250 });
    const parts = { db, newEpoch, mirrorNews, recordNews, damage, sweep, redactions, erasures };
    const stores = sqlStores({ ...parts, rewriting: nothingToRewrite });
    if (options.signals ?? true) {
      signals.on('rows', () => elsewhere.lookNow());
      mirrorNews.add(() => signals.tell('rows'));
      recordNews.add(() => signals.tell('rows'));
    } else signals.isNeeded = false;
    const forgetting = setInterval(() => {
      // The next time is early enough.
      forgetLimits(pool).catch(() => undefined);
    }, forgetLimitsMs).unref();
    return {
      ...stores,
      isShared: true,
      signals,
      newLimiter: postgresLimiter(pool, health),
      leases: withCompany(stores.leases, others => {
        if (options.signals ?? true) signals.isNeeded = others;
      }),
      watch: shop => elsewhere.watch(shop),
      swept: () => sweep.done,
      trouble: () => health.trouble,
      backUp: async () => {
        throw new CopiedElsewhereError(
          `the mirror in ${where} is copied by PostgreSQL: use pg_dump, or base backups with an archive of its log`,
        );
      },
      [Symbol.asyncDispose]: async () => {
        clearInterval(forgetting);
        await elsewhere[Symbol.asyncDispose]();
        await signals[Symbol.asyncDispose]();
        await stores.mirror[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await db.destroy();
    await signals[Symbol.asyncDispose]();
    throw error;
  }
}

/** Tells with each `join` whether other processes are there. */
function withCompany(leases: Leases, tell: (others: boolean) => void): Leases {
  return {
    take: (...asked) => leases.take(...asked),
    renew: (...asked) => leases.renew(...asked),
    give: lease => leases.give(lease),
    holders: () => leases.holders(),
    nextEnd: holder => leases.nextEnd(holder),
    leave: holder => leases.leave(holder),
    join: async (...asked) => {
      const all = await leases.join(...asked);
      tell(all.length > 1);
      return all;
    },
  };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
