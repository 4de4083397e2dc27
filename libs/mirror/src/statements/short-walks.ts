import { sql, type Kysely } from 'kysely';
import { postgresKeys } from '../postgres/key-texts.ts';
import type { Tables } from '../tables.ts';
import { either } from './engine.ts';

/** When an order was made; null for a damaged row. */
const createdText = `case when json_valid(body) then json_extract(body, '$.createdAt') end`;
const createdAt = either(sql<string | null>`${sql.raw(createdText)}`, sql.raw(postgresKeys.createdAt));

export const orderIndex = `create index order_by_created on document (shop, ${createdText}) where collection = 'orders' and deleted = 0`;

/** Indexes for frequent queries that find few rows among many old ones. */
export const shortWalks = [
  orderIndex,
  `create index inbox_parked on inbox (shop, place) where state = 'parked'`,
  `create index outbox_by_stage on outbox (shop, stage, place)`,
];

/** The ids of living orders that were made before this instant, oldest first. */
export async function ordersCreatedBefore(
  db: Kysely<Tables>,
  shop: string,
  instant: string,
  limit: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('document')
    .select('id')
    .where('shop', '=', shop)
    .where('collection', '=', sql.lit('orders'))
    .where('deleted', '=', sql.lit(0))
    .where(createdAt, '<', instant)
    .orderBy(createdAt)
    .limit(limit)
    .execute();
  return rows.map(row => row.id);
}
