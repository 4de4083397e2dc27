import { isShopifyId, resolveCustomer, type CustomerEdit, type Submitted } from '@tidemark/schema';
import { sql, type Kysely, type Transaction } from 'kysely';
import { recordScope } from '../contract/replicated.ts';
import type { Tables } from '../tables.ts';
import { readWhole } from '../damage/whole-rows.ts';
import { readKnown } from './retire.ts';
import { readRecords } from './write-records.ts';

/** The customer of each edit in the outbox, indexed so that one customer's edits are found among all others. */
export const editOrder = [
  `alter table outbox add column about text not null default ''`,
  `create index outbox_by_customer on outbox (shop, about, place)
     where collection = 'customerEdits' and stage = 'submit'`,
];

/** Fills in the customer of edits that wait already. */
export async function fillEditOrder(db: Kysely<Tables>): Promise<void> {
  const shops = await db.selectFrom('shop').select('shop').execute();
  for (const { shop } of shops) {
    const rows = await db
      .selectFrom('outbox')
      .crossJoin('document')
      .whereRef('document.shop', '=', 'outbox.shop')
      .whereRef('document.collection', '=', 'outbox.collection')
      .where('document.scope', '=', recordScope)
      .whereRef('document.id', '=', 'outbox.id')
      .select('document.body')
      .where('outbox.shop', '=', shop)
      .where('outbox.collection', '=', 'customerEdits')
      .execute();
    const edits = rows.flatMap(({ body }) => readWhole<CustomerEdit>(body) ?? []);
    // The table of retired records comes with a later migration.
    const living: typeof readKnown = async (...asked) =>
      new Map([...(await readRecords(...asked))].map(([id, { document }]) => [id, document]));
    for (const [id, about] of await customersOf(db, shop, edits, living))
      await db
        .updateTable('outbox')
        .set({ about })
        .where('shop', '=', shop)
        .where('collection', '=', 'customerEdits')
        .where('id', '=', id)
        .execute();
  }
}

/**
 * The customer of each edit, by the edit's id: Shopify's id once there is one, else the id of the edit that creates the
 * customer.
 */
export async function customersOf(
  trx: Kysely<Tables>,
  shop: string,
  edits: readonly CustomerEdit[],
  read = readKnown,
): Promise<ReadonlyMap<string, string>> {
  const tillsOwn = edits.filter(each => !each.isNew && !isShopifyId(each.customerId));
  const making = await read(
    trx,
    shop,
    'customerEdits',
    tillsOwn.map(each => each.customerId),
  );
  return new Map(
    edits.map(({ id, isNew, customerId }) => {
      if (isNew) return [id, id];
      const whom = resolveCustomer(customerId, making.get(customerId) as CustomerEdit | undefined);
      return [id, whom.kind === 'known' ? whom.customerId : customerId];
    }),
  );
}

/** Replaces the ids of customers whom edits created by Shopify's ids, for all edits that wait for them. */
export async function nameCustomers(
  trx: Transaction<Tables>,
  shop: string,
  edits: readonly CustomerEdit[],
): Promise<void> {
  for (const edit of edits.filter(each => each.isNew)) {
    const whom = resolveCustomer(edit.id, edit);
    if (whom.kind !== 'known') continue;
    const waiting = await trx
      .selectFrom('outbox')
      .select('id')
      .where('shop', '=', shop)
      .where('collection', '=', sql.lit('customerEdits'))
      .where('stage', '=', sql.lit('submit'))
      .where('about', '=', edit.id)
      .orderBy('about')
      .orderBy('place')
      .execute();
    // By their ids: an update that selects by `about` itself would scan all waiting rows (SQLite 3.51, [M24]).
    for (const { id } of waiting)
      await trx
        .updateTable('outbox')
        .set({ about: whom.customerId })
        .where('shop', '=', shop)
        .where('collection', '=', 'customerEdits')
        .where('id', '=', id)
        .execute();
  }
}

/** Whether an earlier edit of the same customer still waits ([O13]). */
export async function isBehind(db: Kysely<Tables>, shop: string, id: string): Promise<boolean> {
  const own = await db
    .selectFrom('outbox')
    .select(['about', 'place'])
    .where('shop', '=', shop)
    .where('collection', '=', 'customerEdits')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!own) return false;
  const earlier = await db
    .selectFrom('outbox')
    .select('id')
    .where('shop', '=', shop)
    .where('collection', '=', sql.lit('customerEdits'))
    .where('stage', '=', sql.lit('submit'))
    .where('about', '=', own.about)
    .where('place', '<', own.place)
    .limit(1)
    .executeTakeFirst();
  return earlier !== undefined;
}

export function editsAmong(collection: string, documents: readonly Submitted[]): readonly CustomerEdit[] {
  return collection === 'customerEdits' ? (documents as readonly CustomerEdit[]) : [];
}
