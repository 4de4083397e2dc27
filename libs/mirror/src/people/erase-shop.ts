import { createHash } from 'node:crypto';
import { ProtocolError } from '@tidemark/protocol';
import { sql, type Kysely, type Transaction } from 'kysely';
import { inSlices } from '../statements/in-slices.ts';
import type { Tables } from '../tables.ts';

/** Tables that other tables' triggers write to, or by which the shop is known: they come last. */
const last = ['tally', 'shop'];

/** [Y8] Removes every row of a shop, a few at a time. May be interrupted anywhere, and repeated. */
export async function eraseShopRows(db: Kysely<Tables>, shop: string, at: number): Promise<void> {
  await db
    .insertInto('gone_shop')
    .values({ mark: goneMark(shop), at })
    .onConflict(conflict => conflict.doNothing())
    .execute();
  for (const { table, key } of await tablesOfShops(db)) {
    const columns = sql.join(key.map(each => sql.ref(each)));
    await inSlices(async rows => {
      const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where (${columns}) in (
        select ${columns} from ${sql.table(table)} where "shop" = ${shop} limit ${rows})`.execute(db);
      return { numDeletedRows: numAffectedRows };
    });
  }
}

/** Every table with a column `shop`, and the columns of its primary key. */
async function tablesOfShops(db: Kysely<Tables>) {
  const { rows } = await sql<{ table: string; key: string }>`
    select m.name as "table", group_concat(c.name, ' ') as "key"
    from sqlite_schema m join pragma_table_info(m.name) c on c.pk > 0
    where m.type = 'table' and exists (select 1 from pragma_table_info(m.name) s where s.name = 'shop')
    group by m.name`.execute(db);
  const tables = rows.map(({ table, key }) => ({ table, key: key.split(' ') }));
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
