import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** The SQL text of each count's key, from the new or the old row. */
const counted: Readonly<Record<TallyName, (row: 'new' | 'old') => string>> = {
  quarantine: () => `''`,
  inbox: row => `${row}.state`,
  way: row => `${row}.collection || ' ' || ${row}.state || ' ' || ${row}.marked`,
  untold: row => `${row}.collection`,
  journal_fork: () => `''`,
};

export type TallyName = 'quarantine' | 'inbox' | 'way' | 'untold' | 'journal_fork';

/** The key of each count, of a row of its table. */
export const tallyKeys: Readonly<Record<TallyName, string>> = {
  quarantine: keyOf('quarantine'),
  inbox: keyOf('inbox'),
  way: keyOf('way'),
  untold: keyOf('untold'),
  journal_fork: keyOf('journal_fork'),
};

/** Columns whose change moves a row from one count to another. */
const moving: Readonly<Partial<Record<TallyName, string>>> = { inbox: 'state', way: 'state, marked' };

/**
 * [M30] Statements for counts that the tables keep themselves, in the transaction that changes them: no writer can
 * forget to count, and reading a count reads one number.
 */
export function tallyStatements(): readonly string[] {
  const first = ['quarantine', 'inbox', 'way', 'untold'] as const;
  return [
    `create table tally (shop text not null, name text not null, key text not null, n integer not null,
       primary key (shop, name, key)) strict, without rowid`,
    ...first.flatMap(tallyOf),
  ];
}

/** Statements that make one more table keep its count. */
export function tallyOf(name: TallyName): readonly string[] {
  const [added, removed] = [add(name), remove(name)];
  const columns = moving[name];
  return [
    `insert into tally select shop, '${name}', ${keyOf(name)}, count(*)
       from ${name} group by 1, 2, 3`,
    `create trigger ${name}_added after insert on ${name} begin ${added} end`,
    `create trigger ${name}_removed after delete on ${name} begin ${removed} end`,
    ...(columns === undefined
      ? []
      : [
          `create trigger ${name}_moved after update of ${columns} on ${name}
            when ${counted[name]('new')} <> ${counted[name]('old')} begin ${removed} ${added} end`,
        ]),
  ];
}

function keyOf(name: TallyName): string {
  return counted[name]('new').replaceAll('new.', '');
}

function add(name: TallyName): string {
  return `insert into tally values (new.shop, '${name}', ${counted[name]('new')}, 1)
    on conflict (shop, name, key) do update set n = n + 1;`;
}

function remove(name: TallyName): string {
  return `update tally set n = n - 1
    where shop = old.shop and name = '${name}' and key = ${counted[name]('old')};`;
}

/** All counts of a name, by key; a key that never occurred is missing. */
export async function tallies(
  db: Kysely<Tables>,
  shop: string,
  name: TallyName,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('tally')
    .select(['key', 'n'])
    .where('shop', '=', shop)
    .where('name', '=', name)
    .execute();
  return new Map(rows.map(({ key, n }) => [key, n]));
}
