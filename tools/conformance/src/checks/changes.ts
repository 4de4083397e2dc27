import { covers, equalDigests, formatCheckpoint, parseCheckpoint } from '@tidemark/protocol';
import { must, mustEqual } from '../broken.ts';
import type { Bench, Check } from '../check.ts';
import type { Replica, WireDocument } from '../replica.ts';
import { atOnePlace } from './digest.ts';

/** Pulls until the document arrives. @throws Broken if it does not within the bench's `patienceMs`. */
async function arrived(bench: Bench, replica: Replica, id: string): Promise<WireDocument> {
  const end = bench.now() + bench.patienceMs;
  for (;;) {
    const found = (await replica.pull(bench.client, 50)).find(each => each.id === id);
    if (found) return found;
    must(bench.now() < end, `a change of products/${id} came by no pull within ${bench.patienceMs} ms`);
    await bench.client.sync();
  }
}

/** The place of a document's newest change after `from`; undefined if there is none. */
async function placeOf({ client }: Bench, id: string, from: string): Promise<string | undefined> {
  let place = from;
  for (;;) {
    const page = await client.pull('products', place, 1);
    if (page.documents.length === 0) return undefined;
    place = page.checkpoint;
    if (page.documents[0]?.id === id) return place;
  }
}

export const changeChecks: readonly Check[] = [
  {
    id: 'C-B2',
    rule: 'The barrier answers after it read the shop: its heads cover what changed before the question.',
    needs: ['change'],
    async run(bench) {
      const before = (await bench.client.heads()).products;
      const id = await bench.change('edit');
      const { heads, shopify } = await bench.client.sync();
      must(shopify === 'read', `the shop is not read now (${shopify}): try again`);
      const place = await placeOf(bench, id, before);
      must(
        place !== undefined,
        `after the barrier, no pull from ${before} brings the change of products/${id}`,
      );
      must(
        covers(parseCheckpoint(heads.products), parseCheckpoint(place)),
        `products/${id} changed before the question, at ${place}; the barrier says ${heads.products}`,
      );
    },
  },
  {
    id: 'C-C1',
    rule: 'A change comes by a pull from the place before it, with another rev; the digest follows.',
    needs: ['change'],
    async run(bench) {
      const replica = await bench.freshReplica('products');
      const before = new Map(replica.documents);
      const id = await bench.change('edit');
      const now = await arrived(bench, replica, id);
      must(now.rev !== before.get(id)?.rev, `products/${id} changed, and its rev did not`);
      await mustStillEqual(bench, replica);
    },
  },
  {
    id: 'C-C2',
    rule: 'A deletion comes as a tombstone by a pull from any place before it, and by id; the digest counts it no more.',
    needs: ['change'],
    async run(bench) {
      const replica = await bench.freshReplica('products');
      const id = await bench.change('delete');
      must(
        replica.documents.get(id)?._deleted === false,
        `products/${id} was not there before it was deleted`,
      );
      const gone = await arrived(bench, replica, id);
      must(gone._deleted, `products/${id} was deleted, and came as a living document`);
      mustEqual(Object.keys(gone).sort(), ['_deleted', 'id', 'rev'], 'what a tombstone has');
      const { documents } = await bench.client.documents('products', [id]);
      mustEqual(documents, [gone], `products/${id} asked for by id`);
      await mustStillEqual(bench, replica);
    },
  },
  {
    id: 'C-C3',
    rule: 'An earlier checkpoint is served as long as its epoch lasts, and leads to the same end.',
    needs: ['change'],
    async run(bench) {
      const { replica } = await atOnePlace(bench, 'products');
      const { epoch } = parseCheckpoint(replica.checkpoint ?? '');
      const page = await bench.client.pull('products', formatCheckpoint({ epoch, seq: 0 }), 5);
      const begun = await bench.client.pull('products', undefined, 5);
      mustEqual(page.documents, begun.documents, 'the first page, from seq 0 and from nothing');
    },
  },
];

async function mustStillEqual(bench: Bench, replica: Replica): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    const { checkpoint, buckets } = await bench.client.digest('products');
    if (checkpoint === replica.checkpoint) {
      const own = replica.buckets();
      const wrong = buckets.findIndex((each, n) => !equalDigests(each, own[n] ?? each));
      must(wrong === -1, `after the change, bucket ${wrong} is not that of what was pulled`);
      return;
    }
    await replica.pull(bench.client, 1000);
  }
  must(false, 'the digest is never as of the place that pulls end at');
}
