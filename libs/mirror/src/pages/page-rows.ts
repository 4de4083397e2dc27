import { sql, type SelectQueryBuilder, type Transaction } from 'kysely';
import type { PagePlace, Soundness } from '../damage/soundness.ts';
import type { Tables } from '../tables.ts';
import { bytesOf, isWhole, looksWhole } from '../damage/whole-rows.ts';

export interface PageRow {
  readonly seq: number;
  readonly body: string;
}

export interface RowsOfPage<R> {
  readonly rows: readonly R[];
  /** True if nothing comes after these rows. */
  readonly isEnd: boolean;
}

/** A request for rows of a place after a seq, with limits of documents and bytes. */
export interface PageAsk extends PagePlace {
  readonly after: number;
  readonly limit: number;
  readonly mostBytes: number;
  /** Deletions up to this seq are left out. */
  readonly emptyAt: number;
}

/**
 * The next rows of a page, oldest change first, without rows that are not JSON or are too large. Those are reported,
 * and later rows move up, so that a page is as full as allowed ([M6], [M27]). Checking that a row is JSON costs several
 * times as much as reading it, so rows known to be JSON are not checked again.
 */
export async function pageRows(
  trx: Transaction<Tables>,
  { limit, mostBytes, after, emptyAt, ...place }: PageAsk,
  soundness: Soundness,
  tell: (ids: readonly string[]) => void,
): Promise<RowsOfPage<PageRow>> {
  const all = trx
    .selectFrom('document')
    .select(['seq', 'body'])
    .where('shop', '=', place.shop)
    .where('collection', '=', place.collection)
    .where('scope', '=', place.scope)
    .where('seq', '>', after)
    .orderBy('seq');
  // An `or` would let SQLite walk two indexes and sort. The index by seq has `deleted` too, so no row is read for it.
  const next = emptyAt > after ? all.where(sql<boolean>`not ("deleted" = 1 and "seq" <= ${emptyAt})`) : all;
  if (soundness.isSound(place, after)) {
    const page = await rowsOfPage(next, limit, mostBytes);
    // Most rows that became unreadable since are found by how they begin and end.
    if (page.rows.every(row => looksWhole(row.body))) return page;
    soundness.suspect(place);
  }
  const whole = isWhole(place.collection);
  const page = await rowsOfPage(next.select(['id', whole.as('is_whole')]), limit, mostBytes);
  const damaged = page.rows.filter(row => row.is_whole === 0).map(row => row.id);
  if (damaged.length === 0) return page;
  soundness.suspect(place);
  tell(damaged);
  return rowsOfPage(next.where(whole, '=', 1), limit, mostBytes);
}

/**
 * [M35] The first rows of a query, as many as `limit` and `mostBytes` allow, but at least one, however large. Rows
 * beyond them are not read: SQLite knows the length of a text without reading it.
 */
export async function rowsOfPage<R>(
  query: SelectQueryBuilder<Tables, 'document', R>,
  limit: number,
  mostBytes: number,
): Promise<RowsOfPage<R>> {
  const sizes = await query.clearSelect().select(bytesOf.as('bytes')).limit(limit).execute();
  const fitting = howManyFit(
    sizes.map(({ bytes }) => bytes),
    mostBytes,
  );
  const rows = fitting === 0 ? [] : await query.limit(fitting).execute();
  return { rows, isEnd: fitting === sizes.length && sizes.length < limit };
}

/** How many of the first sizes fit in `mostBytes`; at least one, if there is one. */
export function howManyFit(sizes: readonly number[], mostBytes: number): number {
  let bytes = 0;
  const tooMany = sizes.findIndex((size, n) => {
    bytes += size;
    return n > 0 && bytes > mostBytes;
  });
  return tooMany === -1 ? sizes.length : tooMany;
}
