import { bucketOf, emptyDigest, FoldedDigest, type Digest } from '@tidemark/protocol';
import type { Scope } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import type { Place } from './place.ts';
import type { StoredRow } from './document-rows.ts';
import { insertRows, rowInsert, updating } from '../statements/insert-rows.ts';
import { listedNumbers, listText } from '../statements/listed.ts';
import { prepared } from '../statements/prepared.ts';
import type { Tables } from '../tables.ts';

const digestInsert = rowInsert(
  'digest',
  ['shop', 'collection', 'scope', 'bucket', 'count', 'hash'],
  updating(['shop', 'collection', 'scope', 'bucket'], ['count', 'hash']),
);

const digestsOf = prepared<{
  shop: string;
  collection: Place['collection'];
  scope: Scope;
  buckets: string;
}>()((db, { shop, collection, scope, buckets }) =>
  db
    .selectFrom('digest')
    .select(['bucket', 'count', 'hash'])
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('scope', '=', scope)
    .where('bucket', 'in', listedNumbers(buckets)),
);

/** Keeps the bucket digests equal to the living documents ([M7]): takes the old state out and puts the new one in. */
export async function foldDigests(
  trx: Transaction<Tables>,
  { shop, collection }: Place,
  changed: readonly StoredRow[],
  before: ReadonlyMap<string, StoredRow>,
  keyOf: (scope: Scope, id: string) => string,
): Promise<void> {
  for (const [scope, own] of Map.groupBy(changed, each => each.scope)) {
    const buckets = listText(own.map(each => bucketOf(each.id)));
    const rows = await digestsOf(trx, { shop, collection, scope, buckets });
    const stored = new Map(rows.map(({ bucket, ...digest }): [number, Digest] => [bucket, digest]));
    const digests = new Map<number, FoldedDigest>();
    for (const { id, rev, deleted } of own) {
      const bucket = bucketOf(id);
      const digest = digests.get(bucket) ?? new FoldedDigest(stored.get(bucket) ?? emptyDigest);
      const old = before.get(keyOf(scope, id));
      if (old && !old.deleted) digest.remove(id, old.rev);
      if (!deleted) digest.add(id, rev);
      digests.set(bucket, digest);
    }
    const folded = [...digests].map(([bucket, each]) => {
      const { count, hash } = each.digest();
      return [shop, collection, scope, bucket, count, hash];
    });
    await insertRows(trx, digestInsert, folded);
  }
}
