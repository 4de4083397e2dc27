import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { aLocation, aProduct, aSale, someSettings } from '@tidemark/schema/testing';
import type { Ingest, IngestHealth, Submit, SubmitTrouble } from '@tidemark/exchange';
import { StoreError } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { LateRefusals, refusedAfterMs } from './auth/late-refusals.ts';
import { mayMonitor, type Monitoring } from './metrics/monitoring.ts';
import { hashPin } from './auth/pin.ts';
import { issueToken } from './auth/session.ts';

const shop = 'a.myshopify.com';
const secret = new TextEncoder().encode('x'.repeat(32));
const now = Date.UTC(2026, 10, 1);

let store: Awaited<ReturnType<typeof openMemoryMirror>>;
let server: Server;
let origin: string;
let posFolder: string;
let token: string;
let monitoring: Monitoring = 'open';
let blockedTills: Set<string>;
let noticed = 0;
let searching: (asked: object, signal: AbortSignal) => Promise<object>;
let trouble: StoreError | undefined;
let troubles: SubmitTrouble[];
let unreadable: Pick<IngestHealth, 'quarantined' | 'unreadable'>;
let closeStreams: () => void;
/** How long the app, not the tests, made refused sign-ins wait. */
let refusalWaits: number[];

/** Only the parts of ingest that the routes use. */
const ingest = {
  catchUp: async () => ({ heads: {}, readAt: null, shopify: 'unreachable', changed: 0 }),
  noticed: () => noticed++,
  status: async () => ({}),
  find: (request: object, locationId: string, signal: AbortSignal) =>
    searching({ ...request, locationId }, signal),
  health: async () => ({
    shopify: { circuit: 'closed' },
    imported: true,
    inbox: { waiting: 0, parked: 0 },
    lostSubscriptions: 0,
    refusedTopics: [],
    troubles: {},
    scores: [],
    neverArrived: {},
    ...unreadable,
  }),
} as unknown as Ingest;

/** Only the parts of submit that the routes use. */
const submit = {
  decide: async ({ id }: { id: string }) => (id === 'sale-0009' ? 'unknown' : 'decided'),
  health: async () => ({ counts: await store.records.counts(shop), troubles }),
  troubles: () => troubles,
} as unknown as Submit;

beforeEach(async () => {
  monitoring = 'open';
  blockedTills = new Set();
  noticed = 0;
  searching = async asked => asked;
  trouble = undefined;
  troubles = [];
  unreadable = { quarantined: 0, unreadable: [] };
  store = await openMemoryMirror();
  posFolder = await mkdtemp(join(tmpdir(), 'tidemark-pos-'));
  const present = (document: object) =>
    ({ kind: 'present', document, scope: '', sourceUpdatedAt: 1, readAt: 1 }) as never;
  await store.mirror.commit(shop, 'settings', [present(someSettings())]);
  await store.mirror.commit(shop, 'locations', [
    present(aLocation({ id: '1' })),
    present(aLocation({ id: '2', active: false })),
  ]);
  await store.mirror.commit(shop, 'products', [
    present(aProduct({ id: '1' })),
    present(aProduct({ id: '2' })),
  ]);
  await store.mirror.commit('b.myshopify.com', 'products', [present(aProduct({ id: '3' }))]);
  await store.register.saveStaff(shop, { id: 's', name: 'demo', pinHash: hashPin('1234') });
  refusalWaits = [];
  const { app, streams } = createApp({
    refusals: new LateRefusals(async ms => refusalWaits.push(ms)),
    mirror: store.mirror,
    records: store.records,
    inbox: store.inbox,
    register: store.register,
    storeTrouble: () => trouble,
    ingests: new Map([[shop, ingest]]),
    submits: new Map([[shop, submit]]),
    webhookSecrets: ['hush'],
    // Read at each request.
    get monitoring() {
      return monitoring;
    },
    sessionSecret: secret,
    lock: { idleMinutes: 3, offlineDays: 2 },
    language: 'de',
    blockedTills,
    corsOrigins: ['https://good.example'],
    allowLocalOrigins: false,
    imageOrigin: undefined,
    posFolder,
    version: 'test',
    now: () => now,
    log: pino({ level: 'silent' }),
  });
  closeStreams = () => streams[Symbol.dispose]();
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  token = await issueToken({ shop, staffId: 's', tillId: 'till-0001', locationId: '1' }, secret, now);
});

afterEach(async () => {
  closeStreams();
  await rm(posFolder, { recursive: true });
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await store[Symbol.asyncDispose]();
});

async function ask(path: string, init: RequestInit & { headers?: Record<string, string> } = {}) {
  const asked = { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } };
  try {
    return await fetch(origin + path, asked);
  } catch (error) {
    // The server closed a kept connection just then, as it does after five seconds without a request: it saw no
    // request.
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    if (code !== 'UND_ERR_SOCKET') throw error;
    return fetch(origin + path, asked);
  }
}

async function codeOf(response: Response) {
  return [response.status, ((await response.json()) as { code?: string }).code];
}

function signIn(change: object = {}) {
  const body = { shop, staff: 'demo', pin: '1234', till: { id: 'till-0001' }, ...change };
  return ask('/api/session', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

test.each([
  ['/api/replication/nonsense/pull?limit=5', 400, 'invalid-request'],
  ['/api/replication/products/pull?limit=0', 400, 'invalid-request'],
  ['/api/replication/products/pull?limit=5001', 400, 'invalid-request'],
  ['/api/replication/products/pull?limit=many', 400, 'invalid-request'],
  ['/api/replication/products/pull?limit=5&checkpoint=half', 400, 'invalid-request'],
  ['/api/replication/products/pull?limit=5&checkpoint=other:1', 410, 'checkpoint-lost'],
  ['/api/replication/products/pull?limit=5&checkpoint=e1:999', 410, 'checkpoint-lost'],
  ['/api/replication/products/digest?bucket=256', 400, 'invalid-request'],
  ['/api/nonsense', 404, 'not-found'],
])('[A1] %s is refused', async (path, status, code) => {
  expect(await codeOf(await ask(path))).toEqual([status, code]);
});

test('every answer under /api names the server’s time, a refusal too, and pages of other origins may read it', async () => {
  for (const path of ['/api/replication/heads', '/api/status', '/api/nowhere']) {
    const response = await fetch(`${origin}${path}`, { headers: { origin: 'https://good.example' } });

    expect(response.headers.get('tidemark-time')).toBe(String(now));
    expect(response.headers.get('access-control-expose-headers')).toContain('tidemark-time');
  }
});

test('[A2] no token, a foreign one, an old one: not signed in', async () => {
  const old = await issueToken(
    { shop, staffId: 's', tillId: 't', locationId: '1' },
    secret,
    now - 40 * 3_600_000,
  );
  const foreign = await issueToken(
    { shop, staffId: 's', tillId: 't', locationId: '1' },
    new TextEncoder().encode('y'.repeat(32)),
    now,
  );

  for (const authorization of ['', 'Bearer x', `Bearer ${old}`, `Bearer ${foreign}`]) {
    expect(await codeOf(await ask('/api/replication/heads', { headers: { authorization } }))).toEqual([
      401,
      'not-signed-in',
    ]);
  }
});

test('[A3] a till sees its own shop alone, whatever it asks', async () => {
  const other = await issueToken(
    { shop: 'b.myshopify.com', staffId: 's', tillId: 't', locationId: '1' },
    secret,
    now,
  );
  const pull = async (authorization: string) => {
    const response = await ask('/api/replication/products/pull?limit=10&shop=b.myshopify.com', {
      headers: { authorization },
    });
    return ((await response.json()) as { documents: { id: string }[] }).documents.map(each => each.id);
  };

  expect(await pull(`Bearer ${token}`)).toEqual(['1', '2']);
  expect(await pull(`Bearer ${other}`)).toEqual(['3']);
  const sync = await ask('/api/sync', {
    method: 'POST',
    body: '{"trigger":"login"}',
    headers: { authorization: `Bearer ${other}`, 'content-type': 'application/json' },
  });
  expect(await codeOf(sync)).toEqual([403, 'forbidden']);
});

test('[A4] a malformed or oversized body is refused', async () => {
  const post = (body: string) =>
    ask('/api/sync', { method: 'POST', body, headers: { 'content-type': 'application/json' } });

  expect(await codeOf(await post('{"trigger":'))).toEqual([400, 'invalid-request']);
  expect(await codeOf(await post('{"trigger":"whim"}'))).toEqual([400, 'invalid-request']);
  expect(await codeOf(await post(JSON.stringify({ trigger: 'x'.repeat(300_000) })))).toEqual([
    413,
    'too-large',
  ]);
});

test('[A5] a sign-in: right, wrong, unknown, too often', async () => {
  const right = (await (await signIn()).json()) as { location: { id: string }; shop: { currency: string } };
  expect(right).toMatchObject({ location: { id: '1' }, shop: { currency: 'EUR' }, staff: { name: 'demo' } });
  expect(await codeOf(await signIn({ pin: '9999' }))).toEqual([401, 'not-signed-in']);
  expect(await codeOf(await signIn({ staff: 'nobody' }))).toEqual([401, 'not-signed-in']);
  expect(await codeOf(await signIn({ shop: 'c.myshopify.com' }))).toEqual([401, 'not-signed-in']);
  expect(await codeOf(await signIn({ pin: '12' }))).toEqual([400, 'invalid-request']);
  expect(await codeOf(await signIn({ locationId: '2' }))).toEqual([403, 'forbidden']);
  for (let n = 0; n < 5; n++) await signIn({ pin: '9999' });
  const blocked = await signIn();
  expect(blocked.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await codeOf(blocked)).toEqual([429, 'busy']);
});

test('[A47] a refused sign-in waits before it is answered, and nobody else does', async () => {
  await signIn();
  await signIn({ pin: '12' });
  expect(refusalWaits).toEqual([]);

  await signIn({ pin: '9999' });
  expect(refusalWaits).toEqual([refusedAfterMs]);
  for (let n = 0; n < 6; n++) await signIn({ pin: '9999' });
  expect(refusalWaits).toHaveLength(7);
});

test('[A37] of many PINs at once a few are compared, and the right one is not among the rest', async () => {
  await signIn();
  const wrong = Array.from({ length: 40 }, (_, n) => ({ pin: String(5000 + n) }));

  const answers = await Promise.all([...wrong, {}].map(async each => (await signIn(each)).status));

  expect(answers.filter(each => each === 401)).toHaveLength(5);
  expect(answers.filter(each => each === 429)).toHaveLength(36);
});

test('[A38] a session ends with whoever it was of, and with the PIN it began with', async () => {
  const session = async () => ((await (await signIn()).json()) as { token: string }).token;
  const heads = (of: string) => ask('/api/replication/heads', { headers: { authorization: `Bearer ${of}` } });
  const first = await session();
  expect((await heads(first)).status).toBe(200);

  await store.register.saveStaff(shop, { id: 's', name: 'demo', pinHash: hashPin('1234') });
  expect(await codeOf(await heads(first))).toEqual([401, 'not-signed-in']);

  const second = await session();
  // A token of an earlier version, without a mark of the PIN.
  expect([(await heads(second)).status, (await heads(token)).status]).toEqual([200, 200]);
  await store.register.dismiss(shop, 's', now);
  for (const each of [second, token]) expect(await codeOf(await heads(each))).toEqual([401, 'not-signed-in']);
  expect(await codeOf(await ask('/api/replication/sales/push', { method: 'POST', body: '{' }))).toEqual([
    401,
    'not-signed-in',
  ]);
});

test('[A38] a token without an end is no token', async () => {
  const endless = await new SignJWT({ shop, till: 'till-0001', location: '1' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('s')
    .setAudience('tidemark-till')
    .setIssuedAt(Math.floor(now / 1000))
    .sign(secret);

  const response = await ask('/api/replication/heads', { headers: { authorization: `Bearer ${endless}` } });

  expect(await codeOf(response)).toEqual([401, 'not-signed-in']);
});

test('[A6] another protocol version is told to update', async () => {
  expect(
    await codeOf(await ask('/api/replication/heads', { headers: { 'tidemark-protocol': '0' } })),
  ).toEqual([426, 'client-outdated']);
});

test('[A7] unchanged heads have no body; what a till writes changes them', async () => {
  const first = await ask('/api/replication/heads');
  const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
  const again = await ask('/api/replication/heads', { headers });
  await push('sales', [aSale({ ...mine, id: 'sale-0001' })]);
  const written = await ask('/api/replication/heads', { headers });

  expect([first.status, again.status, written.status]).toEqual([200, 304, 200]);
});

function webhook(
  change: {
    secret?: string;
    topic?: string;
    shop?: string;
    body?: string | Uint8Array<ArrayBuffer>;
    event?: string;
  } = {},
) {
  const body = change.body ?? '{"id":788032119674292922}';
  return fetch(`${origin}/webhooks/shopify`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': change.topic ?? 'products/update',
      'x-shopify-shop-domain': change.shop ?? shop,
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': 'delivery-1',
      'x-shopify-event-id': change.event ?? 'event-1',
      'x-shopify-hmac-sha256': createHmac('sha256', change.secret ?? 'hush')
        .update(body)
        .digest('base64'),
    },
  });
}

test('[A8] a webhook is stored once and answered; its id keeps its digits', async () => {
  expect((await webhook()).status).toBe(200);
  expect((await webhook()).status).toBe(200);

  expect(noticed).toBe(1);
  expect(await store.inbox.waiting(shop, 10)).toMatchObject([
    { subject: { kind: 'documents', collection: 'products', ids: ['788032119674292922'] } },
  ]);
});

test('[A27] a webhook of 6 MB, or with a broken byte in a title, is stored; of one of 30 MB what changed is looked for', async () => {
  const large = (megabytes: number) => `{"id":${megabytes},"title":"${'x'.repeat(megabytes * 1024 * 1024)}"}`;
  const broken = Buffer.from('{"id":5,"title":"Caf\xe9"}', 'latin1');

  expect((await webhook({ body: large(6) })).status).toBe(200);
  expect((await webhook({ body: new Uint8Array(broken) })).status).toBe(200);
  expect((await webhook({ body: large(30) })).status).toBe(200);
  expect(await codeOf(await webhook({ body: large(30), secret: 'wrong' }))).toEqual([401, 'not-signed-in']);
  const stored = await store.inbox.waiting(shop, 10);
  expect(stored.map(each => ('ids' in each.subject ? each.subject.ids : each.subject.kind))).toEqual([
    ['6'],
    ['5'],
    'untold',
  ]);
});

test('[A40] a till that asks for hundreds of codes is told to wait, and another one is not', async () => {
  const lookUp = (of: string, code: string) =>
    ask('/api/lookup', {
      method: 'POST',
      body: JSON.stringify({ code }),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${of}` },
    });
  const other = await issueToken({ shop, staffId: 's', tillId: 'till-0002', locationId: '1' }, secret, now);

  const answers: number[] = [];
  for (let n = 0; n < 100; n++) answers.push((await lookUp(token, `nonsense ${n}`)).status);

  expect(answers.filter(each => each !== 429)).toHaveLength(60);
  expect(answers.slice(60).every(each => each === 429)).toBe(true);
  expect((await lookUp(token, 'nonsense')).headers.get('retry-after')).toMatch(/^\d+$/);
  expect((await lookUp(other, 'nonsense')).status).not.toBe(429);
});

test('[A39] strangers see that the server lives, and nothing of its shop', async () => {
  expect(mayMonitor(undefined, { headers: { authorization: 'Bearer token' } })).toBe(false);
  const monitored = { token: 'a-token-of-sixteen' };
  const given = ['Bearer a-token-of-sixteen', 'Bearer a-token', 'a-token-of-sixteen', undefined];
  const seen = given.map(authorization => mayMonitor(monitored, { headers: { authorization } }));
  expect(seen).toEqual([true, false, false, false]);

  monitoring = monitored;
  const closed = await ask('/healthz', { headers: { authorization: '' } });
  expect([closed.status, await closed.json()]).toEqual([200, { ok: true }]);
  expect(await codeOf(await ask('/metrics'))).toEqual([401, 'not-signed-in']);
  const headers = { authorization: `Bearer ${monitored.token}` };
  expect(await (await ask('/healthz', { headers })).json()).toMatchObject({ shops: { [shop]: {} } });
  expect((await ask('/metrics', { headers })).status).toBe(200);
});

test.each([
  ['a charset that nobody has', { 'content-type': 'application/json; charset=klingon' }, '{}'],
  ['a body that is no gzip', { 'content-encoding': 'gzip', 'content-type': 'application/json' }, 'no gzip'],
  ['an encoding that nobody has', { 'content-encoding': 'zip', 'content-type': 'application/json' }, '{}'],
  ['half of a JSON', { 'content-type': 'application/json' }, '{"rows":['],
])('[A36] %s is the asker’s mistake', async (_what, headers, body) => {
  const response = await ask('/api/replication/sales/push', { method: 'POST', headers, body });

  expect(await codeOf(response)).toEqual([400, 'invalid-request']);
});

test('[A36] an address that is no text, and a signed webhook that names nothing, are no failures of ours', async () => {
  expect(await codeOf(await ask('/api/replication/%E0%A4%A/pull'))).toEqual([400, 'invalid-request']);
  const strange = [
    { admin_graphql_api_id: 'gid://shopify/Product/' },
    { admin_graphql_api_id: 'x', id: [] },
    [],
  ];
  for (const body of strange) expect((await webhook({ body: JSON.stringify(body) })).status).toBe(200);
  expect(await store.inbox.waiting(shop, 10)).toMatchObject([{ subject: { kind: 'untold' } }]);
  // An id that can still be read is enough.
  expect((await webhook({ body: '{"admin_graphql_api_id":"x","id":5}' })).status).toBe(200);
  expect(await store.inbox.waiting(shop, 10)).toHaveLength(2);
});

test('[A26] no body is read from whom nobody knows', async () => {
  const send = (path: string, body: string, authorization?: string) =>
    fetch(origin + path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    }).then(codeOf);
  const large = JSON.stringify({ filler: 'x'.repeat(300 * 1024) });
  const paths = ['/api/sync', '/api/find', '/api/replication/sales/push', '/api/nothing'];

  for (const path of paths) {
    expect([path, ...(await send(path, '{ no json'))]).toEqual([path, 401, 'not-signed-in']);
    expect([path, ...(await send(path, large))]).toEqual([path, 401, 'not-signed-in']);
  }
  expect(await send('/webhooks/shopify', 'x'.repeat(25 * 1024 * 1024))).toEqual([401, 'not-signed-in']);
  expect(await send('/api/session', JSON.stringify({ filler: 'x'.repeat(17 * 1024) }))).toEqual([
    413,
    'too-large',
  ]);
  expect(await send('/api/sync', large, `Bearer ${token}`)).toEqual([413, 'too-large']);
  expect(await send('/api/sync', '{ no json', `Bearer ${token}`)).toEqual([400, 'invalid-request']);
});

test('[A9] a webhook that is not Shopify’s, or of no shop of ours, is refused; one we do not know is acknowledged', async () => {
  expect(await codeOf(await webhook({ secret: 'wrong' }))).toEqual([401, 'not-signed-in']);
  expect(await codeOf(await webhook({ shop: 'c.myshopify.com' }))).toEqual([404, 'not-found']);
  expect((await webhook({ topic: 'themes/publish' })).status).toBe(200);
  expect(await store.inbox.waiting(shop, 10)).toEqual([]);
  expect((await webhook({ body: 'no json' })).status).toBe(200);
  expect(await store.inbox.waiting(shop, 10)).toMatchObject([{ subject: { kind: 'untold' } }]);
});

test('[A10] the stream tells a change after the place it said hello from', async () => {
  const stop = new AbortController();
  const response = await ask('/api/replication/stream', { signal: stop.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const hello = (await reader.read()).value;
  await store.mirror.commit(shop, 'products', [
    { kind: 'present', document: aProduct({ id: '9' }), scope: '', sourceUpdatedAt: 5, readAt: 5 },
  ]);
  const news = (await reader.read()).value;

  expect(hello).toContain('"type":"hello"');
  const event = JSON.parse(news!.replace('data: ', '')) as {
    from: string;
    checkpoint: string;
    documents: { id: string }[];
  };
  expect(hello).toContain(event.from);
  expect(event.documents.map(each => each.id)).toEqual(['9']);
  stop.abort();
});

test('[A11] other origins are let in by list', async () => {
  const origins = await Promise.all(
    ['https://good.example', 'https://bad.example'].map(async from =>
      (await ask('/api/replication/heads', { headers: { origin: from } })).headers.get(
        'access-control-allow-origin',
      ),
    ),
  );

  expect(origins).toEqual(['https://good.example', null]);
});

test('[A11] pages of those origins may frame the embedded elements, and nothing else of the server', async () => {
  await mkdir(join(posFolder, 'embed'));
  for (const file of ['index.html', 'embed/frame.html']) await writeFile(join(posFolder, file), '');
  const framingOf = async (path: string) => {
    const { headers, status } = await ask(path);
    const policy = headers.get('content-security-policy')?.split(';') ?? [];
    return [
      status,
      policy.find(each => each.startsWith('frame-ancestors')),
      headers.get('x-frame-options'),
    ] as const;
  };

  expect(await framingOf('/embed/frame.html')).toEqual([
    200,
    "frame-ancestors 'self' https://good.example",
    null,
  ]);
  for (const path of ['/', '/index.html', '/sales', '/api/status', '/healthz'])
    expect((await framingOf(path)).slice(1)).toEqual(["frame-ancestors 'self'", 'SAMEORIGIN']);
});

test.each([
  ['gzip', 'gzip', gunzipSync],
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['gzip, deflate, br, zstd', 'zstd', zstdDecompressSync],
  ['gzip, zstd;q=0', 'gzip', gunzipSync],
  ['*', 'br', brotliDecompressSync],
  ['identity', null, (body: Buffer) => body],
])('[A12] pull pages are the stored text; to who takes %s they come in %s', async (taken, encoding, open) => {
  const many = Array.from(
    { length: 50 },
    (_, n) =>
      ({
        kind: 'present',
        document: aProduct({ id: `p${n}` }),
        scope: '',
        sourceUpdatedAt: 1,
        readAt: 1,
      }) as const,
  );
  await store.mirror.commit(shop, 'products', many);

  const { headers, body } = await raw('/api/replication/products/pull?limit=100', taken);

  expect(headers['content-encoding'] ?? null).toBe(encoding);
  expect(headers['content-type']).toMatch('application/json');
  expect(headers.vary).toMatch(/accept-encoding/i);
  const { documents, digest } = JSON.parse(open(body).toString()) as {
    documents: { rev: string; _deleted: boolean }[];
    digest: { count: number };
  };
  expect(documents).toHaveLength(52);
  expect(digest.count).toBe(52);
});

/** An answer as it comes over the wire: `fetch` would decompress it. */
async function raw(
  path: string,
  encodings: string,
): Promise<{ readonly headers: IncomingHttpHeaders; readonly body: Buffer }> {
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': encodings };
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    get(`${origin}${path}`, { headers }, resolve).on('error', reject),
  );
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return { headers: answer.headers, body: Buffer.concat(parts) };
}

test('[A14] a store that cannot store: webhooks are to come again, health and metrics say why', async () => {
  trouble = new StoreError('full', 'mirror.sqlite', 'the mirror in mirror.sqlite: its disk is full');
  store.inbox.note = () => Promise.reject(trouble as Error);

  const refused = await webhook();
  expect(refused.status).toBe(503);
  expect(await refused.json()).toEqual({
    message: 'Nothing can be stored: the mirror in mirror.sqlite: its disk is full',
  });
  expect(noticed).toBe(0);
  expect(await (await ask('/healthz')).json()).toMatchObject({
    ok: true,
    alarms: [expect.stringContaining('its disk is full')],
  });
  expect(await (await ask('/metrics')).text()).toContain('tidemark_store_up 0');

  trouble = undefined;
  expect(await (await ask('/healthz')).json()).toMatchObject({ ok: true, alarms: [] });
  expect(await (await ask('/metrics')).text()).toContain('tidemark_store_up 1');
});

test('[A14] a store whose locks others hold is no trouble of the store: the request comes again soon', async () => {
  const busy = new StoreError('busy', 'db', 'the mirror in db: it was busy for too long');
  store.inbox.note = () => Promise.reject(busy);

  const refused = await webhook();

  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
});

test('[A10] a till that left before its stream began is not kept', async () => {
  const { heads } = store.mirror;
  let look: () => void = () => undefined;
  const looked = new Promise<void>(resolve => (look = resolve));
  let goOn: () => void = () => undefined;
  const left = new Promise<void>(resolve => (goOn = resolve));
  store.mirror.heads = async (...args) => {
    look();
    await left;
    return heads.apply(store.mirror, args);
  };
  const stop = new AbortController();
  const asked = ask('/api/replication/stream', { signal: stop.signal });
  await looked;
  stop.abort();
  await expect(asked).rejects.toThrow();
  await new Promise(resolve => setTimeout(resolve, 50));
  goOn();
  await new Promise(resolve => setTimeout(resolve, 50));

  expect(await (await ask('/metrics')).text()).toContain('tidemark_streams 0');
});

function post(path: string, body: object, init: { headers?: Record<string, string> } = {}) {
  const headers = { 'content-type': 'application/json', ...init.headers };
  return ask(path, { method: 'POST', body: JSON.stringify(body), headers });
}

function push(collection: string, documents: readonly object[], more: object = {}) {
  const rows = documents.map(each => ({ newDocumentState: { ...each, _deleted: false } }));
  return post(`/api/replication/${collection}/push`, { rows, ...more });
}

const mine = { shop, tillId: 'till-0001', staffId: 's' };

test('[A17] a push is answered row by row after it is stored; the same row twice is one write', async () => {
  await signIn();
  const sale = aSale({ ...mine, id: 'sale-0001' });
  const first = (await (await push('sales', [sale, sale])).json()) as {
    outcomes: { outcome: string; document?: object }[];
  };

  expect(first.outcomes.map(each => each.outcome)).toEqual(['conflict', 'conflict']);
  expect(first.outcomes[0]?.document).toMatchObject({ id: 'sale-0001', submission: { state: 'waiting' } });
  const again = (await (await push('sales', [first.outcomes[0]!.document!])).json()) as object;
  expect(again).toEqual({ outcomes: [{ outcome: 'accepted', id: 'sale-0001' }] });
  expect((await store.records.changesAfter(shop, 'sales', '', undefined, 9)).documents).toHaveLength(1);
});

test('[A17] rows that cannot be taken are refused with a reason, and the rest is stored', async () => {
  const good = aSale({ ...mine, id: 'sale-0002' });
  const outcomes = async (response: Response) =>
    ((await response.json()) as { outcomes: { outcome: string; code?: string }[] }).outcomes.map(
      each => each.code ?? each.outcome,
    );

  expect(
    await outcomes(
      await push('sales', [
        { ...good, shop: 'b.myshopify.com' },
        { ...good, tillId: 'till-9999' },
        { ...good, lines: [] },
        { ...good, totals: { ...good.totals, total: 1 } },
        { id: 'sale-0003' },
        good,
        { ...good, note: 'written again' },
      ]),
    ),
  ).toEqual([
    'another-shop',
    'another-till',
    'does-not-fit',
    'does-not-fit',
    'does-not-fit',
    'conflict',
    'written-once',
  ]);
  expect(await outcomes(await push('products', [aProduct({ id: '1' })]))).toEqual(['not-writable']);
  const carried = aSale({ shop, id: 'sale-0004', tillId: 'till-9999' });
  expect(await outcomes(await push('sales', [carried], { carriedFrom: 'till-9999' }))).toEqual(['conflict']);
});

test('[A17] a push of nothing, of no collection and of too much is refused as a whole', async () => {
  const many = Array.from({ length: 501 }, (_, n) => aSale({ ...mine, id: `sale-${1000 + n}` }));

  expect(await codeOf(await push('sales', []))).toEqual([400, 'invalid-request']);
  expect(await codeOf(await push('nonsense', [{ id: '1' }]))).toEqual([400, 'invalid-request']);
  expect(await codeOf(await push('sales', many))).toEqual([400, 'invalid-request']);
  expect((await push('sales', many.slice(1))).status).toBe(200);
});

test('[A25] a search is passed on for the till’s own location, trimmed', async () => {
  const query = { kind: 'orders', query: ' #1001 ', from: '2026-01-01T00:00:00.000Z', locationId: '9' };

  const response = await post('/api/find', query);

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ ...query, query: '#1001', locationId: '1' });
});

test.each([
  [{ kind: 'products', query: ' ' }],
  [{ kind: 'customers', query: '', from: '2026-01-01T00:00:00Z' }],
  [{ kind: 'orders', query: '' }],
  [{ kind: 'orders', query: '', to: 'yesterday' }],
  [{ kind: 'settings', query: 'x' }],
  [{ kind: 'products', query: 'x'.repeat(201) }],
  [{ kind: 'products', query: 7 }],
  [{}],
])('[A1] [A25] a search of %j is refused', async body => {
  expect(await codeOf(await post('/api/find', body))).toEqual([400, 'invalid-request']);
});

test('[A2] [A25] a search needs a session', async () => {
  token = 'nobody';

  expect(await codeOf(await post('/api/find', { kind: 'products', query: 'mug' }))).toEqual([
    401,
    'not-signed-in',
  ]);
});

test('[A25] a till has two searches under way; a third is busy, another till’s is not, and one that fails makes room', async () => {
  const waiting: { answer: () => void; fail: () => void }[] = [];
  searching = () =>
    new Promise((resolve, reject) =>
      waiting.push({ answer: () => resolve({}), fail: () => reject(new Error('lost')) }),
    );
  const search = () => post('/api/find', { kind: 'products', query: 'mug' });
  const begun = async (count: number) => {
    while (waiting.length < count) await new Promise(resolve => setTimeout(resolve, 1));
  };
  const first = search();
  const second = search();
  await begun(2);

  expect(await codeOf(await search())).toEqual([429, 'busy']);
  const own = token;
  token = await issueToken({ shop, staffId: 's', tillId: 'till-0002', locationId: '1' }, secret, now);
  const other = search();
  await begun(3);
  token = own;
  waiting[0]?.fail();
  expect((await first).status).toBe(500);
  const fourth = search();
  await begun(4);
  for (const each of waiting) each.answer();

  for (const each of [second, other, fourth]) expect((await each).status).toBe(200);
});

test('[A25] a search that its till gave up ends, and makes room', async () => {
  const waiting: AbortSignal[] = [];
  searching = (_asked, signal) =>
    new Promise((_resolve, reject) => {
      waiting.push(signal);
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  const body = JSON.stringify({ kind: 'products', query: 'mug' });
  const headers = { 'content-type': 'application/json' };
  for (let n = 0; n < 4; n++) {
    const till = new AbortController();
    const search = ask('/api/find', { method: 'POST', body, headers, signal: till.signal });
    while (waiting.length <= n) await new Promise(resolve => setTimeout(resolve, 1));

    till.abort();

    await expect(search).rejects.toThrow();
    while (!waiting[n]?.aborted) await new Promise(resolve => setTimeout(resolve, 1));
  }
});

test('[A18] what tills wrote is pulled, proved and repaired as caches are, by every till of the shop', async () => {
  await push('sales', [aSale({ ...mine, id: 'sale-0001' })]);
  const pulled = (await (await ask('/api/replication/sales/pull?limit=10')).json()) as {
    documents: { id: string; rev: string }[];
    digest: { count: number };
  };
  expect(pulled.documents.map(each => each.id)).toEqual(['sale-0001']);
  expect(pulled.digest.count).toBe(1);
  const { buckets } = (await (await ask('/api/replication/sales/digest')).json()) as {
    buckets: { count: number }[];
  };
  expect(buckets.reduce((sum, each) => sum + each.count, 0)).toBe(1);
  const repaired = await post('/api/replication/sales/documents', { ids: ['sale-0001', 'sale-0009'] });
  expect(await repaired.json()).toMatchObject({ documents: [{ id: 'sale-0001' }] });
});

test('[A19] a decision is passed on; of an unknown promise it is not found', async () => {
  const about = (id: string, decision: object) =>
    post('/api/replication/sales/decision', { id, sending: 1, decision });

  expect(await (await about('sale-0001', { do: 'send-again' })).json()).toEqual({ outcome: 'decided' });
  expect(await codeOf(await about('sale-0009', { do: 'send-again' }))).toEqual([404, 'not-found']);
  expect(await codeOf(await about('sale-0001', { do: 'resolve', note: '' }))).toEqual([
    400,
    'invalid-request',
  ]);
  expect(await codeOf(await about('sale-0001', { do: 'resolve', note: 'by hand', customerId: '7' }))).toEqual(
    [400, 'invalid-request'],
  );
  expect(await codeOf(await post('/api/replication/carts/decision', {}))).toEqual([400, 'invalid-request']);
});

test('[A19] only of a sale an effect is decided about', async () => {
  const about = (collection: string) =>
    post(`/api/replication/${collection}/decision`, {
      ...{ id: 'sale-0001', sending: 1, effect: 'sale-0001-stock-1', decision: { do: 'send-again' } },
    });

  expect(await (await about('sales')).json()).toEqual({ outcome: 'decided' });
  expect(await codeOf(await about('stockMoves'))).toEqual([400, 'invalid-request']);
});

test('[A20] the stream tells what tills wrote', async () => {
  const stop = new AbortController();
  const response = await ask('/api/replication/stream', { signal: stop.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (wanted: string) => {
    while (!text.includes(wanted)) text += (await reader.read()).value ?? '';
  };
  await until('"type":"promise-heads"');
  await push('sales', [aSale({ ...mine, id: 'sale-0001' })]);
  await until('"type":"written"');

  expect(text).toContain('"collection":"sales"');
  expect(text).toContain('sale-0001');
  stop.abort();
});

test('[A21] a till is told how its receipts begin, and the last number that the server has', async () => {
  const till = async () =>
    ((await (await signIn()).json()) as { till: { receiptPrefix: string; lastReceipt?: string } }).till;
  const { receiptPrefix, lastReceipt } = await till();
  expect(receiptPrefix).toMatch(/^[A-Z0-9]{4,8}$/);
  expect(lastReceipt).toBeUndefined();

  await push('sales', [aSale({ ...mine, id: 'sale-0001', receiptNumber: `${receiptPrefix}-000041` })]);

  expect(await till()).toMatchObject({ receiptPrefix, lastReceipt: `${receiptPrefix}-000041` });
});

test('[A44] a till that is blocked is told so on every route, also at a sign-in without the right PIN', async () => {
  const heads = () => ask('/api/replication/heads', { headers: { authorization: `Bearer ${token}` } });
  expect((await heads()).status).toBe(200);

  blockedTills.add('till-0001');

  expect(await codeOf(await heads())).toEqual([403, 'till-blocked']);
  for (const pin of ['1234', '9999'])
    expect(await codeOf(await signIn({ pin }))).toEqual([403, 'till-blocked']);
  expect((await signIn({ till: { id: 'till-0002' } })).status).toBe(200);
});

test('[A43] a sign-in tells when a till locks itself', async () => {
  const { lock } = (await (await signIn()).json()) as { lock: object };

  expect(lock).toEqual({ idleMinutes: 3, offlineDays: 2 });
});

test('[A48] a sign-in tells the shop’s language', async () => {
  expect(await (await signIn()).json()).toMatchObject({ language: 'de' });
});

test('[A22] metrics say how what tills wrote stands', async () => {
  await signIn();
  await push('sales', [aSale({ ...mine, id: 'sale-0001', createdAt: new Date(now - 5000).toISOString() })]);
  const text = await (await ask('/metrics')).text();

  expect(text).toContain(`tidemark_submissions{shop="${shop}",collection="sales",state="waiting"} 1`);
  expect(text).toContain(`tidemark_submission_oldest_waiting_seconds{shop="${shop}",collection="sales"} 5`);
});

test('[A22] health names what cannot be read, as far as there is room, and counts the rest', async () => {
  unreadable = { quarantined: 7, unreadable: [{ collection: 'products', id: '5', defect: 'odd price' }] };

  const { shops } = (await (await ask('/healthz')).json()) as { shops: Record<string, { alarms: string[] }> };

  expect(shops[shop]?.alarms).toEqual(['7 documents cannot be read: products 5 (odd price) and 6 more']);
});

test('[A22] health, metrics and status say what is held up, since when and why', async () => {
  troubles = [{ kind: 'sales', since: now - 60_000, what: 'the app lacks write_orders' }];
  const since = new Date(now - 60_000).toISOString();

  const health = (await (await ask('/healthz')).json()) as { shops: Record<string, { alarms: string[] }> };
  expect(health.shops[shop]?.alarms).toEqual([`sales held up since ${since}: the app lacks write_orders`]);
  expect(await (await ask('/metrics')).text()).toContain(
    `tidemark_submission_held_up_seconds{shop="${shop}",kind="sales"} 60`,
  );
  expect(await (await ask('/api/status')).json()).toMatchObject({
    heldUp: [{ kind: 'sales', since, what: 'the app lacks write_orders' }],
  });
});

test('[A24] pages talk to nobody else; the service worker may fetch pictures', async () => {
  for (const file of ['index.html', 'sw.js']) await writeFile(join(posFolder, file), '');
  const policyOf = async (path: string) =>
    (await ask(path)).headers.get('content-security-policy')?.split(';') ?? [];

  const [page, worker] = [await policyOf('/'), await policyOf('/sw.js')];

  expect(page).toContain("connect-src 'self'");
  expect(page).toContain("img-src 'self' data: https:");
  expect(worker).toContain("connect-src 'self' https:");
  expect([...page, ...worker].filter(each => each.startsWith('script-src '))).toEqual([
    "script-src 'self'",
    "script-src 'self'",
  ]);
  expect([...page, ...worker].join(';')).not.toContain('unsafe');
});
