import { createHash } from 'node:crypto';
import {
  PostgresAdapter,
  PostgresIntrospector,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type pg from 'pg';
import type { StoreHealth } from '../sqlite/store-health.ts';
import { EitherCompiler } from '../statements/engine.ts';

/** Kysely on a pool of connections. Each statement that occurs again is prepared once for each connection. */
export function postgresDialect(
  pool: pg.Pool,
  health: StoreHealth,
  onStatement?: (sql: string) => void,
): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PostgresDriver(pool, health, new StatementNames(onStatement)),
    createIntrospector: kysely => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new EitherCompiler(),
  };
}

class PostgresDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #health: StoreHealth;
  readonly #names: StatementNames;

  constructor(pool: pg.Pool, health: StoreHealth, names: StatementNames) {
    this.#names = names;
    this.#pool = pool;
    this.#health = health;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    try {
      return new PostgresConnection(await this.#pool.connect(), this.#health, this.#names);
    } catch (error) {
      throw this.#health.failed(error);
    }
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const level = settings.isolationLevel;
    await own(connection).run(level === undefined ? 'begin' : `begin isolation level ${level}`);
  }

  /** @throws Error also where PostgreSQL answers a commit with a rollback: an error within the transaction was caught. */
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    if ((await own(connection).run('commit')) !== 'COMMIT')
      throw new Error('the transaction had failed, and nothing of it was stored');
    if (own(connection).takeHasWritten()) this.#health.stored();
  }

  /** Never throws: the error that ended the transaction says why. A connection that cannot roll back is closed. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await own(connection).rollBack();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    own(connection).release();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

function own(connection: DatabaseConnection): PostgresConnection {
  if (connection instanceof PostgresConnection) return connection;
  throw new Error('a connection of another store');
}

class PostgresConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #health: StoreHealth;
  readonly #names: StatementNames;
  /** Why the connection is of no use any more. */
  #broken: Error | undefined;
  #hasWritten = false;
  readonly #onError = (error: Error) => void (this.#broken = error);

  constructor(client: pg.PoolClient, health: StoreHealth, names: StatementNames) {
    this.#client = client;
    this.#health = health;
    this.#names = names;
    // Without a listener, a connection that is lost between two statements would end the process.
    client.on('error', this.#onError);
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const name = this.#names.nameOf(sql, parameters.length);
    try {
      const { command, rowCount, rows } = await this.#client.query<R & object>({
        ...(name === undefined ? {} : { name }),
        text: sql,
        values: parameters.map(storable),
      });
      // An answer shows that the server is there; only a commit shows that it can store.
      if (this.#health.trouble?.kind === 'unreachable') this.#health.stored();
      const isChange = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE';
      this.#hasWritten ||= isChange && rowCount !== 0;
      return isChange ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
    } catch (error) {
      throw this.#health.failed(error);
    }
  }

  /** @throws Error always: the mirror reads whole results. */
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the mirror reads whole results');
  }

  /** Whether rows were written since this was last asked. */
  takeHasWritten(): boolean {
    const has = this.#hasWritten;
    this.#hasWritten = false;
    return has;
  }

  /** Runs a statement that controls a transaction; returns what PostgreSQL says that it did. */
  async run(text: string): Promise<string> {
    try {
      return (await this.#client.query(text)).command;
    } catch (error) {
      throw this.#health.failed(error);
    }
  }

  async rollBack(): Promise<void> {
    if (this.#broken) return;
    try {
      await this.#client.query('rollback');
    } catch (error) {
      this.#broken = error instanceof Error ? error : new Error(String(error));
    }
  }

  release(): void {
    this.#client.off('error', this.#onError);
    this.#client.release(this.#broken);
  }
}

/** A value as PostgreSQL can store it: its texts have no character NUL. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\u{FFFD}') : value;
  return Array.isArray(value) ? value.map(storable) : value;
}

/** Statements of more values than this have a text for each number of values: they are not prepared. */
const mostValues = 24;
/** The most statements that one connection prepares. The store has some two hundred. */
const mostNames = 1_000;

/** Names of statements. A connection prepares a statement once under its name. */
class StatementNames {
  readonly #names = new Map<string, string>();
  readonly #onStatement: (sql: string) => void;

  constructor(onStatement: (sql: string) => void = () => undefined) {
    this.#onStatement = onStatement;
  }

  nameOf(sql: string, values: number): string | undefined {
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    this.#onStatement(sql);
    if (
      values > mostValues ||
      this.#names.size >= mostNames ||
      !/^(select|insert|update|delete|with)\b/i.test(sql.trimStart())
    )
      return undefined;
    const name = createHash('sha256').update(sql).digest('base64url').slice(0, 32);
    this.#names.set(sql, name);
    return name;
  }
}
