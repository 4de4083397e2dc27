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
import { Turns } from '../statements/turns.ts';
import type { Durable } from './wal-sync.ts';

/**
 * Kysely on Node's own SQLite: one connection, taken in turns, statements prepared once. A commit is durable before its
 * writer hears of it and before anyone else gets the connection.
 */
export function nodeSqliteDialect(
  database: DatabaseSync,
  health: StoreHealth,
  durable: Durable,
  onStatement: (sql: string) => void = () => undefined,
): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new NodeSqliteDriver(database, health, durable, onStatement),
    createIntrospector: kysely => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite also rolls back changes to tables, so all migrations of one opening are one transaction. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #durable: Durable;
  readonly #connection: NodeSqliteConnection;
  /** The end of the queue: the next user of the connection waits for it. */
  #turn: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(
    database: DatabaseSync,
    health: StoreHealth,
    durable: Durable,
    onStatement: (sql: string) => void,
  ) {
    this.#database = database;
    this.#durable = durable;
    this.#connection = new NodeSqliteConnection(database, health, durable, onStatement);
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

  async releaseConnection(): Promise<void> {
    this.#release();
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
    await this.#durable[Symbol.asyncDispose]();
    this.#database.close();
  }
}

/** A statement that writes rows has a different text for each number of rows, up to a hundred. */
const preparedLimit = 1_000;

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #health: StoreHealth;
  readonly #durable: Durable;
  readonly #onStatement: (sql: string) => void;
  readonly #turns = new Turns();
  readonly #prepared = new Map<string, StatementSync>();
  /** Whether something was written that is not committed yet. */
  #wrote = false;

  constructor(
    database: DatabaseSync,
    health: StoreHealth,
    durable: Durable,
    onStatement: (sql: string) => void,
  ) {
    this.#database = database;
    this.#health = health;
    this.#durable = durable;
    this.#onStatement = onStatement;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await this.#turns.give();
    try {
      const result = this.#execute<R>(query);
      this.#wrote ||= (result.numAffectedRows ?? 0n) > 0n;
      if (this.#wrote && !this.#database.isTransaction) {
        this.#wrote = false;
        await this.#durable.committed();
        this.#health.stored();
      }
      return result;
    } catch (error) {
      this.#wrote = false;
      throw this.#health.failed(error);
    }
  }

  async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const rows = this.#database.prepare(sql).iterate(...(parameters as (string | number | null)[]));
    for (const row of rows) yield { rows: [row as R] };
  }

  #execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const statement = this.#prepare(sql);
    const values = parameters as (string | number | bigint | null)[];
    if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    // For these, SQLite repeats the counts of the last change.
    if (/^(begin|commit|rollback)\b/.test(sql)) return { rows: [] };
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size >= preparedLimit && oldest !== undefined) this.#prepared.delete(oldest);
    this.#onStatement(sql);
    const statement = this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}
