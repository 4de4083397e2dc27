import { covers, parseCheckpoint } from '@tidemark/protocol';
import { collectionNames } from '@tidemark/schema';
import { must, mustEqual } from '../broken.ts';
import type { Bench, Check } from '../check.ts';
import { atOnePlace } from './digest.ts';

/** @throws Broken unless pulling on brings the bench's copies to these heads. */
async function mustReach(bench: Bench, heads: Readonly<Record<string, string>>, what: string) {
  for (const collection of collectionNames) {
    const replica = await bench.replica(collection);
    await replica.pull(bench.client, 1000);
    const wanted = heads[collection] ?? '';
    must(
      covers(parseCheckpoint(replica.checkpoint ?? ''), parseCheckpoint(wanted)),
      `${collection}: ${what} says ${wanted}, and pulls end at ${replica.checkpoint}`,
    );
  }
}

export const headsChecks: readonly Check[] = [
  {
    id: 'C-H1',
    rule: 'Heads name the newest place of each collection, where pulls end.',
    async run(bench) {
      const heads = await bench.client.heads();
      await mustReach(bench, heads, 'the list of heads');
      const { replica, digest } = await atOnePlace(bench, 'products');
      const again = await bench.client.heads();
      if (digest.checkpoint === replica.checkpoint && again.products === heads.products)
        mustEqual(heads.products, replica.checkpoint, 'the head of products');
    },
  },
  {
    id: 'C-H2',
    rule: 'Heads asked for again with If-None-Match are answered 304 without a body while nothing changed.',
    async run({ client }) {
      for (let tries = 0; tries < 5; tries++) {
        const first = await client.ask('/api/replication/heads');
        const tag = first.headers.get('etag');
        must(tag !== null, 'heads have no ETag');
        const again = await client.ask('/api/replication/heads', { headers: { 'if-none-match': tag } });
        if (again.status === 200 && again.text !== first.text) continue;
        must(again.status === 304, `unchanged heads were answered ${again.status}`);
        must(again.text === '', 'a 304 has a body');
        return;
      }
      must(false, 'heads changed at each of five looks');
    },
  },
  {
    id: 'C-B1',
    rule: 'The barrier’s heads are covered by pulls made after it.',
    async run(bench) {
      const { heads, readAt, shopify } = await bench.client.sync();
      must(shopify !== 'read' || readAt !== null, 'Shopify was read, and readAt says it never was');
      await mustReach(bench, heads, 'the barrier');
    },
  },
];
