import { bucketDigests, emptyDigest, equalDigests, joinDigests, revOf } from '@tidemark/protocol';
import { collectionNames, type CollectionName } from '@tidemark/schema';
import { differences, expectedPicture, textOf, type Picture } from '@tidemark/convergence/expected';
import { createShopifySimulator, type ShopRecords } from '@tidemark/shopify-simulator';
import type { Reader } from './reader.ts';

export interface Comparison {
  /** What is wrong, in words; none where the mirror equals the shop. */
  readonly faults: readonly string[];
  /** Living documents by collection. */
  readonly documents: Readonly<Partial<Record<CollectionName, number>>>;
}

/**
 * Compares what a till can pull with the shop's own rows: the same contents, no id twice, each document's rev the hash
 * of what came, and the digest of all equal to the mirror's.
 */
export async function compare(reader: Reader, records: ShopRecords): Promise<Comparison> {
  const faults: string[] = [];
  const documents: Partial<Record<CollectionName, number>> = {};
  const picture = {} as Picture;
  for (const collection of collectionNames) {
    const pulled = await reader.pull(collection);
    const ids = new Set(pulled.documents.map(each => each.id));
    if (ids.size < pulled.documents.length) faults.push(`${collection}: an id came twice`);
    const living = pulled.documents.filter(each => !each._deleted);
    for (const each of living)
      if (each.rev !== revOf(each)) faults.push(`${collection}/${each.id}: its rev is not its content's`);
    const own = bucketDigests(living);
    const kept = await reader.digest(collection);
    const differing = own.filter((digest, n) => !equalDigests(digest, kept[n] ?? emptyDigest));
    if (differing.length > 0) faults.push(`${collection}: ${differing.length} buckets differ`);
    if (!equalDigests(own.reduce(joinDigests, emptyDigest), pulled.digest))
      faults.push(`${collection}: the last page's digest is not that of the pages`);
    documents[collection] = living.length;
    picture[collection] = new Map(living.map(each => [each.id, textOf(collection, each)]));
  }
  await using shop = createShopifySimulator({ records });
  const expected = expectedPicture(shop, reader.locationId, Date.now());
  return { faults: [...faults, ...differences('the mirror', expected, picture)], documents };
}
