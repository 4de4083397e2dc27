import { createHmac } from 'node:crypto';
import type { RequestAttack } from '../attack.ts';
import type { Site } from '../site.ts';
import type { Asked } from '../wire.ts';

const secrets = /root:|BEGIN|"devDependencies"|SQLite|export function/;

const traversals = [
  '/../../../../etc/passwd',
  '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/assets/..%2f..%2fdata%2fsession-secret',
  '/assets/../../data/mirror.sqlite',
  '/assets/%2e%2e%5c%2e%2e%5cdata%5cmirror.sqlite',
  '/assets/....//....//etc/passwd',
  '/embed/..%2findex.html%00.js',
  '//etc/passwd',
  '/.env',
  '/assets/%00',
];

const foreignOrigins: readonly (string | ((site: Site) => string))[] = [
  'https://evil.example',
  'null',
  site => `${site.goodOrigin}.evil.example`,
  site => site.goodOrigin.replace('://', '://evil-'),
  site => site.goodOrigin.replace(/^https?:/, 'ftp:').concat('x'),
];

const heads = '/api/replication/heads';

export const pages: readonly RequestAttack[] = [
  ...traversals.map((path): RequestAttack => ({
    rule: 'H16',
    name: `a file of somewhere else by ${path}`,
    attack: { path },
    holds: { status: [200, 400, 403, 404], lacks: secrets },
    control: { path: '/assets/main.js' },
    succeeds: { status: 200, has: /^export/ },
  })),
  ...foreignOrigins.flatMap((origin, n): RequestAttack[] => {
    const of = (site: Site) => (typeof origin === 'string' ? origin : origin(site));
    return [
      {
        rule: 'H18',
        name: `page ${n} of another origin reads nothing`,
        attack: site => ({ path: heads, headers: { ...site.bearer, origin: of(site) } }),
        holds: { status: 200, headers: { 'access-control-allow-origin': null } },
        control: site => ({ path: heads, headers: { ...site.bearer, origin: site.goodOrigin } }),
        succeeds: { status: 200, headers: { 'access-control-allow-origin': /^http/ } },
      },
      {
        rule: 'H18',
        name: `page ${n} of another origin may not ask by a token`,
        attack: site => preflight(of(site)),
        holds: { status: [204, 401], headers: { 'access-control-allow-origin': null } },
        control: site => preflight(site.goodOrigin),
        succeeds: { status: 204, headers: { 'access-control-allow-origin': /^http/ } },
      },
    ];
  }),
  {
    rule: 'H18',
    name: 'no page of another origin asks with cookies',
    attack: site => ({ path: heads, headers: { ...site.bearer, origin: site.goodOrigin, cookie: 'a=b' } }),
    holds: { status: 200, headers: { 'access-control-allow-credentials': null, 'set-cookie': null } },
    control: site => ({ path: heads, headers: site.bearer }),
  },
  ...['/', '/sales', '/api/status', '/healthz'].map((path): RequestAttack => ({
    rule: 'H17',
    name: `${path} is not framed, runs no foreign code and is no other type`,
    attack: site => ({ path, headers: site.bearer }),
    holds: {
      status: 200,
      headers: {
        'content-security-policy': /default-src 'self';script-src 'self';.*frame-ancestors 'self'$/,
        'x-content-type-options': /^nosniff$/,
        'x-powered-by': null,
      },
    },
    control: { path: '/' },
  })),
  {
    rule: 'H17',
    name: 'a title with a script comes as JSON, and as nothing else',
    attack: async site => {
      const title = '<script>alert(1)</script>';
      const present = {
        kind: 'present',
        scope: '',
        sourceUpdatedAt: Date.now(),
        readAt: Date.now(),
      } as const;
      const { documents } = await site.asTill<{ documents: object[] }>({
        path: '/api/replication/products/pull?limit=1',
      });
      const { rev: _rev, _deleted, ...first } = documents[0] as Record<string, unknown>;
      await site.server.store.mirror.commit(site.shop, 'products', [
        { ...present, document: { ...first, id: '666666', title } as never },
      ]);
      return { path: '/api/replication/products/documents', headers: site.bearer, body: { ids: ['666666'] } };
    },
    holds: {
      status: 200,
      has: /<script>/,
      headers: { 'content-type': /^application\/json/, 'x-content-type-options': /^nosniff$/ },
    },
    control: site => ({ path: '/api/replication/products/pull?limit=1', headers: site.bearer }),
  },
  {
    rule: 'H17',
    name: 'what is wrong with an address is not said as a page',
    attack: site => ({ path: '/api/<script>alert(1)</script>', headers: site.bearer }),
    holds: { status: 404, headers: { 'content-type': /^application\/json/ } },
    control: site => ({ path: '/api/status', headers: site.bearer }),
  },
  ...(
    [
      ['unsigned', site => proxied(site, { secret: '' })],
      ['signed by somebody else', site => proxied(site, { secret: 'guess' })],
      ['signed two minutes ago', site => proxied(site, { ageSeconds: 120 })],
      ['of another shop', site => proxied(site, { shop: 'other.myshopify.com' })],
    ] as readonly [string, (site: Site) => Asked][]
  ).map(([name, attack]): RequestAttack => ({
    rule: 'H13',
    name: `the page behind the app proxy, ${name}`,
    attack,
    holds: { status: [401, 404], lacks: /tide-pos/ },
    control: site => proxied(site),
    // The demo has no public address that a shop could show.
    succeeds: { status: [200, 503] },
  })),
];

function preflight(origin: string): Asked {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };
  return { method: 'OPTIONS', path: heads, headers };
}

function proxied(site: Site, { secret = site.webhookSecret, ageSeconds = 0, shop = site.shop } = {}): Asked {
  const query: [string, string][] = [
    ['logged_in_customer_id', ''],
    ['path_prefix', '/apps/tidemark'],
    ['shop', shop],
    ['timestamp', String(Math.trunc(Date.now() / 1000) - ageSeconds)],
  ];
  const text = query.map(each => each.join('=')).join('');
  const signature = createHmac('sha256', secret || 'nothing')
    .update(text)
    .digest('hex');
  const all = new URLSearchParams([...query, ...(secret === '' ? [] : [['signature', signature]])] as [
    string,
    string,
  ][]);
  return { path: `/proxy?${all}` };
}
