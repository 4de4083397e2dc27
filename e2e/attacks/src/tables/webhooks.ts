import { createHmac } from 'node:crypto';
import type { PlayedAttack, RequestAttack } from '../attack.ts';
import type { Site } from '../site.ts';
import type { Asked } from '../wire.ts';

const megabyte = 1024 * 1024;
let events = 0;

function webhook(
  site: Site,
  change: {
    body?: string | Buffer;
    secret?: string | null;
    headers?: Record<string, string>;
    event?: string;
  } = {},
): Asked {
  const body = change.body ?? `{"id":${++events}}`;
  const secret = change.secret === undefined ? site.webhookSecret : change.secret;
  return {
    path: '/webhooks/shopify',
    body,
    headers: {
      'x-shopify-topic': 'products/update',
      'x-shopify-shop-domain': site.shop,
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': change.event ?? `attack-${++events}`,
      'x-shopify-event-id': change.event ?? `attack-${++events}`,
      ...(secret === null
        ? {}
        : { 'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64') }),
      ...change.headers,
    },
  };
}

const unsigned: readonly [string, (site: Site) => Asked, number?][] = [
  ['without a signature', site => webhook(site, { secret: null })],
  ['signed by somebody else', site => webhook(site, { secret: 'guess' })],
  ['signed by nothing', site => webhook(site, { secret: '' })],
  ['with an empty signature', site => webhook(site, { headers: { 'x-shopify-hmac-sha256': '' } }), 400],
  ['with a signature of another body', site => ({ ...webhook(site), body: '{"id":666}' })],
  [
    'with the signature in hexadecimal',
    site =>
      webhook(site, {
        headers: {
          'x-shopify-hmac-sha256': createHmac('sha256', site.webhookSecret).update('{}').digest('hex'),
        },
        body: '{}',
      }),
  ],
  [
    'with broken bytes and a wrong signature',
    site => webhook(site, { secret: 'guess', body: Buffer.from('{"id":5,"title":"Caf\xe9"}', 'latin1') }),
  ],
];

const strange = [
  '{"admin_graphql_api_id":"gid://shopify/Product/"}',
  '{"admin_graphql_api_id":"x","id":[]}',
  '{"id":{"$gt":0}}',
  '[]',
  'null',
  'no json',
  '['.repeat(100_000),
];

export const webhooks: readonly RequestAttack[] = [
  ...unsigned.map(([name, attack, status]): RequestAttack => ({
    rule: 'H13',
    name: `a webhook ${name}`,
    attack,
    holds: { status: status === undefined ? 401 : [401, status] },
    control: site => webhook(site),
  })),
  {
    rule: 'H13',
    name: 'a webhook of another shop, signed as ours',
    attack: site => webhook(site, { headers: { 'x-shopify-shop-domain': 'other.myshopify.com' } }),
    holds: { status: 404, code: 'not-found' },
    control: site => webhook(site),
  },
  {
    rule: 'A4',
    name: 'a webhook of 25 MB without a signature is not read',
    attack: site => webhook(site, { secret: null, body: 'x'.repeat(25 * megabyte) }),
    holds: { status: 401, code: 'not-signed-in' },
    control: site => webhook(site),
  },
  {
    rule: 'A20',
    name: 'a webhook of 25 MB that somebody else signed',
    attack: site => webhook(site, { body: large(25), secret: 'guess' }),
    holds: { status: 401, code: 'not-signed-in' },
    control: site => webhook(site, { body: large(25) }),
  },
  ...strange.map((body): RequestAttack => ({
    rule: 'A15',
    name: `a signed webhook that says ${body.slice(0, 50)}`,
    attack: site => webhook(site, { body }),
    holds: { status: 200 },
    control: site => webhook(site),
  })),
];

const large = (megabytes: number) => `{"id":${++events},"title":"${'x'.repeat(megabytes * megabyte)}"}`;

const strangeOnes = (site: Site, secret?: string): Asked[] =>
  [Buffer.from(`{"id":${++events},"title":"Caf\xe9"}`, 'latin1'), '{"title":"x"}'].map(body =>
    webhook(site, { body, ...(secret === undefined ? {} : { secret }) }),
  );

/** How many of these requests the server counts as stored webhooks. */
async function stored(site: Site, requests: readonly Asked[]): Promise<number> {
  const count = async () => {
    const headers = site.metricsToken === undefined ? {} : { authorization: `Bearer ${site.metricsToken}` };
    const { text } = await site.ask({ path: '/metrics', headers });
    return Number(/^tidemark_webhooks_total\{result="stored"\} (\d+)/m.exec(text)?.[1] ?? 0);
  };
  const before = await count();
  for (const each of requests) await site.ask(each);
  return (await count()) - before;
}

export const webhookPlays: readonly PlayedAttack[] = [
  {
    rule: 'H13',
    name: 'a webhook that is replayed ten times is stored once',
    attack: site =>
      stored(
        site,
        Array.from({ length: 10 }, () => webhook(site, { event: 'replayed', body: '{"id":77}' })),
      ),
    holds: 1,
    control: site => stored(site, [webhook(site), webhook(site)]),
    succeeds: 2,
  },
  {
    rule: 'A20',
    name: 'a webhook with broken bytes, or that names nothing, is noted where Shopify signed it alone',
    attack: site => stored(site, strangeOnes(site, 'guess')),
    holds: 0,
    control: site => stored(site, strangeOnes(site)),
    succeeds: 2,
  },
];
