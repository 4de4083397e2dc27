import type { Kysely } from 'kysely';
import type { WatermarkMove } from '../contract/mirror.ts';
import type { Tables } from '../tables.ts';

/** How far a shop was read; undefined: not yet. */
export async function watermarkOf(
  db: Kysely<Tables>,
  shop: string,
  resource: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('watermark')
    .select('value')
    .where('shop', '=', shop)
    .where('resource', '=', resource)
    .executeTakeFirst();
  return row?.value;
}

/** Puts a watermark in place of the one that was there. */
export async function putWatermark(
  db: Kysely<Tables>,
  shop: string,
  { resource, value }: WatermarkMove,
): Promise<void> {
  await db
    .insertInto('watermark')
    .values({ shop, resource, value })
    .onConflict(conflict => conflict.columns(['shop', 'resource']).doUpdateSet({ value }))
    .execute();
}
