import { sql, type Kysely } from 'kysely';
import type { Mirror } from '../contract/mirror.ts';
import type { Tables } from '../tables.ts';

/**
 * Names the cluster and its timeline. A standby that was promoted, and a cluster that was restored to a point in time, have
 * another timeline; one that was filled from a dump is another cluster. `pg_control_checkpoint()` still names the old
 * timeline right after a promotion, so it is read from the name of the log's file.
 * https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES
 */
export const timelineText = `select system_identifier::text || '/' ||
  substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as "name" from pg_control_system()`;

/** Where a store keeps which timeline it was on. */
const everyShop = '';
const resource = 'timeline';

/**
 * [M51] Begins a new history of every shop where the database is on another timeline than when it was last opened: what was
 * committed last may be missing, and tills may know of it. Returns whether it did.
 */
export async function followTimeline(
  db: Kysely<Tables>,
  mirror: Pick<Mirror, 'beginHistory'>,
): Promise<boolean> {
  const [now] = (await sql<{ name: string }>`${sql.raw(timelineText)}`.execute(db)).rows;
  if (!now) throw new Error('PostgreSQL does not name its timeline');
  const known = await db
    .selectFrom('watermark')
    .select('value')
    .where('shop', '=', everyShop)
    .where('resource', '=', resource)
    .executeTakeFirst();
  if (known?.value === now.name) return false;
  if (known) {
    const shops = await db.selectFrom('shop').select('shop').execute();
    for (const { shop } of shops) await mirror.beginHistory(shop);
  }
  // The last thing: a crash before it begins one more history, which costs tills a comparison and nothing else.
  await db
    .insertInto('watermark')
    .values({ shop: everyShop, resource, value: now.name })
    .onConflict(conflict => conflict.columns(['shop', 'resource']).doUpdateSet({ value: now.name }))
    .execute();
  return known !== undefined;
}
