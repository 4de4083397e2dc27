import { emptyDigest, equalDigests, revOf, withDocument, type Digest } from '@tidemark/protocol';
import type { CollectionName, Scope } from '@tidemark/schema';
import type { Kysely, Transaction } from 'kysely';
import type { DamagedBucket } from '../contract/mirror.ts';
import { livingInBucket, occupiedBuckets, type BucketPlace } from '../documents/places.ts';
import { writingTogether } from '../documents/shop-lock.ts';
import type { Tables } from '../tables.ts';

/** The rev of a row that cannot be read at all: it equals no hash. */
const unreadable = 'unreadable';

/**
 * Compares a collection's rows with their revs and its digests, a bucket at a time; returns damaged buckets ([M20]).
 */
export async function damagedBuckets(
  db: Kysely<Tables>,
  shop: string,
  collection: CollectionName,
  scopes: readonly Scope[],
): Promise<readonly DamagedBucket[]> {
  const damaged: DamagedBucket[] = [];
  for (const scope of scopes) {
    for (const bucket of await occupiedBuckets(db, shop, collection, scope)) {
      const place = { shop, collection, scope, bucket };
      const found = await writingTogether(db, shop, trx => checkBucket(trx, place));
      if (found) damaged.push(found);
    }
  }
  return damaged;
}

/**
 * Checks a bucket in one transaction, so that digest and rows are of one moment; in parts, so as not to block the event
 * loop.
 */
async function checkBucket(trx: Transaction<Tables>, place: BucketPlace): Promise<DamagedBucket | undefined> {
  const ids: string[] = [];
  let digest = emptyDigest;
  for await (const { id, rev, body } of rowsOf(trx, place)) {
    digest = withDocument(digest, id, rev);
    const told = revOfText(body);
    if (told === rev) continue;
    ids.push(id);
    // Under the rev of its damaged content, any read of it is a different state and replaces it.
    await trx
      .updateTable('document')
      .set({ rev: told })
      .where('shop', '=', place.shop)
      .where('collection', '=', place.collection)
      .where('scope', '=', place.scope)
      .where('id', '=', id)
      .execute();
  }
  const isWhole = ids.length === 0 && equalDigests(digest, await storedDigest(trx, place));
  return isWhole ? undefined : { scope: place.scope, bucket: place.bucket, ids };
}

/** Rows read and hashed before other work gets its turn. */
const rowsAtOnce = 100;

/** The living rows of a bucket, by id. */
async function* rowsOf(trx: Transaction<Tables>, place: BucketPlace) {
  for (let after: string | undefined = ''; after !== undefined;) {
    const rows: { id: string; rev: string; body: string }[] = await livingInBucket(trx, place)
      .select(['id', 'rev', 'body'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(rowsAtOnce)
      .execute();
    yield* rows;
    after = rows.length < rowsAtOnce ? undefined : rows.at(-1)?.id;
  }
}

/** Recomputes the digests of these buckets from their rows. */
export async function rebuildDigests(
  trx: Transaction<Tables>,
  shop: string,
  collection: CollectionName,
  buckets: readonly DamagedBucket[],
): Promise<void> {
  for (const { scope, bucket } of buckets) {
    const rows = await livingInBucket(trx, { shop, collection, scope, bucket })
      .select(['id', 'rev'])
      .execute();
    const digest = digestOf(rows);
    await trx
      .insertInto('digest')
      .values({ shop, collection, scope, bucket, ...digest })
      .onConflict(conflict =>
        conflict.columns(['shop', 'collection', 'scope', 'bucket']).doUpdateSet({ ...digest }),
      )
      .execute();
  }
}

async function storedDigest(trx: Transaction<Tables>, place: BucketPlace): Promise<Digest> {
  const row = await trx
    .selectFrom('digest')
    .select(['count', 'hash'])
    .where('shop', '=', place.shop)
    .where('collection', '=', place.collection)
    .where('scope', '=', place.scope)
    .where('bucket', '=', place.bucket)
    .executeTakeFirst();
  return row ?? emptyDigest;
}

export function digestOf(rows: readonly { readonly id: string; readonly rev: string }[]): Digest {
  return rows.reduce((digest, { id, rev }) => withDocument(digest, id, rev), emptyDigest);
}

function revOfText(body: string): string {
  try {
    return revOf(JSON.parse(body) as { id: string });
  } catch {
    return unreadable;
  }
}
