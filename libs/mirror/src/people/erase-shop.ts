import { createHash } from 'node:crypto';
import { ProtocolError } from '@tidemark/protocol';
import { sql, type Kysely, type Transaction } from 'kysely';
import { writing } from '../documents/shop-lock.ts';
import { either } from '../statements/engine.ts';
import { inSlices } from '../statements/in-slices.ts';
import type { Tables } from '../tables.ts';

/** Tables that other tables' triggers write to, or by which the shop is known: they come last. */
const last = ['tally', 'shop'];

/** [Y8] Removes every row of a shop, a few at a time. May be interrupted anywhere, and repeated. */
export async function eraseShopRows(db: Kysely<Tables>, shop: string, at: number): Promise<void> {
  await writing(db, shop, trx =>
    trx
      .insertInto('gone_shop')
      .values({ mark: goneMark(shop), at })
      .onConflict(conflict => conflict.doNothing())
      .execute(),
  );
  for (const { table, key } of await tablesOfShops(db)) {
    const columns = sql.join(key.map(each => sql.ref(each)));
    await inSlices(db, shop, async (trx, rows) => {
      const { numAffectedRows = 0n } = await either(
        sql`delete from ${sql.table(table)} where (${columns}) in (
        select ${columns} from ${sql.table(table)} where "shop" = ${shop} limit ${rows})`,
        sql`delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)} where "shop" = ${shop} limit ${rows}))`,
      ).execute(trx);
      return { numDeletedRows: numAffectedRows };
    });
  }
}

interface ShopTable {
  readonly table: string;
  /** The columns of its primary key, between blanks. */
  readonly key: string;
}

const sqliteTables = sql<ShopTable>`
    select m.name as "table", group_concat(c.name, ' ') as "key"
    from sqlite_schema m join pragma_table_info(m.name) c on c.pk > 0
    where m.type = 'table' and exists (select 1 from pragma_table_info(m.name) s where s.name = 'shop')
    group by m.name`;

const postgresTables = sql<ShopTable>`
    select t.relname as "table", string_agg(c.attname, ' ') as "key"
    from pg_class t join pg_index i on i.indrelid = t.oid and i.indisprimary
    join pg_attribute c on c.attrelid = t.oid and c.attnum = any(i.indkey)
    where t.relnamespace = current_schema()::regnamespace and exists (
      select 1 from pg_attribute s where s.attrelid = t.oid and s.attname = 'shop')
    group by t.relname`;

/** Every table with a column `shop` but the leases, and the columns of its primary key. */
async function tablesOfShops(db: Kysely<Tables>) {
  const { rows } = await either(sqliteTables, postgresTables).execute(db);
  // Who erases a shop owns it until all is done, and then gives the lease up.
  const tables = rows
    .filter(({ table }) => table !== 'lease')
    .map(({ table, key }) => ({ table, key: key.split(' ') }));
  return tables.toSorted((a, b) => last.indexOf(a.table) - last.indexOf(b.table));
}

/** @throws ProtocolError where the shop's data were erased: nothing of it is stored any more. */
export async function mustNotBeGone(trx: Kysely<Tables> | Transaction<Tables>, shop: string): Promise<void> {
  const gone = await trx
    .selectFrom('gone_shop')
    .select('at')
    .where('mark', '=', goneMark(shop))
    .executeTakeFirst();
  if (gone)
    throw new ProtocolError(
      'not-found',
      'This shop’s data were erased at its request. To serve it again, start with an empty DATA_DIR.',
    );
}

/** Lets a shop's data be stored again: its owner has connected it anew. */
export async function forgetGone(trx: Transaction<Tables>, shop: string): Promise<void> {
  await trx.deleteFrom('gone_shop').where('mark', '=', goneMark(shop)).execute();
}

/** Stands for a shop whose data were erased, its name included. */
export function goneMark(shop: string): string {
  return createHash('sha256').update(shop).digest('base64url');
}
