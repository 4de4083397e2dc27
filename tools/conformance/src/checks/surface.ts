import { signatureHeader } from '@tidemark/journal';
import {
  findResponseSchema,
  lookupResponseSchema,
  protocolHeader,
  statusResponseSchema,
} from '@tidemark/protocol';
import type { Product } from '@tidemark/schema';
import { fits, must, mustEqual } from '../broken.ts';
import type { Check } from '../check.ts';
import { ask, success } from '../client.ts';

const askedHeaders = ['authorization', 'content-type', 'if-none-match', protocolHeader, signatureHeader];

export const surfaceChecks: readonly Check[] = [
  {
    id: 'C-L1',
    rule: 'A look-up of a code that a pulled product has says in-mirror and names it; of no code, that nobody has it.',
    async run(bench) {
      const lookup = async (code: string) => {
        const answer = await bench.client.ask('/api/lookup', { body: { code } });
        return fits(lookupResponseSchema, success(answer, 'the look-up'), 'the look-up');
      };
      const none = await lookup(`none-${bench.newId()}`);
      must(
        none.cause === 'not-in-shopify' || none.cause === 'shopify-unreachable',
        `a code of nobody was answered ${none.cause}`,
      );
      mustEqual(none.matches, [], 'what matches a code of nobody');
      const products = (await bench.replica('products')).living as unknown as Product[];
      const codes = products.flatMap(({ id, variants }) =>
        variants.flatMap(({ barcode }) => (barcode ? [{ id, barcode }] : [])),
      );
      const [known] = codes.filter(
        ({ barcode }) => codes.filter(each => each.barcode === barcode).length === 1,
      );
      if (!known) return;
      const { cause, matches } = await lookup(known.barcode);
      if (cause === 'in-mirror')
        mustEqual(
          matches.map(each => each.productId),
          [known.id],
          'what matches',
        );
      else
        must(
          ['draft', 'archived', 'not-published', 'not-at-location', 'ambiguous'].includes(cause),
          `a code of products/${known.id} was answered ${cause}`,
        );
    },
  },
  {
    id: 'C-F1',
    rule: 'A search brings at most as many as it may, each with a state, and its document where the mirror has it.',
    async run({ client, replica }) {
      const [product] = (await replica('products')).living as unknown as Product[];
      if (!product) return;
      const answer = await client.ask('/api/find', {
        body: { kind: 'products', query: product.title.slice(0, 200) },
      });
      const { found, documents } = fits(findResponseSchema, success(answer, 'the search'), 'the search');
      must(
        found.some(each => each.id === product.id),
        `a search for the title of products/${product.id} does not find it`,
      );
      const has = new Set(documents.map(each => each.id));
      const bare = found.find(each => each.state === 'in-mirror' && !has.has(each.id));
      must(bare === undefined, `products/${bare?.id} is found in the mirror, and its document is not there`);
    },
  },
  {
    id: 'C-T1',
    rule: 'The status counts what is in the mirror.',
    async run({ client, replica }) {
      const status = fits(
        statusResponseSchema,
        success(await client.ask('/api/status'), 'the status'),
        'the status',
      );
      const products = await replica('products');
      if ((await client.heads()).products === products.checkpoint)
        mustEqual(status.collections.products?.mirror, products.living.length, 'how many products there are');
    },
  },
  {
    id: 'C-Z1',
    rule: 'A page is the same in every encoding that the client takes, and plain for one that takes none.',
    async run({ client, replica }) {
      const { checkpoint } = await replica('products');
      const texts = new Set<string>();
      for (const encoding of ['identity', 'gzip', 'br']) {
        const headers = { 'accept-encoding': encoding };
        const answer = await client.ask('/api/replication/products/pull?limit=20', { headers });
        const used = answer.headers.get('content-encoding') ?? 'identity';
        must(used === encoding || used === 'identity', `a client that takes ${encoding} was sent ${used}`);
        texts.add(JSON.stringify(JSON.parse(answer.text)));
      }
      if ((await client.heads()).products === checkpoint)
        must(texts.size === 1, 'the same page differs from one encoding to another');
    },
  },
  {
    id: 'C-O1',
    rule: 'A browser’s preflight from an origin that is let in is answered with that origin and the protocol’s headers.',
    needs: ['origin'],
    async run({ account, origin }) {
      const answer = await ask(account.server, '/api/replication/products/pull', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': askedHeaders.join(','),
        },
      });
      must(answer.status < 300, `the preflight was answered ${answer.status}`);
      mustEqual(answer.headers.get('access-control-allow-origin'), origin, 'the origin that is let in');
      const allowed = (answer.headers.get('access-control-allow-headers') ?? '')
        .toLowerCase()
        .split(/\s*,\s*/);
      const missing = askedHeaders.filter(each => !allowed.includes(each));
      must(missing.length === 0, `the preflight does not allow ${missing.join(', ')}`);
    },
  },
  {
    id: 'C-O2',
    rule: 'An origin that is not let in is not named in an answer, and neither is every one.',
    async run({ client }) {
      const headers = { origin: 'https://foreign.invalid' };
      const { headers: answered } = await client.ask('/api/replication/heads', { headers });
      const named = answered.get('access-control-allow-origin');
      must(named !== '*' && named !== headers.origin, `a foreign origin was answered with ${named}`);
    },
  },
];
