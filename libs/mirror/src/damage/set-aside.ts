import type { RecordName } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import type { Tables } from '../tables.ts';
import { isTooLarge } from './whole-rows.ts';

const damaged = 'what is stored of it is damaged, and its text is kept for a person';
const tooLarge = 'what is stored of it is too large for tills, and its text is kept for a person';

/**
 * [O15] Takes records that are no longer JSON out of the outbox, where they would block what comes after them.
 * Quarantine keeps their whole text, and an alarm names them; a till can bring its record back. A record that is too
 * large ([M36]) is kept there only.
 */
export async function setAside(
  trx: Transaction<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<void> {
  for (const part of chunks(ids, 100)) {
    const rows = await trx
      .selectFrom('document')
      .select(['id', 'body', 'read_at'])
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('scope', '=', '')
      .where('id', 'in', part)
      .execute();
    const times = (readAt: number) => ({ source_updated_at: 0, read_at: readAt, created_at: readAt });
    const values = rows.map(({ id, body, read_at }) => ({
      ...{ shop, collection, id, body },
      defect: isTooLarge(collection, body) ? tooLarge : damaged,
      ...times(read_at),
    }));
    if (values.length === 0) continue;
    await trx
      .insertInto('quarantine')
      .values(values)
      .onConflict(conflict => conflict.doNothing())
      .execute();
    const large = rows.filter(({ body }) => isTooLarge(collection, body)).map(({ id }) => id);
    for (const ids of chunks(large, 100))
      await trx
        .updateTable('document')
        .set({ body: '' })
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where('scope', '=', '')
        .where('id', 'in', ids)
        .where('body', '=', eb =>
          eb
            .selectFrom('quarantine')
            .select('quarantine.body')
            .whereRef('quarantine.shop', '=', 'document.shop')
            .whereRef('quarantine.collection', '=', 'document.collection')
            .whereRef('quarantine.id', '=', 'document.id'),
        )
        .execute();
    for (const table of ['outbox', 'outbox_level'] as const)
      await trx
        .deleteFrom(table)
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where('id', 'in', part)
        .execute();
  }
}

/** Removes records from quarantine that their till has brought back. */
export async function takeBack(
  trx: Transaction<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<void> {
  for (const part of chunks(ids, 500))
    await trx
      .deleteFrom('quarantine')
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('id', 'in', part)
      .execute();
}
