import type { RequestAttack } from '../attack.ts';
import type { Site } from '../site.ts';

const asMonitor = (site: Site, path: string) => ({
  path,
  headers: site.metricsToken === undefined ? site.bearer : { authorization: `Bearer ${site.metricsToken}` },
});

const wrong: readonly [string, (site: Site) => Record<string, string>][] = [
  ['without a token', () => ({})],
  ['with a token that is wrong', () => ({ authorization: 'Bearer 1234567890123456' })],
  [
    'with the beginning of the token',
    site => ({ authorization: `Bearer ${site.metricsToken?.slice(0, 15)}` }),
  ],
  ['with a till’s token', site => site.bearer],
  [
    'with the token as a password',
    site => ({ authorization: `Basic ${Buffer.from(`x:${site.metricsToken}`).toString('base64')}` }),
  ],
];

const foreignHosts = [
  'evil.example',
  'localhost.evil.example',
  'evil.example:4000',
  'pos.harbour.example.evil.example',
];

export const monitoring: readonly RequestAttack[] = [
  ...wrong.flatMap(([name, headers]): RequestAttack[] => [
    {
      rule: 'A16',
      on: 'shop',
      name: `metrics ${name}`,
      attack: site => ({ path: '/metrics', headers: headers(site) }),
      holds: { status: 401, lacks: /tidemark_/ },
      control: site => asMonitor(site, '/metrics'),
      succeeds: { status: 200, has: /tidemark_streams/ },
    },
    {
      rule: 'A16',
      on: 'shop',
      name: `the whole health page ${name}`,
      attack: site => ({ path: '/healthz', headers: headers(site) }),
      holds: { status: 200, has: /^\{"ok":true\}$/ },
      control: site => asMonitor(site, '/healthz'),
      succeeds: { status: 200, has: /myshopify/ },
    },
  ]),
  ...foreignHosts.flatMap(host =>
    ['/api/replication/heads', '/healthz', '/metrics'].map((path): RequestAttack => ({
      rule: 'A16',
      name: `${path}, asked of ${host}`,
      attack: site => ({
        path,
        headers: { ...asMonitor(site, path).headers, ...(path.startsWith('/api') ? site.bearer : {}), host },
      }),
      holds: { status: 403, code: 'forbidden', lacks: /myshopify|tidemark_/ },
      control: site => ({
        path,
        headers: {
          ...asMonitor(site, path).headers,
          ...(path.startsWith('/api') ? site.bearer : {}),
          host: site.goodHost,
        },
      }),
    })),
  ),
  {
    rule: 'A16',
    name: 'a sign-in that is asked of another name',
    attack: site => ({ ...site.signInRequest(site.identity.tillId), headers: { host: 'evil.example' } }),
    holds: { status: 403, code: 'forbidden' },
    control: site => ({ ...site.signInRequest(site.identity.tillId), headers: { host: site.goodHost } }),
  },
  {
    rule: 'A16',
    name: 'the name of the proxy before us is no name of ours where there is none',
    on: 'demo',
    attack: site => ({
      path: '/api/status',
      headers: { ...site.bearer, host: 'evil.example', 'x-forwarded-host': 'localhost' },
    }),
    holds: { status: 403, code: 'forbidden' },
    control: site => ({
      path: '/api/status',
      headers: { ...site.bearer, 'x-forwarded-host': 'evil.example' },
    }),
  },
];
