import pg from 'pg';

/** How a store uses its database. Times are in milliseconds. */
export interface ConnectionOptions {
  readonly url: string;
  /** Connections at once. Default: 8. */
  readonly connections?: number;
  /** The longest that one statement takes. Default: 30 seconds. */
  readonly statementMs?: number;
  /** The longest that a statement waits for another transaction. Default: 10 seconds. */
  readonly lockMs?: number;
  /**
   * The longest pause within a transaction: a process that is stopped holds its shop's lock no longer. Default: 5 seconds.
   */
  readonly idleMs?: number;
  /** The longest wait for a connection, free or new. Default: 10 seconds. */
  readonly connectMs?: number;
}

interface PoolEvents {
  /** Resolves when a new connection may be used; if it rejects, whoever asked for it fails. */
  readonly onConnect?: (client: pg.ClientBase) => Promise<void>;
}

/** PostgreSQL's numbers for its types. */
const [bool, int8, numeric] = [16, 20, 1700];

/** A pool of connections. A connection that is lost rejects the calls that use it, and never ends the process. */
export function openPool(options: ConnectionOptions, { onConnect }: PoolEvents = {}): pg.Pool {
  const { url, connections = 8, connectMs = 10_000 } = options;
  const { statementMs = 30_000, lockMs = 10_000, idleMs = 5_000 } = options;
  const pool = new pg.Pool({
    ...{ connectionString: url, max: connections, connectionTimeoutMillis: connectMs, keepAlive: true },
    // Statements are sent before those before them are answered: a commit takes few journeys to the server and back.
    pipeline: true,
    ...{ statement_timeout: statementMs, lock_timeout: lockMs },
    ...{ idle_in_transaction_session_timeout: idleMs, application_name: 'tidemark' },
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
    ...(onConnect && { onConnect }),
  });
  // The pool has closed that connection already: the next call opens another one.
  pool.on('error', () => undefined);
  return pool;
}

function parserOf(type: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (type === int8 || type === numeric) return wholeNumber;
  // SQLite has no truth values: its comparisons are 1 or 0.
  if (type === bool) return text => (text === 't' ? 1 : 0);
  return pg.types.getTypeParser(type, format as 'text') as (text: string) => unknown;
}

/** @throws RangeError for what JavaScript's numbers cannot hold. */
function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is no whole number below 2^53`);
  return value;
}
