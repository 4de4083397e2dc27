import type { Kysely } from 'kysely';
import { writing } from '../documents/shop-lock.ts';
import type { Tables } from '../tables.ts';

/** Rows that one statement removes: a few milliseconds, after which other work gets its turn. */
const rowsAtOnce = 500;

/** Removes rows of a shop in slices until none is left; returns how many were removed ([M21]). */
export async function inSlices(
  db: Kysely<Tables>,
  shop: string,
  remove: (db: Kysely<Tables>, rows: number) => Promise<{ readonly numDeletedRows: bigint }>,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const now = Number((await writing(db, shop, each => remove(each, rowsAtOnce))).numDeletedRows);
    removed += now;
    if (now < rowsAtOnce) return removed;
  }
}
