import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { StoreHealth } from './store-health.ts';
import { giveTurn } from '../statements/turns.ts';
import type { GroupCommit } from './group-commit.ts';

/**
 * Kysely on Node's own SQLite: one connection, taken in turns, statements prepared once. Nothing that may depend on a
 * commit leaves the store before that commit is durable: neither its writer's result nor a later reader's ([I1]).
 */
export function nodeSqliteDialect(
  database: DatabaseSync,
  health: StoreHealth,
  commits: GroupCommit,
  onStatement: (sql: string) => void = () => undefined,
): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new NodeSqliteDriver(database, health, commits, onStatement),
    createIntrospector: kysely => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite also rolls back changes to tables, so all migrations of one opening are one transaction. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** Kysely's own queue would hold the connection until the disk has answered. `NodeSqliteDriver` has one that does not. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #health: StoreHealth;
  readonly #commits: GroupCommit;
  readonly #connection: NodeSqliteConnection;
  /** The end of the queue: the next user of the connection waits for it. */
  #turn: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(
    database: DatabaseSync,
    health: StoreHealth,
    commits: GroupCommit,
    onStatement: (sql: string) => void,
  ) {
    this.#database = database;
    this.#health = health;
    this.#commits = commits;
    this.#connection = new NodeSqliteConnection(database, health, commits, onStatement);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#turn;
    let release: () => void = () => undefined;
    this.#turn = new Promise(resolve => (release = resolve));
    await before;
    this.#release = release;
    return this.#connection;
  }

  /** Resolves when what its user wrote or may have read is durable. Others have the connection meanwhile. */
  async releaseConnection(): Promise<void> {
    const hasCommitted = this.#connection.takeHasCommitted();
    const release = this.#release;
    if (!this.#commits.isRefused) {
      release();
      const kept = this.#commits.kept();
      // What the disk refuses, readers have all the same ([M25]).
      await (hasCommitted ? this.#reported(kept) : kept.catch(() => undefined));
      return;
    }
    try {
      if (hasCommitted) await this.#reported(this.#commits.settle());
    } finally {
      release();
    }
  }

  async #reported(kept: Promise<void>): Promise<void> {
    try {
      await kept;
      this.#health.stored();
    } catch (error) {
      throw this.#health.failed(error);
    }
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk ends the transaction by itself; another rollback would hide the reason.
    if (this.#database.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {
    await this.#commits[Symbol.asyncDispose]();
    this.#database.close();
  }
}

interface Statement {
  readonly statement: StatementSync;
  readonly gives: 'rows' | 'counts' | 'nothing';
}

/** A statement that writes rows has a different text for each number of rows, up to a hundred. */
const preparedLimit = 1_000;

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #health: StoreHealth;
  readonly #commits: GroupCommit;
  readonly #onStatement: (sql: string) => void;
  readonly #prepared = new Map<string, Statement>();
  /** Whether something was written that is not committed yet. */
  #wrote = false;
  #hasCommitted = false;

  constructor(
    database: DatabaseSync,
    health: StoreHealth,
    commits: GroupCommit,
    onStatement: (sql: string) => void,
  ) {
    this.#database = database;
    this.#health = health;
    this.#commits = commits;
    this.#onStatement = onStatement;
  }

  /** Whether something was committed since this was last asked. */
  takeHasCommitted(): boolean {
    const has = this.#hasCommitted;
    this.#hasCommitted = false;
    return has;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await giveTurn();
    try {
      const result = this.#execute<R>(query);
      this.#wrote ||= (result.numAffectedRows ?? 0n) > 0n;
      if (this.#wrote && !this.#database.isTransaction) {
        this.#wrote = false;
        this.#hasCommitted = true;
        this.#commits.made();
      }
      return result;
    } catch (error) {
      this.#wrote = false;
      throw this.#health.failed(error);
    }
  }

  /** @throws Error always: rows would leave the store before they are durable. */
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the mirror reads whole results');
  }

  #execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const { statement, gives } = this.#prepare(sql);
    const values = parameters as (string | number | bigint | null)[];
    if (gives === 'rows') return { rows: statement.all(...values) as R[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    if (gives === 'nothing') return { rows: [] };
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  #prepare(sql: string): Statement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size >= preparedLimit && oldest !== undefined) this.#prepared.delete(oldest);
    this.#onStatement(sql);
    const statement = this.#database.prepare(sql);
    const prepared: Statement = { statement, gives: whatIsGiven(sql, statement) };
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

function whatIsGiven(sql: string, statement: StatementSync): Statement['gives'] {
  if (statement.columns().length > 0) return 'rows';
  // For these, SQLite repeats the counts of the last change.
  return /^(begin|commit|rollback)\b/.test(sql) ? 'nothing' : 'counts';
}
