import type { RecordName, RecordOf } from '@tidemark/schema';
import { sql, type Kysely, type Transaction } from 'kysely';
import { readWhole } from '../damage/whole-rows.ts';
import { chunks } from '../statements/chunks.ts';
import { insertRows, rowInsert, updating } from '../statements/insert-rows.ts';
import { listed, listedIn, listText } from '../statements/listed.ts';
import { prepared } from '../statements/prepared.ts';
import type { Tables } from '../tables.ts';
import { receiptOf, receiptText } from './receipt-text.ts';

type AnyRecord = RecordOf[RecordName];

/** Records that have left the tills ([O20]): whole, for whoever asks, for exports, and against a second order. */
export const retiredTables = [
  // With row ids: long rows in an index of a table without them waste room (see rebuild-documents.ts).
  `create table retired_record (shop text not null, collection text not null, id text not null,
     stored_at integer not null, retired_at integer not null, body text not null,
     primary key (shop, collection, id)) strict`,
  `create index retired_by_receipt on retired_record (shop, ${receiptText}) where collection = 'sales'`,
];

const retiredInsert = rowInsert(
  'retired_record',
  ['shop', 'collection', 'id', 'stored_at', 'retired_at', 'body'],
  updating(['shop', 'collection', 'id'], ['stored_at', 'retired_at', 'body']),
);

/** A record that leaves the tills. */
export interface Leaving {
  readonly id: string;
  readonly storedAt: number;
  /** The JSON as tills had it. */
  readonly body: string;
}

export async function keepRetired(
  trx: Transaction<Tables>,
  { shop, collection }: { readonly shop: string; readonly collection: RecordName },
  leaving: readonly Leaving[],
  now: number,
): Promise<void> {
  const rows = leaving.map(({ id, storedAt, body }) => [shop, collection, id, storedAt, now, body]);
  await insertRows(trx, retiredInsert, rows);
}

/** What is kept of records that have left the tills. */
export interface RetiredRecords {
  readonly whole: Map<string, AnyRecord>;
  /** Ids whose text is no longer JSON: their tills may bring them back. */
  readonly damaged: Set<string>;
}

const retiredBodies = prepared<{ shop: string; collection: RecordName; ids: string }>()(
  (db, { shop, collection, ids }) =>
    db
      .selectFrom('retired_record')
      .select(['id', 'body'])
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('id', 'in', listedIn(ids)),
);

/** The retired ones among these records. */
export async function readRetired(
  db: Kysely<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<RetiredRecords> {
  const [whole, damaged] = [new Map<string, AnyRecord>(), new Set<string>()];
  for (const part of chunks([...new Set(ids)], 500)) {
    const rows = await retiredBodies(db, { shop, collection, ids: listText(part) });
    for (const { id, body } of rows) {
      const read = readWhole<AnyRecord & { _deleted?: boolean }>(body);
      if (!read) {
        damaged.add(id);
        continue;
      }
      const { _deleted, ...document } = read;
      whole.set(id, document as AnyRecord);
    }
  }
  return { whole, damaged };
}

/** Stores what retired records say now: their personal data may be erased. They stay retired. */
export async function rewriteRetired(
  trx: Transaction<Tables>,
  shop: string,
  collection: RecordName,
  documents: readonly AnyRecord[],
): Promise<void> {
  for (const document of documents)
    await trx
      .updateTable('retired_record')
      .set({ body: JSON.stringify({ ...document, _deleted: false }) })
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('id', '=', document.id)
      .execute();
}

/** These records are living again: a till that was offline goes on with its cart, or what was kept was damaged. */
export async function bringBack(
  trx: Transaction<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<void> {
  for (const part of chunks(ids, 500))
    await trx
      .deleteFrom('retired_record')
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('id', 'in', listed(part))
      .execute();
}

/** The bodies of retired sales with this receipt number. */
export async function retiredWithReceipt(
  db: Kysely<Tables>,
  shop: string,
  receiptNumber: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('retired_record')
    .select('body')
    .where('shop', '=', shop)
    .where('collection', '=', sql.lit('sales'))
    .where(receiptOf, '=', receiptNumber)
    .execute();
  return rows.map(({ body }) => body);
}
