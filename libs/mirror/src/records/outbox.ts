import { inventoryLevelId, type RecordName, type Sale, type Submitted } from '@tidemark/schema';
import { lastReceiptNumber } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import { customersOf, editsAmong, nameCustomers } from './edit-order.ts';
import { effectsOf } from '../rules/level-rule.ts';
import { recordState, waitsUntil, wasTold } from '../rules/record-state.ts';
import { insertRows, rowInsert, updating } from '../statements/insert-rows.ts';
import { listedIn, listText } from '../statements/listed.ts';
import { prepared } from '../statements/prepared.ts';
import { noteSettled } from './settled-rows.ts';
import type { RecordKey } from '../contract/records.ts';
import type { Tables } from '../tables.ts';

export interface OutboxPlace {
  readonly shop: string;
  readonly collection: RecordName;
}

/** The outbox row of a record; undefined if it does not belong there. */
function outboxRow(
  document: Submitted,
): { readonly stage: 'submit' | 'read'; readonly not_before: number } | undefined {
  const until = waitsUntil(document);
  if (until !== undefined) return { stage: 'submit', not_before: until };
  return wasTold(document) ? { stage: 'read', not_before: 0 } : undefined;
}

/** A record and when the server stored it. */
export interface Placed {
  readonly document: Submitted;
  readonly storedAt: number;
}

const outboxColumns = [
  ...(['shop', 'collection', 'id', 'stage', 'not_before', 'leased_until', 'stored_at'] as const),
  ...(['place', 'about', 'lease'] as const),
];
const outboxKey = ['shop', 'collection', 'id'] as const;

/** By whether a lease ends, or is left to its taker. */
const outboxInserts = {
  ends: rowInsert(
    'outbox',
    outboxColumns,
    updating(outboxKey, ['stage', 'not_before', 'leased_until', 'about', 'lease']),
  ),
  stays: rowInsert('outbox', outboxColumns, updating(outboxKey, ['stage', 'not_before', 'about'])),
};

const levelInsert = rowInsert(
  'outbox_level',
  ['shop', 'level_id', 'collection', 'id'],
  'on conflict do nothing',
  200,
);

/**
 * Puts records where their submissions and effects say they belong, and counts them there. `lease`: whether a lease ends,
 * or is left to its taker.
 */
export async function placeInOutbox(
  trx: Transaction<Tables>,
  { shop, collection }: OutboxPlace,
  records: readonly Placed[],
  place: number,
  lease: 'ends' | 'stays' = 'ends',
): Promise<void> {
  const documents = records.map(each => each.document);
  const placed = documents.filter(each => outboxRow(each) !== undefined);
  const edits = editsAmong(collection, documents);
  const whom = edits.length > 0 ? await customersOf(trx, shop, edits) : undefined;
  const rows = records.flatMap(({ document, storedAt }, n) => {
    const row = outboxRow(document);
    if (!row) return [];
    const about = whom?.get(document.id) ?? '';
    const times = [row.not_before, 0, storedAt];
    return [[shop, collection, document.id, row.stage, ...times, place + n, about, '']];
  });
  await insertRows(trx, outboxInserts[lease], rows);
  if (edits.length > 0) await nameCustomers(trx, shop, edits);
  const levels = placed.flatMap(document =>
    effectsOf(collection, document).map(({ inventoryItemId, locationId }) => [
      ...[shop, inventoryLevelId(inventoryItemId, locationId), collection, document.id],
    ]),
  );
  await insertRows(trx, levelInsert, levels);
  await countWays(trx, { shop, collection }, documents);
  await noteSettled(
    trx,
    shop,
    collection,
    documents.filter(each => outboxRow(each) === undefined).map(each => each.id),
  );
}

/** Takes records out of the outbox: the mirror has their effects, so no one needs to read them. */
export async function leaveOutbox(
  trx: Transaction<Tables>,
  shop: string,
  keys: readonly RecordKey[],
): Promise<void> {
  for (const collection of new Set(keys.map(each => each.collection))) {
    const ids = keys.filter(each => each.collection === collection).map(each => each.id);
    for (const part of chunks(ids, 500)) {
      const gone = await trx
        .deleteFrom('outbox')
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where('stage', '=', 'read')
        .where('id', 'in', part)
        .returning('id')
        .execute();
      if (gone.length === 0) continue;
      await trx
        .deleteFrom('outbox_level')
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where(
          'id',
          'in',
          gone.map(each => each.id),
        )
        .execute();
      await noteSettled(
        trx,
        shop,
        collection,
        gone.map(each => each.id),
      );
    }
  }
}

const wayInsert = rowInsert(
  'way',
  ['shop', 'collection', 'id', 'state', 'marked', 'created_at'],
  updating(['shop', 'collection', 'id'], ['state', 'marked']),
);

async function countWays(
  trx: Transaction<Tables>,
  { shop, collection }: OutboxPlace,
  documents: readonly Submitted[],
): Promise<void> {
  const rows = documents.map(document => [
    ...[shop, collection, document.id],
    ...[recordState(document), isMarked(document) ? 1 : 0, document.createdAt],
  ]);
  await insertRows(trx, wayInsert, rows);
}

/** Whether it needs a person's look: flaws that nobody has decided about, amounts that differ, fields overruled. */
function isMarked(document: Submitted): boolean {
  const { submission } = document;
  // What waits, or is refused, for the sake of an effect counts as that alone.
  if (submission?.state !== recordState(document)) return false;
  if (submission?.state === 'refused')
    return 'flaws' in document && document.flaws !== undefined && document.decided === undefined;
  if (submission?.state !== 'accepted') return false;
  if ('differences' in submission) return submission.differences.length > 0;
  return 'overruled' in submission && submission.overruled.length > 0;
}

const receiptRows = prepared<{ shop: string; tillIds: string }>()((db, { shop, tillIds }) =>
  db
    .selectFrom('receipt')
    .select(['till_id', 'prefix', 'last'])
    .where('shop', '=', shop)
    .where('till_id', 'in', listedIn(tillIds)),
);

const receiptInsert = rowInsert(
  'receipt',
  ['shop', 'till_id', 'prefix', 'last'],
  updating(['shop', 'till_id', 'prefix'], ['last']),
);

/** Stores the highest receipt number of each till and prefix. */
export async function keepReceipts(
  trx: Transaction<Tables>,
  shop: string,
  sales: readonly Sale[],
): Promise<void> {
  if (sales.length === 0) return;
  const stored = await receiptRows(trx, { shop, tillIds: listText(sales.map(each => each.tillId)) });
  const known = new Map(stored.map(each => [`${each.till_id} ${each.prefix}`, each.last]));
  const groups = Map.groupBy(sales, each => `${each.tillId} ${prefixOf(each.receiptNumber)}`);
  const rows = [...groups].flatMap(([key, [first, ...others]]) => {
    if (!first) return [];
    const prefix = prefixOf(first.receiptNumber);
    const before = known.get(key);
    const numbers = [first, ...others].map(each => each.receiptNumber);
    const last =
      lastReceiptNumber(prefix, before === undefined ? numbers : [before, ...numbers]) ?? first.receiptNumber;
    return last === before ? [] : [[shop, first.tillId, prefix, last]];
  });
  await insertRows(trx, receiptInsert, rows);
}

function prefixOf(receiptNumber: string): string {
  return receiptNumber.slice(0, receiptNumber.indexOf('-'));
}
