import type { JournalEntry, Sale } from '@tidemark/schema';
import type { Kysely, Transaction } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import { insertRows, rowInsert, updating } from '../statements/insert-rows.ts';
import { listedIn, listText } from '../statements/listed.ts';
import { prepared } from '../statements/prepared.ts';
import { tallies, tallyOf } from '../statements/tallies.ts';
import { gapAlarmMs, type JournalState } from '../contract/journal.ts';
import type { PushedState } from '../contract/records.ts';
import type { Tables } from '../tables.ts';

/** Tables for the journals of tills. */
export const journalTables = [
  `create table journal (shop text not null, series text not null, number integer not null, hash text not null,
     previous text, stored_at integer not null, primary key (shop, series, number)) strict, without rowid`,
  `create table journal_series (shop text not null, series text not null, till_id text not null,
     key_id text not null, count integer not null, last integer not null, gap_since integer,
     primary key (shop, series)) strict, without rowid`,
  `create index journal_series_gaps on journal_series (shop, gap_since) where gap_since is not null`,
  `create table journal_fork (shop text not null, id text not null, hash text not null, body text not null,
     till_id text not null, stored_at integer not null, primary key (shop, id, hash)) strict`,
  ...tallyOf('journal_fork'),
];

/** How many records a shop keeps beside those that have their numbers. */
const mostForks = 10_000;

/** How many gaps are named. */
const mostGaps = 100;

/** A sale that was stored. */
export interface StoredSale {
  readonly document: Sale;
  readonly storedAt: number;
}

type Noted = StoredSale & { readonly journal: JournalEntry };

/** Notes new journal records in their series ([O17]). A record that is noted already counts once. */
export async function noteInJournals(
  trx: Transaction<Tables>,
  shop: string,
  sales: readonly StoredSale[],
): Promise<void> {
  const noted = sales.flatMap((sale): Noted[] => {
    const { journal } = sale.document;
    return journal ? [{ ...sale, journal }] : [];
  });
  if (noted.length === 0) return;
  const fresh = await insertRecords(trx, shop, noted);
  const bySeries = Map.groupBy(
    noted.filter(({ journal }) => fresh.has(keyOf(journal))),
    each => each.journal.series,
  );
  if (bySeries.size > 0) await moveSeries(trx, shop, bySeries);
}

type NumberedRow = Pick<Tables['journal'], 'series' | 'number'>;

const journalInsert = rowInsert(
  'journal',
  ['shop', 'series', 'number', 'hash', 'previous', 'stored_at'],
  'on conflict do nothing returning "series", "number"',
);

/** Returns the keys of those that were not there yet. */
async function insertRecords(
  trx: Transaction<Tables>,
  shop: string,
  noted: readonly Noted[],
): Promise<ReadonlySet<string>> {
  const rows = noted.map(({ journal: { series, number, hash, previous }, storedAt }) => [
    ...[shop, series, number, hash, previous, storedAt],
  ]);
  const fresh = (await insertRows(trx, journalInsert, rows)) as readonly NumberedRow[];
  return new Set(fresh.map(keyOf));
}

const seriesInsert = rowInsert(
  'journal_series',
  ['shop', 'series', 'till_id', 'key_id', 'count', 'last', 'gap_since'],
  updating(['shop', 'series'], ['count', 'last', 'gap_since']),
);

async function moveSeries(
  trx: Transaction<Tables>,
  shop: string,
  bySeries: ReadonlyMap<string, readonly Noted[]>,
): Promise<void> {
  const stored = new Map(
    (await readSeries(trx, shop, [...bySeries.keys()])).map(each => [each.series, each]),
  );
  const moved = [...bySeries].flatMap(([series, [first, ...others]]) => {
    if (!first) return [];
    const added = [first, ...others];
    const before = stored.get(series);
    const count = (before?.count ?? 0) + added.length;
    const last = Math.max(before?.last ?? 0, ...added.map(each => each.journal.number));
    const since = before?.gap_since ?? Math.max(...added.map(each => each.storedAt));
    const who = [before?.till_id ?? first.document.tillId, before?.key_id ?? first.journal.keyId];
    return [[shop, series, ...who, count, last, last > count ? since : null]];
  });
  await insertRows(trx, seriesInsert, moved);
}

const seriesRows = prepared<{ shop: string; series: string }>()((db, { shop, series }) =>
  db
    .selectFrom('journal_series')
    .selectAll()
    .where('shop', '=', shop)
    .where('series', 'in', listedIn(series)),
);

/** What is known of these series. */
export async function readSeries(
  trx: Kysely<Tables>,
  shop: string,
  series: readonly string[],
): Promise<readonly Tables['journal_series'][]> {
  if (series.length === 0) return [];
  return seriesRows(trx, { shop, series: listText(series) });
}

/** A signed record whose number another record has. */
export interface Fork {
  readonly row: PushedState;
  readonly storedAt: number;
}

/**
 * Keeps these records beside those that have their numbers ([O18]); returns the ones that found no room. Their number
 * is counted.
 */
export async function keepForks<F extends Fork>(
  trx: Transaction<Tables>,
  shop: string,
  forks: readonly F[],
): Promise<readonly F[]> {
  if (forks.length === 0) return [];
  const kept = (await tallies(trx, shop, 'journal_fork')).get('') ?? 0;
  const room = Math.max(mostForks - kept, 0);
  for (const part of chunks(forks.slice(0, room), 100))
    await trx
      .insertInto('journal_fork')
      .values(part.map(each => forkRow(shop, each)))
      .onConflict(conflict => conflict.doNothing())
      .execute();
  const lost = forks.slice(room);
  if (lost.length > 0) await countLost(trx, shop, lost.length);
  return lost;
}

function forkRow(shop: string, { row, storedAt }: Fork): Tables['journal_fork'] {
  const { _deleted, ...document } = row;
  const { id, tillId, journal } = document as Sale & { readonly journal: JournalEntry };
  const body = JSON.stringify(document);
  return { shop, id, hash: journal.hash, body, till_id: tillId, stored_at: storedAt };
}

async function countLost(trx: Transaction<Tables>, shop: string, n: number): Promise<void> {
  await trx
    .insertInto('tally')
    .values({ shop, name: 'journal_fork', key: 'lost', n })
    .onConflict(conflict =>
      conflict.columns(['shop', 'name', 'key']).doUpdateSet(eb => ({ n: eb('tally.n', '+', n) })),
    )
    .execute();
}

/** What of a shop's journals needs a person ([O19]). */
export async function journalState(db: Kysely<Tables>, shop: string, now: number): Promise<JournalState> {
  const before = now - gapAlarmMs;
  const gapsOf = () =>
    db
      .selectFrom('journal_series')
      .where('shop', '=', shop)
      .where('gap_since', 'is not', null)
      .where('gap_since', '<=', before);
  const rows = await gapsOf()
    .select(['series', 'till_id', 'count', 'last', 'gap_since'])
    .orderBy('gap_since')
    .orderBy('series')
    .limit(mostGaps)
    .execute();
  const { n } = await gapsOf()
    .select(eb => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  const forks = await tallies(db, shop, 'journal_fork');
  const ways = await tallies(db, shop, 'way');
  return {
    gaps: rows.map(({ series, till_id, count, last, gap_since }) => ({
      ...{ series, tillId: till_id },
      ...{ missing: last - count, since: gap_since ?? before },
    })),
    gapCount: Number(n),
    forks: [...forks.values()].reduce((sum, each) => sum + each, 0),
    flawed: ways.get('sales refused 1') ?? 0,
  };
}

function keyOf({ series, number }: NumberedRow): string {
  return `${series} ${number}`;
}
