import type { Transaction } from 'kysely';
import type { PagePlace, Soundness } from './soundness.ts';
import type { Tables } from './tables.ts';
import { isWhole, looksWhole } from './whole-rows.ts';

export interface PageRow {
  readonly seq: number;
  readonly body: string;
}

/**
 * The next rows of a page, oldest change first, without those that are no JSON: these are told of, and those behind them
 * move up, since a page that is not full would be the last ([M6], [M27]). Looking whether a row is JSON costs several times what
 * reading it does, so what is known to be JSON is not looked at again.
 */
export async function pageRows(
  trx: Transaction<Tables>,
  place: PagePlace,
  after: number,
  limit: number,
  soundness: Soundness,
  tell: (ids: readonly string[]) => void,
): Promise<readonly PageRow[]> {
  const next = trx
    .selectFrom('document')
    .select(['seq', 'body'])
    .where('shop', '=', place.shop)
    .where('collection', '=', place.collection)
    .where('scope', '=', place.scope)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit);
  if (soundness.isSound(place, after)) {
    const rows = await next.execute();
    // Of what became unreadable since, most is found by its ends.
    if (rows.every(row => looksWhole(row.body))) return rows;
    soundness.suspect(place);
  }
  const rows = await next.select(['id', isWhole.as('is_whole')]).execute();
  const damaged = rows.filter(row => row.is_whole === 0).map(row => row.id);
  if (damaged.length === 0) return rows;
  soundness.suspect(place);
  tell(damaged);
  return next.where(isWhole, '=', 1).execute();
}
