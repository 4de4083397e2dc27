import { revOf, type Checkpoint } from '@tidemark/protocol';
import type { PromiseName, PromiseOf } from '@tidemark/schema';
import type { Kysely, Transaction } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import { keyOf } from '../documents/place.ts';
import { DocumentRows, type StoredRow } from '../documents/document-rows.ts';
import { foldDigests } from '../documents/fold-digests.ts';
import { listed } from '../statements/listed.ts';
import { promiseScope } from '../contract/replicated.ts';
import type { Tables } from '../tables.ts';
import { isTooLarge, readWhole } from '../damage/whole-rows.ts';

type AnyPromise = PromiseOf[PromiseName];

/** Where a promise is written. */
export interface PromisePlace {
  readonly shop: string;
  readonly collection: PromiseName;
  /** Where the shop's history stands before. */
  readonly head: Checkpoint;
}

/** A promise as the store has it, with what the mirror needs of its row. */
export interface StoredPromise extends StoredRow {
  /** Without the marks of replication. */
  readonly document: AnyPromise;
  /** As it travels, JSON. */
  readonly body: string;
}

/** What is stored of some promises. */
export interface StoredPromises {
  readonly whole: Map<string, StoredPromise>;
  /** Rows that are no JSON ([M27]) or too large ([M36]): as good as not stored, but for the digest, which has them. */
  readonly damaged: Map<string, StoredRow>;
}

export async function readPromises(
  trx: Kysely<Tables>,
  shop: string,
  collection: PromiseName,
  ids: readonly string[],
): Promise<Map<string, StoredPromise>> {
  return (await readPromiseRows(trx, shop, collection, ids)).whole;
}

export async function readPromiseRows(
  trx: Kysely<Tables>,
  shop: string,
  collection: PromiseName,
  ids: readonly string[],
): Promise<StoredPromises> {
  const [whole, damaged] = [new Map<string, StoredPromise>(), new Map<string, StoredRow>()];
  for (const part of chunks([...new Set(ids)], 500)) {
    const rows = await trx
      .selectFrom('document')
      .select(['id', 'rev', 'read_at', 'body'])
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('scope', '=', promiseScope)
      .where('id', 'in', listed(part))
      .execute();
    for (const { id, rev, read_at, body } of rows) {
      const isKept = !isTooLarge(collection, body);
      const read = isKept ? readWhole<AnyPromise & { _deleted: boolean }>(body) : undefined;
      if (!read) {
        damaged.set(id, rowOf(id, rev, read_at));
        continue;
      }
      const { _deleted, ...document } = read;
      whole.set(id, { ...rowOf(id, rev, read_at), document: document as AnyPromise, body });
    }
  }
  return { whole, damaged };
}

/** A promise as it will be stored, under the mirror's own rev. `storedAt` is when the server first stored it. */
export function promiseRow({ rev: _rev, ...said }: AnyPromise, storedAt: number): StoredPromise {
  const rev = revOf(said);
  const document = { ...said, rev } as AnyPromise;
  return {
    ...rowOf(said.id, rev, storedAt),
    document,
    body: JSON.stringify({ ...document, _deleted: false }),
  };
}

/** Writes these promises under the shop's next seqs, in this order, with digests and heads. */
export async function writePromises(
  trx: Transaction<Tables>,
  place: PromisePlace,
  changed: readonly StoredPromise[],
  before: ReadonlyMap<string, StoredRow>,
): Promise<void> {
  const old = new Map([...before.values()].map(each => [keyOf('', each.id), each]));
  await new DocumentRows(trx, place).write(changed);
  await foldDigests(trx, place, changed, old, keyOf);
}

/** Nobody but the server writes a promise's row, so its times decide nothing; `readAt` keeps when it was first stored. */
function rowOf(id: string, rev: string, readAt: number): StoredRow {
  return { id, rev, scope: '', deleted: false, sourceUpdatedAt: 0, readAt };
}
