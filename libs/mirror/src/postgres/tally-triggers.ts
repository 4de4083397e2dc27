import { tallyKeys, type TallyName } from '../statements/tallies.ts';

/**
 * [M30] Counts that the tables keep themselves, once for each statement and not for each row: a row of `tally` changed a
 * hundred times in one transaction would leave a hundred dead versions.
 */
export const tallyTriggers: readonly string[] = (Object.keys(tallyKeys) as TallyName[]).flatMap(triggersOf);

function triggersOf(name: TallyName): readonly string[] {
  const grouped = (from: string, sign: '' | '-') =>
    `select shop, ${tallyKeys[name]} as key, ${sign}count(*) as n from ${from} group by 1, 2`;
  const counting = {
    added: { event: 'insert', tables: 'new table as added', rows: grouped('added', '') },
    removed: { event: 'delete', tables: 'old table as removed', rows: grouped('removed', '-') },
    moved: {
      event: 'update',
      tables: 'old table as removed new table as added',
      rows: `${grouped('added', '')} union all ${grouped('removed', '-')}`,
    },
  };
  return Object.entries(counting).flatMap(([what, { event, tables, rows }]) => [
    // Sorted, so that two transactions never wait for each other's counts.
    `create function ${name}_${what}() returns trigger language plpgsql as $$ begin
       insert into tally (shop, name, key, n)
         select shop, '${name}', key, sum(n) from (${rows}) as counted group by shop, key having sum(n) <> 0
         order by shop, key
         on conflict (shop, name, key) do update set n = tally.n + excluded.n;
       return null; end $$`,
    `create trigger ${name}_${what} after ${event} on ${name} referencing ${tables}
       for each statement execute function ${name}_${what}()`,
  ]);
}
