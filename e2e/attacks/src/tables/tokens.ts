import { SignJWT } from 'jose';
import type { RequestAttack } from '../attack.ts';
import type { Site } from '../site.ts';
import type { Asked } from '../wire.ts';

const nothingMuch = { rows: [{ newDocumentState: { id: 'x', _deleted: true } }] };

/** A valid request for every route that is for tills. */
const routes: readonly [string, Asked][] = [
  ['status', { path: '/api/status' }],
  ['sync', { path: '/api/sync', body: { trigger: 'manual' } }],
  ['audit', { path: '/api/audit', body: {} }],
  ['lookup', { path: '/api/lookup', body: { code: 'nobody-has-this' } }],
  ['find', { path: '/api/find', body: { kind: 'products', query: 'mug' } }],
  ['heads', { path: '/api/replication/heads' }],
  ['stream', { path: '/api/replication/stream' }],
  ['pull', { path: '/api/replication/products/pull?limit=5' }],
  ['pull of customers', { path: '/api/replication/customers/pull?limit=5' }],
  ['pull of sales', { path: '/api/replication/sales/pull?limit=5' }],
  ['digest', { path: '/api/replication/products/digest' }],
  ['documents', { path: '/api/replication/customers/documents', body: { ids: ['1'] } }],
  ['push', { path: '/api/replication/carts/push', body: nothingMuch }],
];

async function jwt(
  site: Site,
  change: { audience?: string; endless?: boolean; shop?: unknown; alg?: string },
) {
  const { shop, staffId, tillId, locationId } = site.identity;
  const made = new SignJWT({ shop: change.shop ?? shop, till: tillId, location: locationId })
    .setProtectedHeader({ alg: change.alg ?? 'HS256' })
    .setSubject(staffId)
    .setAudience(change.audience ?? 'tidemark-till')
    .setIssuedAt();
  return (change.endless ? made : made.setExpirationTime('1h')).sign(site.secret);
}

const unsigned = (site: Site, alg: string) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { shop, staffId, tillId, locationId } = site.identity;
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const claims = { shop, till: tillId, location: locationId, sub: staffId, aud: 'tidemark-till', exp };
  return `${part({ alg })}.${part(claims)}.`;
};

const foreign = new TextEncoder().encode('another-secret-of-another-server-1');

/** Tried on every route. */
const forged: readonly [string, (site: Site) => string | undefined | Promise<string>][] = [
  ['no token', () => undefined],
  ['an altered token', site => alter(site.session.token)],
  ['a token that ended', site => site.token({}, site.secret, Date.now() - 17 * 3_600_000)],
  ['a token of another server', site => site.token({}, foreign)],
];

/** Tried on one route: they are read by one function. */
const odd: readonly [string, (site: Site) => string | Promise<string>][] = [
  ['a token with alg none', site => unsigned(site, 'none')],
  ['a token with alg NONE', site => unsigned(site, 'NONE')],
  ['a token of HS512', site => jwt(site, { alg: 'HS512' })],
  ['a token without an end', site => jwt(site, { endless: true })],
  ['a token for somebody else', site => jwt(site, { audience: 'another-service' })],
  ['a token whose shop is a list', site => jwt(site, { shop: [site.shop] })],
  ['two tokens', site => `${site.session.token} ${site.session.token}`],
  ['the PIN as a token', site => site.pin],
];

export const tokens: readonly RequestAttack[] = [
  ...routes.flatMap(([route, asked]) =>
    forged.map(([name, make]): RequestAttack => ({
      rule: 'H1',
      name: `${route}: ${name}`,
      attack: async site => bearing(asked, await make(site)),
      holds: { status: 401, code: 'not-signed-in', lacks: /"documents"|"heads"/ },
      control: site => bearing(asked, site.session.token),
      ...(route === 'audit' ? { succeeds: { status: [200, 202] } } : {}),
    })),
  ),
  ...odd.map(([name, make]): RequestAttack => ({
    rule: 'H1',
    name,
    attack: async site => bearing({ path: '/api/status' }, await make(site)),
    holds: { status: 401, code: 'not-signed-in' },
    control: async site => bearing({ path: '/api/status' }, await jwt(site, {})),
  })),
  {
    rule: 'H1',
    name: 'the token in the address instead of the header',
    attack: site => ({ path: `/api/status?access_token=${site.session.token}&token=${site.session.token}` }),
    holds: { status: 401, code: 'not-signed-in' },
    control: site => bearing({ path: '/api/status' }, site.session.token),
  },
  {
    rule: 'H3',
    name: 'another shop’s documents by a parameter',
    attack: site =>
      bearing(
        { path: '/api/replication/products/pull?limit=5&shop=other.myshopify.com&shop=x' },
        site.session.token,
      ),
    holds: { status: 200, lacks: /other\.myshopify/ },
    control: site => bearing({ path: '/api/replication/products/pull?limit=5' }, site.session.token),
    succeeds: { status: 200, has: /"title"/ },
  },
  {
    rule: 'H3',
    name: 'documents of a shop that the token does not name',
    attack: async site =>
      bearing(
        { path: '/api/replication/products/pull?limit=5' },
        await site.token({ shop: 'other.myshopify.com' }),
      ),
    holds: { status: [200, 403], lacks: /"title"/ },
    control: async site => bearing({ path: '/api/replication/products/pull?limit=5' }, await site.token()),
    succeeds: { status: 200, has: /"title"/ },
  },
  ...(['sync', 'status', 'lookup', 'find'] as const).map((route): RequestAttack => ({
    rule: 'H3',
    name: `${route} for a shop that is not served here`,
    attack: async site => bearing(asked(route), await site.token({ shop: 'other.myshopify.com' })),
    holds: { status: 403, code: 'forbidden' },
    control: async site => bearing(asked(route), await site.token()),
  })),
];

function asked(route: string): Asked {
  return routes.find(([name]) => name === route)?.[1] ?? { path: '/' };
}

function bearing(asked: Asked, token: string | undefined): Asked {
  return {
    ...asked,
    headers: { ...asked.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  };
}

/** The same claims but for one letter. */
function alter(token: string): string {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { location: string };
  const other = Buffer.from(JSON.stringify({ ...said, location: `${said.location}1` })).toString('base64url');
  return [head, other, signature].join('.');
}
