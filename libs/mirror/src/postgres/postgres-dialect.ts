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
import { EitherCompiler, needsAnswer } from '../statements/engine.ts';
import { giveTurn } from '../statements/turns.ts';

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

  /** Sent with the first statement of the transaction. */
  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const level = settings.isolationLevel;
    own(connection).send({ text: level === undefined ? 'begin' : `begin isolation level ${level}` });
  }

  /** A transaction that wrote nothing ends with the next one's beginning, and its reader does not wait for it. */
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    if (!own(connection).hasWritten) return own(connection).send({ text: 'commit' });
    await own(connection).commit();
    this.#health.stored();
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

/** The most statements under way at once: what they bring stays in memory meanwhile. */
const mostSent = 16;

/**
 * One connection. Statements are sent without waiting for the answers to those before; PostgreSQL runs them in their order.
 */
class PostgresConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #health: StoreHealth;
  readonly #names: StatementNames;
  /** Answers that nobody waits for. */
  readonly #sent = new Set<Promise<unknown>>();
  /** Why a statement failed whose answer nobody waited for. */
  #failed: unknown;
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

  /** Whether the transaction under way wrote something, as far as is known. */
  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await giveTurn();
    const { sql, parameters } = query;
    const name = this.#names.nameOf(sql, parameters.length);
    const asked = { ...(name === undefined ? {} : { name }), text: sql, values: parameters.map(storable) };
    if (!needsAnswer(query)) {
      this.#hasWritten = true;
      this.send(asked);
      while (this.#sent.size > mostSent) await Promise.race(this.#sent);
      return { rows: [] };
    }
    const { command, rowCount, rows } = await this.#answer<R & object>(asked);
    const isChange = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE';
    // Of what is neither, as the making of a table, no rows are counted.
    this.#hasWritten ||= command !== 'SELECT' && rowCount !== 0;
    return isChange ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
  }

  /** @throws Error always: the mirror reads whole results. */
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the mirror reads whole results');
  }

  /** Sends a statement whose answer nobody waits for. */
  send(query: pg.QueryConfig): void {
    const sent: Promise<unknown> = this.#client
      .query(query)
      .catch((error: unknown) => (this.#failed ??= error))
      .finally(() => this.#sent.delete(sent));
    this.#sent.add(sent);
  }

  /** @throws Error also where PostgreSQL answers a commit with a rollback: a statement of the transaction had failed. */
  async commit(): Promise<void> {
    this.#hasWritten = false;
    if ((await this.#answer({ text: 'commit' })).command === 'COMMIT') return;
    const cause =
      this.#failed ?? new Error('a statement of the transaction failed, and nothing of it is stored');
    this.#failed = undefined;
    throw this.#health.failed(cause);
  }

  /** Never throws: the error that ended the transaction says why. A connection that cannot roll back is closed. */
  async rollBack(): Promise<void> {
    if (this.#broken) return;
    try {
      await this.#client.query('rollback');
    } catch (error) {
      this.#broken = error instanceof Error ? error : new Error(String(error));
    }
    this.#failed = undefined;
    this.#hasWritten = false;
  }

  release(): void {
    this.#client.off('error', this.#onError);
    this.#client.release(this.#broken);
  }

  /** @throws The error of the statement that failed first, which may be one before this one. */
  async #answer<R extends object>(query: pg.QueryConfig): Promise<pg.QueryResult<R>> {
    try {
      const answer = await this.#client.query<R>(query);
      // An answer shows that the server is there; only a commit shows that it can store.
      if (this.#health.trouble?.kind === 'unreachable') this.#health.stored();
      return answer;
    } catch (error) {
      throw this.#health.failed(this.#failed ?? error);
    }
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
