import { revOf, type Checkpoint } from '@tidemark/protocol';
import type { Cart, RecordName, RecordOf, Sale, Submitted } from '@tidemark/schema';
import type { Kysely, Transaction } from 'kysely';
import type { StoredRow } from '../documents/document-rows.ts';
import { recordState } from '../rules/record-state.ts';
import { listed } from '../statements/listed.ts';
import { giveTurn } from '../statements/turns.ts';
import type { Tables } from '../tables.ts';
import { keepRetired, readRetired } from './retired-rows.ts';
import { forgetSettled, isEnded, settledBefore } from './settled-rows.ts';
import { readRecords, writeRecords, type StoredRecord } from './write-records.ts';

type AnyRecord = RecordOf[RecordName];

/** What one batch of retirement is asked. Times are milliseconds since the epoch. */
export interface RetireAsk {
  readonly shop: string;
  /** What was stored before this may leave; a cart, what changed last before this. */
  readonly before: number;
  readonly now: number;
  readonly limit: number;
  /** The shop's newest place before. */
  readonly head: Checkpoint;
}

/** What one batch did. */
export interface RetiredBatch {
  /** How many records were looked at; 0: none is old enough. */
  readonly seen: number;
  /** How many left, by collection. */
  readonly left: ReadonlyMap<RecordName, number>;
}

/**
 * [O20] Takes the oldest settled records from the tills, within the caller's transaction: each leaves a tombstone under
 * a seq of its own, and is kept whole beside the documents.
 */
export async function retireBatch(trx: Transaction<Tables>, ask: RetireAsk): Promise<RetiredBatch> {
  const { shop, before, limit, now, head } = ask;
  const found = await settledBefore(trx, shop, before, limit);
  const left = new Map<RecordName, number>();
  let { seq } = head;
  for (const [collection, own] of Map.groupBy(found, each => each.collection)) {
    const ids = own.map(({ id }) => id);
    await forgetSettled(trx, shop, collection, ids);
    const leaving = await mayLeave(trx, shop, collection, ids);
    if (leaving.length === 0) continue;
    await keepRetired(
      trx,
      { shop, collection },
      leaving.map(({ id, readAt, body }) => ({ id, storedAt: readAt, body })),
      now,
    );
    const tombstones: StoredRecord[] = [];
    for (const { id } of leaving) {
      await giveTurn();
      tombstones.push(tombstoneOf(id, now));
    }
    const place = { shop, collection, head: { ...head, seq } };
    await writeRecords(trx, place, tombstones, new Map(leaving.map(each => [each.id, each])));
    await unmark(trx, shop, collection, ids);
    seq += leaving.length;
    left.set(collection, leaving.length);
  }
  return { seen: found.length, left };
}

/** A record that is stored, living or retired; no tombstone. */
export async function readKnown(
  db: Kysely<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<Map<string, AnyRecord>> {
  const living = await readRecords(db, shop, collection, ids);
  const known = new Map([...living].map(([id, { document }]) => [id, document]));
  const rest = ids.filter(id => !known.has(id));
  if (rest.length === 0) return known;
  const retired = await readRetired(db, shop, collection, rest);
  for (const [id, document] of retired.whole) known.set(id, document);
  return known;
}

/** Whether nothing will happen to a record any more, and nobody has to look at it. */
function isOver(collection: RecordName, document: AnyRecord): boolean {
  if (collection === 'carts') return isEnded(document as Cart);
  const state = recordState(document as Submitted);
  if (state !== 'accepted' && state !== 'resolved') return false;
  const { flaws = [], decided } = document as Partial<Sale>;
  return flaws.length === 0 || decided !== undefined;
}

/** Those of these records that are still as they were noted: settled, and not in the outbox. */
async function mayLeave(
  trx: Transaction<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<readonly StoredRecord[]> {
  const stored = await readRecords(trx, shop, collection, ids);
  const placed = await trx
    .selectFrom('outbox')
    .select('id')
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('id', 'in', listed(ids))
    .execute();
  const busy = new Set(placed.map(({ id }) => id));
  // In their order: each leaves under the next seq.
  return ids
    .flatMap(id => stored.get(id) ?? [])
    .filter(({ id, document }) => !busy.has(id) && isOver(collection, document));
}

function tombstoneOf(id: string, now: number): StoredRecord {
  const gone = { id, _deleted: true };
  const rev = revOf(gone);
  const row: StoredRow = { id, rev, scope: '', deleted: true, sourceUpdatedAt: 0, readAt: now };
  return { ...row, document: gone as never, body: JSON.stringify({ id, rev, _deleted: true }) };
}

/** A person looks at what tills still have: what has left counts by its state alone. */
async function unmark(
  trx: Transaction<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<void> {
  await trx
    .updateTable('way')
    .set({ marked: 0 })
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('id', 'in', listed(ids))
    .where('marked', '=', 1)
    .execute();
}
