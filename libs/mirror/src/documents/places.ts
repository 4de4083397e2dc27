import { emptyDigest, joinDigests, nextEpoch, type Checkpoint, type Digest } from '@tidemark/protocol';
import type { Scope } from '@tidemark/schema';
import { sql, type Kysely, type SelectQueryBuilder, type Transaction } from 'kysely';
import type { WatermarkMove } from '../contract/mirror.ts';
import type { ReplicatedName } from '../contract/replicated.ts';
import { mustNotBeGone } from '../people/erase-shop.ts';
import type { Tables } from '../tables.ts';
import { putWatermark } from './watermarks.ts';
import { headToMove, knownHead, reading, writerTransaction, writingTogether } from './shop-lock.ts';

/**
 * The shop's newest place, for a transaction that writes: nobody else moves it before. A shop seen for the first time begins
 * a history.
 */
export async function shopHead(
  trx: Transaction<Tables>,
  shop: string,
  newEpoch: () => string,
): Promise<Checkpoint> {
  const known = await headToMove(trx, shop);
  if (known) return known;
  await mustNotBeGone(trx, shop);
  const epoch = newEpoch();
  await trx.insertInto('shop').values({ shop, epoch, seq: 0 }).execute();
  return { epoch, seq: 0 };
}

/** Reads as of one moment, with the shop's newest place. A shop seen for the first time begins a history. */
export async function readingShop<R>(
  db: Kysely<Tables>,
  shop: string,
  newEpoch: () => string,
  act: (trx: Transaction<Tables>, head: Checkpoint) => Promise<R>,
): Promise<R> {
  for (;;) {
    const read = await reading(db, shop, async trx => {
      const head = await knownHead(trx, shop);
      return head && { result: await act(trx, head) };
    });
    if (read) return read.result;
    await writingTogether(db, shop, trx => shopHead(trx, shop, newEpoch));
  }
}

/** [M14] Begins a new history of a shop; returns its name. */
export function beginHistory(db: Kysely<Tables>, shop: string, newEpoch: () => string): Promise<string> {
  return writerTransaction(db, shop, async trx => {
    const before = await shopHead(trx, shop, newEpoch);
    const epoch = nextEpoch(before.epoch, newEpoch());
    await trx.updateTable('shop').set({ epoch }).where('shop', '=', shop).execute();
    return epoch;
  });
}

/** The newest place of a collection in one scope. */
export async function collectionHead(
  trx: Transaction<Tables>,
  shop: string,
  collection: ReplicatedName,
  scope: Scope,
  epoch: string,
): Promise<Checkpoint> {
  const row = await trx
    .selectFrom('collection_head')
    .select('seq')
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('scope', '=', scope)
    .executeTakeFirst();
  return { epoch, seq: row?.seq ?? 0 };
}

export interface BucketPlace {
  readonly shop: string;
  readonly collection: ReplicatedName;
  readonly scope: Scope;
  readonly bucket: number;
}

/** The living documents of one bucket; reads only that bucket. */
export function livingInBucket(
  trx: Transaction<Tables>,
  { shop, collection, scope, bucket }: BucketPlace,
): SelectQueryBuilder<Tables, 'document', object> {
  return trx
    .selectFrom('document')
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('scope', '=', scope)
    .where('bucket', '=', bucket)
    .where('deleted', '=', sql.lit(0));
}

/** The buckets that have a living document, or whose digest says so; takes one index step for each. */
export async function occupiedBuckets(
  db: Kysely<Tables>,
  shop: string,
  collection: ReplicatedName,
  scope: Scope,
): Promise<readonly number[]> {
  const told = await bucketRows(db, shop, collection, scope);
  const buckets = new Set(told.map(each => each.bucket));
  for (let before = -1; ;) {
    const next = await db
      .selectFrom('document')
      .select('bucket')
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('scope', '=', scope)
      .where('bucket', '>', before)
      .where('deleted', '=', sql.lit(0))
      .orderBy('bucket')
      .limit(1)
      .executeTakeFirst();
    if (!next) return [...buckets];
    buckets.add(next.bucket);
    before = next.bucket;
  }
}

export function bucketRows(trx: Kysely<Tables>, shop: string, collection: ReplicatedName, scope: Scope) {
  return trx
    .selectFrom('digest')
    .select(['bucket', 'count', 'hash'])
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('scope', '=', scope)
    .execute();
}

export async function wholeDigest(
  trx: Transaction<Tables>,
  shop: string,
  collection: ReplicatedName,
  scope: Scope,
): Promise<Digest> {
  return (await bucketRows(trx, shop, collection, scope)).reduce<Digest>(joinDigests, emptyDigest);
}

export async function moveWatermark(
  trx: Transaction<Tables>,
  shop: string,
  move: WatermarkMove,
): Promise<void> {
  await mustNotBeGone(trx, shop);
  await putWatermark(trx, shop, move);
}
