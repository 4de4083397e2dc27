import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { aCart } from '@tidemark/schema/testing';
import type { RequestAttack } from '../attack.ts';
import type { Site } from '../site.ts';

const push = '/api/replication/carts/push';
const json = { 'content-type': 'application/json' };
const megabyte = 1024 * 1024;

/** A push that the server answers row by row, whatever is in it. */
function aPush(site: Site, more = 0): string {
  const cart = aCart({ ...site.author, id: 'cart-of-bodies' } as never);
  return JSON.stringify({
    rows: [{ newDocumentState: { ...cart, _deleted: true } }],
    filler: 'x'.repeat(more),
  });
}

const pushed = (
  site: Site,
  headers: Record<string, string> = {},
  body: string | Uint8Array = aPush(site),
) => ({
  path: push,
  body,
  headers: { ...site.bearer, ...json, ...headers },
});

const bombs: readonly [string, (bytes: Uint8Array) => Uint8Array][] = [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
];

const unreadable: readonly [string, Record<string, string>, string][] = [
  ['a charset that nobody has', { 'content-type': 'application/json; charset=klingon' }, '{}'],
  ['a body that is no gzip', { 'content-encoding': 'gzip' }, 'no gzip'],
  ['an encoding that nobody has', { 'content-encoding': 'zip' }, '{}'],
  ['half of a JSON', {}, '{"rows":['],
  ['a JSON that is a word', {}, '"push"'],
  ['an empty body', {}, ''],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'rows=1'],
  ['JSON a million deep', {}, '['.repeat(1_000_000)],
  ['objects a hundred thousand deep', {}, '{"rows":'.repeat(100_000)],
];

const strangersPaths = [
  '/api/session/key',
  '/api/session/people',
  '/api/status/moved',
  '/api/sync',
  '/api/find',
  '/api/lookup',
  push,
  '/api/replication/sales/decision',
  '/api/nothing',
];

export const bodies: readonly RequestAttack[] = [
  ...strangersPaths.map((path): RequestAttack => ({
    rule: 'A4',
    name: `${path}: eight megabytes of a stranger are not read`,
    // If the server read it, unreadable JSON would be 400, and a long body 413.
    attack: { path, body: `{${'x'.repeat(8 * megabyte)}` },
    holds: { status: 401, code: 'not-signed-in' },
    control: site => pushed(site, {}, aPush(site, 4 * megabyte)),
  })),
  {
    rule: 'A4',
    name: 'a body that is announced and never sent keeps nobody waiting',
    attack: {
      path: push,
      method: 'POST',
      headers: { ...json, 'content-length': String(8 * megabyte) },
    },
    holds: { status: 401, code: 'not-signed-in' },
    control: site => pushed(site),
  },
  {
    rule: 'A4',
    name: 'a sign-in of 17 kB',
    attack: site => ({ path: '/api/session', body: { ...aSignIn(site), filler: 'x'.repeat(17 * 1024) } }),
    holds: { status: 413, code: 'too-large' },
    control: site => ({ path: '/api/session', body: { ...aSignIn(site), filler: 'x'.repeat(15 * 1024) } }),
  },
  {
    rule: 'A4',
    name: 'a push of nine megabytes',
    attack: site => pushed(site, {}, aPush(site, 9 * megabyte)),
    holds: { status: 413, code: 'too-large' },
    control: site => pushed(site, {}, aPush(site, 7 * megabyte)),
  },
  {
    rule: 'A4',
    name: 'a search of 300 kB',
    attack: site => ({
      path: '/api/find',
      headers: site.bearer,
      body: { kind: 'products', query: 'mug', filler: 'x'.repeat(300_000) },
    }),
    holds: { status: 413, code: 'too-large' },
    control: site => ({
      path: '/api/find',
      headers: site.bearer,
      body: { kind: 'products', query: 'mug', filler: 'x'.repeat(200_000) },
    }),
  },
  ...bombs.map(([encoding, pack]): RequestAttack => ({
    rule: 'H7',
    name: `a ${encoding} bomb of thirty megabytes`,
    attack: site => pushed(site, { 'content-encoding': encoding }, pack(Buffer.alloc(30 * megabyte, 0x20))),
    holds: { status: 413, code: 'too-large' },
    control: site => pushed(site, { 'content-encoding': encoding }, pack(Buffer.from(aPush(site)))),
  })),
  {
    rule: 'H7',
    name: 'a gzip bomb as a sign-in',
    attack: {
      path: '/api/session',
      body: gzipSync(Buffer.alloc(10 * megabyte, 0x20)),
      headers: { ...json, 'content-encoding': 'gzip' },
    },
    holds: { status: 413, code: 'too-large' },
    control: site => ({
      path: '/api/session',
      body: gzipSync(JSON.stringify(aSignIn(site))),
      headers: { ...json, 'content-encoding': 'gzip' },
    }),
  },
  ...unreadable.map(([name, headers, body]): RequestAttack => ({
    rule: name.includes('deep') ? 'H8' : 'A15',
    name,
    attack: site => pushed(site, headers, body),
    holds: { status: 400, code: 'invalid-request' },
    control: site => pushed(site),
  })),
  ...['__proto__', 'constructor'].map((key): RequestAttack => ({
    rule: 'H9',
    name: `${key} in a sign-in and in a row makes nobody more than they are`,
    attack: site =>
      pushed(
        site,
        {},
        `{"rows":[{"newDocumentState":{"id":"p","_deleted":false,"${key}":{"polluted":1}}}],"${key}":{"prototype":{"polluted":1}}}`,
      ),
    holds: { status: 200, has: /"refused"/ },
    control: site => pushed(site),
  })),
];

function aSignIn(site: Site): object {
  return { shop: site.shop, staff: site.staff, pin: site.pin, till: { id: site.identity.tillId } };
}
