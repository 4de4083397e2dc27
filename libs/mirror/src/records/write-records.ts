import { revOf, type Checkpoint } from '@tidemark/protocol';
import type { RecordName, RecordOf } from '@tidemark/schema';
import { sql, type Kysely, type Transaction } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import { keyOf } from '../documents/place.ts';
import { DocumentRows, type StoredRow } from '../documents/document-rows.ts';
import { foldDigests } from '../documents/fold-digests.ts';
import { listedIn, listText } from '../statements/listed.ts';
import { prepared } from '../statements/prepared.ts';
import { recordScope } from '../contract/replicated.ts';
import type { Tables } from '../tables.ts';
import { isTooLarge, readWhole } from '../damage/whole-rows.ts';

type AnyRecord = RecordOf[RecordName];

/** Where a record is written. */
export interface RecordPlace {
  readonly shop: string;
  readonly collection: RecordName;
  /** The shop's newest place before the write. */
  readonly head: Checkpoint;
}

/** A record as stored, with what the mirror needs of its row. */
export interface StoredRecord extends StoredRow {
  /** Without the marks of replication. */
  readonly document: AnyRecord;
  /** The JSON that is sent to tills. */
  readonly body: string;
}

/** The stored state of some records. Those that have left the tills are not among them. */
export interface StoredRecords {
  readonly whole: Map<string, StoredRecord>;
  /**
   * Rows that are not JSON ([M27]) or are too large ([M36]): treated as not stored, except that the digest includes
   * them.
   */
  readonly damaged: Map<string, StoredRow>;
}

const recordRows = prepared<{ shop: string; collection: RecordName; ids: string }>()(
  (db, { shop, collection, ids }) =>
    db
      .selectFrom('document')
      .select(['id', 'rev', 'read_at', 'body'])
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('scope', '=', recordScope)
      .where('deleted', '=', sql.lit(0))
      .where('id', 'in', listedIn(ids)),
);

export async function readRecords(
  trx: Kysely<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<Map<string, StoredRecord>> {
  return (await readRecordRows(trx, shop, collection, ids)).whole;
}

export async function readRecordRows(
  trx: Kysely<Tables>,
  shop: string,
  collection: RecordName,
  ids: readonly string[],
): Promise<StoredRecords> {
  const [whole, damaged] = [new Map<string, StoredRecord>(), new Map<string, StoredRow>()];
  for (const part of chunks([...new Set(ids)], 500)) {
    const rows = await recordRows(trx, { shop, collection, ids: listText(part) });
    for (const { id, rev, read_at, body } of rows) {
      const isKept = !isTooLarge(collection, body);
      const read = isKept ? readWhole<AnyRecord & { _deleted: boolean }>(body) : undefined;
      if (!read) {
        damaged.set(id, rowOf(id, rev, read_at));
        continue;
      }
      const { _deleted, ...document } = read;
      whole.set(id, { ...rowOf(id, rev, read_at), document: document as AnyRecord, body });
    }
  }
  return { whole, damaged };
}

/** A record as it will be stored, under the mirror's own rev. `storedAt` is when the server first stored it. */
export function recordRow({ rev: _rev, ...said }: AnyRecord, storedAt: number): StoredRecord {
  const rev = revOf(said);
  const document = { ...said, rev } as AnyRecord;
  return {
    ...rowOf(said.id, rev, storedAt),
    document,
    body: JSON.stringify({ ...document, _deleted: false }),
  };
}

/** Writes these records under the shop's next seqs, in this order, with digests and heads. */
export async function writeRecords(
  trx: Transaction<Tables>,
  place: RecordPlace,
  changed: readonly StoredRecord[],
  before: ReadonlyMap<string, StoredRow>,
): Promise<void> {
  const old = new Map([...before.values()].map(each => [keyOf('', each.id), each]));
  await new DocumentRows(trx, place).write(changed);
  await foldDigests(trx, place, changed, old, keyOf);
}

/** Only the server writes a record's row, so its times decide nothing; `readAt` keeps when it was first stored. */
function rowOf(id: string, rev: string, readAt: number): StoredRow {
  return { id, rev, scope: '', deleted: false, sourceUpdatedAt: 0, readAt };
}
