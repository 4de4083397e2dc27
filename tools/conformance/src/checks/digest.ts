import { bucketCount, bucketOf, bucketResponseSchema, equalDigests } from '@tidemark/protocol';
import { fits, must, mustEqual } from '../broken.ts';
import type { Bench, Check } from '../check.ts';
import { success, type Replicated } from '../client.ts';
import type { Replica } from '../replica.ts';
import { replicated } from './pull.ts';

/** A copy and the server's digest at the same place; retries if the shop changed between the two. */
export async function atOnePlace(bench: Bench, collection: Replicated) {
  const replica = await bench.replica(collection);
  for (let tries = 0; tries < 10; tries++) {
    const digest = await bench.client.digest(collection);
    if (digest.checkpoint === replica.checkpoint) return { replica, digest };
    await replica.pull(bench.client, 1000);
  }
  must(false, `${collection}: the digest is never as of the place that pulls end at (${replica.checkpoint})`);
  throw new Error('unreachable');
}

async function listing({ client }: Bench, collection: Replicated, bucket: number) {
  const answer = await client.ask(`/api/replication/${collection}/digest?bucket=${bucket}`);
  return fits(bucketResponseSchema, success(answer, `bucket ${bucket}`), `bucket ${bucket} of ${collection}`);
}

function entriesOf(replica: Replica, bucket: number) {
  return replica.living
    .filter(each => bucketOf(each.id) === bucket)
    .map(({ id, rev }) => ({ id, rev }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export const digestChecks: readonly Check[] = [
  {
    id: 'C-D1',
    rule: 'The digest’s buckets are those of what is pulled up to the same checkpoint.',
    async run(bench) {
      for (const collection of replicated) {
        const { replica, digest } = await atOnePlace(bench, collection);
        const own = replica.buckets();
        const wrong = digest.buckets.findIndex((each, n) => !equalDigests(each, own[n] ?? each));
        must(
          wrong === -1,
          () =>
            `${collection}: bucket ${wrong} at ${digest.checkpoint} is ${JSON.stringify(digest.buckets[wrong])}, what was pulled ${JSON.stringify(own[wrong])}`,
        );
      }
    },
  },
  {
    id: 'C-D2',
    rule: 'The list of a bucket has the id and rev of each living document in it.',
    async run(bench) {
      for (const collection of replicated) {
        const { replica } = await atOnePlace(bench, collection);
        const [first] = replica.living;
        const full = first ? bucketOf(first.id) : 0;
        for (const bucket of [full, (full + 1) % bucketCount]) {
          const { checkpoint, entries } = await listing(bench, collection, bucket);
          if (checkpoint !== replica.checkpoint) continue;
          const sorted = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
          mustEqual(sorted, entriesOf(replica, bucket), `${collection}: the list of bucket ${bucket}`);
        }
      }
    },
  },
  {
    id: 'C-D3',
    rule: 'Documents asked for by id are those that pulls bring; ids that are unknown are left out.',
    async run(bench) {
      const { replica } = await atOnePlace(bench, 'products');
      const some = replica.living.slice(0, 5);
      const { documents, checkpoint } = await bench.client.documents('products', [
        ...some.map(each => each.id),
        'no-such-id',
      ]);
      if (checkpoint !== replica.checkpoint) return;
      const byId = new Map(documents.map(each => [each.id, each]));
      must(byId.size === some.length, `${some.length} known ids were answered by ${byId.size} documents`);
      for (const each of some) mustEqual(byId.get(each.id), each, `products/${each.id}`);
    },
  },
];
