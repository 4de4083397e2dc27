import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Whose notes these are: no shop's, but the store's own. They stay where they are when a mirror moves. */
export const everyShop = '';

/** What a store noted of itself; undefined: nothing. */
export async function ownNote(db: Kysely<Tables>, resource: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('watermark')
    .select('value')
    .where('shop', '=', everyShop)
    .where('resource', '=', resource)
    .executeTakeFirst();
  return row?.value;
}

/** Notes something of the store itself in place of what was noted; undefined: nothing is noted any more. */
export async function noteOwn(
  db: Kysely<Tables>,
  resource: string,
  value: string | undefined,
): Promise<void> {
  if (value === undefined)
    await db.deleteFrom('watermark').where('shop', '=', everyShop).where('resource', '=', resource).execute();
  else
    await db
      .insertInto('watermark')
      .values({ shop: everyShop, resource, value })
      .onConflict(conflict => conflict.columns(['shop', 'resource']).doUpdateSet({ value }))
      .execute();
}
