import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { putWatermark, watermarkOf } from './watermarks.ts';

/** Whose notes these are: no shop's, but the store's own. They stay where they are when a mirror moves. */
export const everyShop = '';

/** What a store noted of itself; undefined: nothing. */
export function ownNote(db: Kysely<Tables>, resource: string): Promise<string | undefined> {
  return watermarkOf(db, everyShop, resource);
}

/** Notes something of the store itself in place of what was noted; undefined: nothing is noted any more. */
export async function noteOwn(
  db: Kysely<Tables>,
  resource: string,
  value: string | undefined,
): Promise<void> {
  if (value !== undefined) return putWatermark(db, everyShop, { resource, value });
  await db.deleteFrom('watermark').where('shop', '=', everyShop).where('resource', '=', resource).execute();
}
