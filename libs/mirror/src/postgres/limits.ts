import type pg from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { NewLimiter } from '../contract/limits.ts';
import type { StoreHealth } from '../sqlite/store-health.ts';

const tableName = 'limited';

/** The table as rate-limiter-flexible reads and writes it. SQLite has none: its one process counts in memory. */
export const limitStatements: readonly string[] = [
  `create table ${tableName} (key varchar(255) primary key, points integer not null default 0, expire bigint)`,
  `create index limited_by_expire on ${tableName} (expire)`,
];

/** Counters in PostgreSQL. The library counts by the clocks of the processes, which agree to a few seconds. */
export function postgresLimiter(pool: pg.Pool, health: StoreHealth): NewLimiter {
  const query = async (statement: pg.QueryConfig): Promise<pg.QueryResult> => {
    try {
      const result = await pool.query(statement);
      health.stored();
      return result;
    } catch (error) {
      throw health.failed(error);
    }
  };
  return ({ name, points, duration }) =>
    new RateLimiterPostgres({
      ...{ storeClient: { query }, storeType: 'client', tableName, tableCreated: true },
      ...{ keyPrefix: name, points, duration, clearExpiredByTimeout: false },
    });
}

/** Forgets counts whose time was over a minute ago: clocks may differ. */
export async function forgetLimits(pool: pg.Pool): Promise<void> {
  await pool.query(
    `delete from ${tableName} where expire < extract(epoch from clock_timestamp()) * 1000 - 60000`,
  );
}
