import { recordNames } from '@tidemark/schema';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { RecordKey, Taken } from '../contract/records.ts';
import type { Tables } from '../tables.ts';

/** What a row of the outbox has while nobody has its record. */
export const noLease = { leased_until: 0, lease: '' } as const;

/** Whether a record is still under this lease. */
export async function isHeld(
  trx: Transaction<Tables>,
  shop: string,
  { collection, id }: RecordKey,
  lease: string,
): Promise<boolean> {
  const row = await trx
    .selectFrom('outbox')
    .select('lease')
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('id', '=', id)
    .where('stage', '=', 'submit')
    .executeTakeFirst();
  return row?.lease === lease;
}

/** Ends a lease, if it is still held, and puts its record off. */
export async function letGo(
  db: Kysely<Tables>,
  shop: string,
  { collection, id, lease }: Taken,
  notBefore: number,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ not_before: notBefore, ...noLease })
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('id', '=', id)
    .where('lease', '=', lease)
    .execute();
}

/** Ends all leases of a shop's records. Only for its owner: then earlier takers are gone. */
export async function freeLeases(db: Kysely<Tables>, shop: string): Promise<void> {
  for (const collection of recordNames)
    await db
      .updateTable('outbox')
      .set(noLease)
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('stage', '=', sql.lit('submit'))
      // What is due at once has no lease.
      .where('due', '>', sql.lit(0))
      .where('leased_until', '>', 0)
      .execute();
}

/** The same of all shops, for who has the store alone. */
export async function freeAllLeases(db: Kysely<Tables>): Promise<void> {
  await db.updateTable('outbox').set(noLease).where('leased_until', '>', 0).execute();
}
