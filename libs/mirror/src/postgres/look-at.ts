import pg from 'pg';
import { StoreError } from '../contract/store-error.ts';
import type { MirrorLook } from '../sqlite/look-at.ts';
import { asPostgresError, whereIs } from './postgres-errors.ts';
import { serversLock } from './signals.ts';

/** A lock of one number has its halves in two columns: https://www.postgresql.org/docs/current/view-pg-locks.html */
const ownerLock = `select 1 from pg_locks l join pg_database d on d.oid = l.database
  where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and d.datname = current_database()
    and (l.classid::bigint << 32) + l.objid::bigint = ${serversLock}`;

/** [M41] Looks at a mirror in a database, and changes nothing there. */
export async function lookAtPostgres(url: string): Promise<MirrorLook> {
  const where = whereIs(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    if ((await client.query(ownerLock)).rowCount !== 0)
      return { kind: 'owned', message: `the mirror in ${where}: a server is running on it` };
    const { rows } = await client.query<{ is: boolean }>(`select to_regclass('document') is not null as is`);
    return { kind: rows[0]?.is ? 'whole' : 'none' };
  } catch (cause) {
    const error = asPostgresError(cause, where);
    if (!(error instanceof StoreError)) throw error;
    return { kind: error.kind === 'damaged' ? 'damaged' : 'unreadable', message: error.message };
  } finally {
    await client.end().catch(() => undefined);
  }
}
