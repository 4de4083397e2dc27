import { CompiledQuery, type Kysely } from 'kysely';
import { columns as types } from '../postgres/columns.ts';
import type { Tables } from '../tables.ts';
import { isShared, withoutAnswer } from './engine.ts';

type Value = string | number | null;

/** How rows of a table are written in bulk. */
export interface RowInsert<T extends keyof Tables> {
  readonly table: T;
  readonly columns: readonly (keyof Tables[T] & string)[];
  /** What to do with a row that exists already: an `on conflict` clause, or the columns by which the new row replaces it. */
  readonly whereKnown: string | Replacing;
  readonly texts: Map<number, string>;
  /** The most rows of one statement. */
  readonly atOnce: number;
}

/** A new row replaces the one that has the same values in these columns. */
export interface Replacing {
  readonly replaces: readonly string[];
}

/** Rows written by one statement: few different statements, each prepared once. */
const rowsPerStatement = 100;

/** Characters of one statement, unless it is one row: other work gets its turn between statements ([M21]). */
const charactersPerStatement = 1_000_000;

export function rowInsert<T extends keyof Tables>(
  table: T,
  columns: readonly (keyof Tables[T] & string)[],
  whereKnown: string | Replacing,
  atOnce = rowsPerStatement,
): RowInsert<T> {
  return { table, columns, whereKnown, texts: new Map(), atOnce };
}

/** `on conflict (keys) do update`, of all other columns that are named. */
export function updating(keys: readonly string[], columns: readonly string[]): string {
  const named = columns.map(each => `"${each}" = "excluded"."${each}"`);
  return `on conflict (${keys.map(each => `"${each}"`).join(', ')}) do update set ${named.join(', ')}`;
}

/**
 * Writes rows; each is its values in the order of the columns. Builds SQL text instead of using Kysely's builder: an
 * import writes hundreds of thousands of rows, and an object tree for each value took as long as SQLite itself.
 * Returns the rows that a `returning` in `whereKnown` asks for.
 */
export async function insertRows<T extends keyof Tables>(
  db: Kysely<Tables>,
  insert: RowInsert<T>,
  rows: readonly (readonly Value[])[],
): Promise<readonly Partial<Tables[T]>[]> {
  const returned: Partial<Tables[T]>[] = [];
  const isPostgres = isShared(db);
  for (const part of partsOf(isPostgres ? lastOfEach(insert, rows) : rows, insert.atOnce)) {
    const query = isPostgres
      ? CompiledQuery.raw(
          unnestText(insert),
          insert.columns.map((_, n) => part.map(row => row[n])),
        )
      : CompiledQuery.raw(textOf(insert, part.length), part.flat());
    const result = await db.executeQuery<Partial<Tables[T]>>(
      hasAnswer(insert) ? query : withoutAnswer(query),
    );
    returned.push(...result.rows);
  }
  return returned;
}

/** Rows in parts limited by number and length. */
export function* partsOf<R extends readonly Value[]>(
  rows: readonly R[],
  atOnce = rowsPerStatement,
): Generator<readonly R[]> {
  let [start, characters] = [0, 0];
  for (const [place, row] of rows.entries()) {
    const length = row.reduce<number>((sum, each) => sum + (typeof each === 'string' ? each.length : 0), 0);
    const isFull = place - start === atOnce || characters + length > charactersPerStatement;
    if (isFull && place > start) {
      yield rows.slice(start, place);
      [start, characters] = [place, 0];
    }
    characters += length;
  }
  if (start < rows.length) yield rows.slice(start);
}

function textOf<T extends keyof Tables>(
  { table, columns, whereKnown, texts }: RowInsert<T>,
  count: number,
): string {
  const known = texts.get(count);
  if (known !== undefined) return known;
  const row = `(${columns.map(() => '?').join(', ')})`;
  const named = columns.map(each => `"${each}"`).join(', ');
  const values = Array.from({ length: count }, () => row).join(', ');
  const text =
    typeof whereKnown !== 'string'
      ? `insert or replace into "${table}" (${named}) values ${values}`
      : `insert into "${table}" (${named}) values ${values} ${whereKnown}`;
  texts.set(count, text);
  return text;
}

function hasAnswer({ whereKnown }: { readonly whereKnown: string | Replacing }): boolean {
  return typeof whereKnown === 'string' && whereKnown.includes(' returning ');
}

/** In PostgreSQL a column is one value, however many rows there are: one text, which is prepared once. */
function unnestText<T extends keyof Tables>({ table, columns, whereKnown }: RowInsert<T>): string {
  const named = columns.map(each => `"${each}"`).join(', ');
  const lists = columns
    .map((each, n) => `$${n + 1}::${types[table][each].replace(' null', '')}[]`)
    .join(', ');
  const known =
    typeof whereKnown === 'string'
      ? whereKnown
      : updating(
          whereKnown.replaces,
          columns.filter(each => !whereKnown.replaces.includes(each)),
        );
  return `insert into "${table}" (${named}) select * from unnest(${lists}) ${known}`;
}

/** PostgreSQL replaces no row twice in one statement: of rows that replace each other, only the last is written. */
function lastOfEach<T extends keyof Tables, R extends readonly Value[]>(
  { columns, whereKnown }: RowInsert<T>,
  rows: readonly R[],
): readonly R[] {
  if (typeof whereKnown === 'string') return rows;
  const places = whereKnown.replaces.map(each => (columns as readonly string[]).indexOf(each));
  const byKey = new Map(rows.map(row => [JSON.stringify(places.map(place => row[place])), row]));
  return [...byKey.values()];
}
