import { createHash } from 'node:crypto';
import { maxPageBytes } from '@tidemark/protocol';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { bytesOf } from '../damage/whole-rows.ts';
import { everyShop } from '../documents/own-notes.ts';
import { howManyFit } from '../pages/page-rows.ts';
import { columns } from '../postgres/columns.ts';
import { keyColumns } from '../postgres/tables.ts';
import type { Tables } from '../tables.ts';
import { arriving, movedTables, writtenColumns } from './moved-tables.ts';

type Table = keyof Tables;
type Values = readonly unknown[];

/** So many rows are in memory at once, or as many as `maxPageBytes` of bodies. */
const pageSize = 100;

/** What of a table is of the mirror: not what the store notes of itself, and a count of none is no count. */
const ofMirror: Readonly<Partial<Record<Table, RawBuilder<boolean>>>> = {
  watermark: sql`"shop" <> ${everyShop}`,
  tally: sql`"n" <> 0`,
};

export interface MovedTable {
  readonly table: Table;
  readonly rows: number;
}

/**
 * Copies every row of a mirror into an empty one, in pages, and reads all of them again there. Whoever calls it makes one
 * transaction of it.
 * @throws Error naming the table where what arrived is not what was read.
 */
export async function copyTables(
  from: Kysely<Tables>,
  to: Kysely<Tables>,
  onRows: (moved: MovedTable) => void = () => undefined,
): Promise<readonly MovedTable[]> {
  const copied: MovedTable[] = [];
  for (const table of tablesThatAre('copied')) {
    const sent = await digestOf(from, table, async (page, rows) => {
      await insertRows(to, table, page);
      onRows({ table, rows });
    });
    const arrived = await digestOf(to, table);
    if (sent.hash !== arrived.hash)
      throw new Error(
        `${table}: ${arrived.rows} of ${sent.rows} rows arrived, or they are not what was sent`,
      );
    copied.push({ table, rows: sent.rows });
  }
  for (const table of tablesThatAre('counted')) {
    const [counted, counts] = [await digestOf(from, table), await digestOf(to, table)];
    if (counted.hash !== counts.hash) throw new Error(`${table}: what arrived counts otherwise`);
  }
  return copied;
}

/** The first table that has rows, but for what a new mirror writes by itself. */
export async function firstFilled(db: Kysely<Tables>): Promise<Table | undefined> {
  for (const table of tablesThatAre('copied')) {
    if (table === 'server_key') continue;
    if ((await readPage(db, table, undefined)).length > 0) return table;
  }
  return undefined;
}

function tablesThatAre(what: 'copied' | 'counted'): readonly Table[] {
  return (Object.keys(movedTables) as Table[]).filter(table => movedTables[table] === what);
}

/** A hash over all rows, in the order of their keys; `onPage` is called with each page of them. */
async function digestOf(
  db: Kysely<Tables>,
  table: Table,
  onPage: (page: readonly Values[], rows: number) => Promise<void> = async () => undefined,
): Promise<{ readonly rows: number; readonly hash: string }> {
  const hash = createHash('sha256');
  const places = keyColumns(table).map(key => columnsOf(table).indexOf(key));
  let rows = 0;
  for (let after: Values | undefined; ;) {
    const page = await readPage(db, table, after);
    if (page.length === 0) return { rows, hash: hash.digest('base64url') };
    for (const row of page) hash.update(`${JSON.stringify(row)}\n`);
    rows += page.length;
    await onPage(page, rows);
    after = places.map(place => page.at(-1)?.[place]);
  }
}

/** The rows after a key, as they arrive: at least one, however large, if there is one. */
async function readPage(
  db: Kysely<Tables>,
  table: Table,
  after: Values | undefined,
): Promise<readonly Values[]> {
  const names = columnsOf(table);
  const keys = sql.join(keyColumns(table).map(key => sql.ref(key)));
  const isLater = after === undefined ? sql`1 = 1` : sql`(${keys}) > (${sql.join(after)})`;
  const rest = sql`from ${sql.table(table)} where ${ofMirror[table] ?? sql`1 = 1`} and ${isLater} order by ${keys}`;
  let limit = pageSize;
  if (names.includes('body')) {
    const sizes = await sql<{ bytes: number }>`
      select ${bytesOf} as "bytes" ${rest} limit ${sql.lit(pageSize)}`.execute(db);
    limit = howManyFit(
      sizes.rows.map(({ bytes }) => bytes),
      maxPageBytes,
    );
  }
  const { rows } = await sql<Readonly<Record<string, unknown>>>`
    select ${sql.join(names.map(name => sql.ref(name)))} ${rest} limit ${sql.lit(limit)}`.execute(db);
  return rows.map(row => names.map(name => arriving(table, name, row[name])));
}

async function insertRows(db: Kysely<Tables>, table: Table, rows: readonly Values[]): Promise<void> {
  const names = sql.join(columnsOf(table).map(name => sql.ref(name)));
  const values = sql.join(rows.map(row => sql`(${sql.join(row)})`));
  await sql`insert into ${sql.table(table)} (${names}) values ${values}`.execute(db);
}

function columnsOf(table: Table): readonly string[] {
  return writtenColumns(table, Object.keys(columns[table]));
}
