import { createServer, request, type ClientRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ingest, Submit } from '@tidemark/exchange';
import {
  formatPushSignature,
  pushText,
  signatureHeader,
  type PublicKey,
  type TillKey,
} from '@tidemark/journal';
import { aJournal, aSealedSale, aTillKey } from '@tidemark/journal/testing';
import type { SecurityEvent } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import type { PushOutcome, StatusResponse } from '@tidemark/protocol';
import type { Sale } from '@tidemark/schema';
import {
  aCart,
  aLocation,
  aProduct,
  aSale,
  aStockMove,
  aVariant,
  someSettings,
} from '@tidemark/schema/testing';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { hashPin } from './auth/pin.ts';
import { issueToken } from './auth/session.ts';

const shop = 'a.myshopify.com';
const tillId = 'till-0001';
const sessionSecret = new TextEncoder().encode('x'.repeat(32));
const pushPath = '/api/replication/sales/push';
const mine = { shop, tillId, staffId: 's', locationId: '1' };

let now: number;
let origin: string;
let store: Awaited<ReturnType<typeof openMemoryMirror>>;
let noted: SecurityEvent[];
let logged: object[];
let decidedBy: object | undefined;
let blockedTills: Set<string>;
let stop: () => Promise<void>;

const ingest = {
  status: async () => ({}),
  health: async () => ({
    ...{ shopify: { circuit: 'closed' }, imported: true, inbox: { waiting: 0, parked: 0 }, troubles: {} },
    ...{
      lostSubscriptions: 0,
      refusedTopics: [],
      scores: [],
      neverArrived: {},
      quarantined: 0,
      unreadable: [],
    },
  }),
} as unknown as Ingest;
const submit = {
  decide: async (_request: object, by: object) => ((decidedBy = by), 'decided'),
  health: async () => ({ counts: await store.records.counts(shop), troubles: [] }),
  troubles: () => [],
} as unknown as Submit;

beforeEach(async () => {
  now = Date.UTC(2026, 10, 1);
  [noted, logged, decidedBy, blockedTills] = [[], [], undefined, new Set()];
  store = await openMemoryMirror();
  const present = (document: object) =>
    ({ kind: 'present', document, scope: '', sourceUpdatedAt: 1, readAt: 1 }) as never;
  await store.mirror.commit(shop, 'settings', [present(someSettings())]);
  await store.mirror.commit(
    shop,
    'locations',
    ['1', '2'].map(id => present(aLocation({ id }))),
  );
  const variants = [aVariant({ id: '101', price: 1250 })];
  await store.mirror.commit(shop, 'products', [present(aProduct({ id: '1', variants }))]);
  await store.register.addShop(shop);
  await store.register.saveStaff(shop, { id: 's', name: 'anna', pinHash: hashPin('4711') });
  const warn = (fields: object, message: string) => void logged.push({ ...fields, message });
  const { app, streams } = createApp({
    ...{ mirror: store.mirror, records: store.records, inbox: store.inbox, register: store.register },
    securityLog: { note: event => void noted.push(event), state: () => undefined as never },
    ...{ ingests: new Map([[shop, ingest]]), submits: new Map([[shop, submit]]), webhookSecrets: [] },
    ...{ monitoring: 'open', sessionSecret, blockedTills },
    ...{ corsOrigins: ['https://good.example'], allowLocalOrigins: false, imageOrigin: undefined },
    ...{ posFolder: undefined, version: 'test', now: () => now },
    log: Object.assign(pino({ level: 'silent' }), { warn }),
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = async () => {
    streams[Symbol.dispose]();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    await store[Symbol.asyncDispose]();
  };
});

afterEach(() => stop());

function post(path: string, body: object | string, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(origin + path, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

const answered = async (response: Response) =>
  [response.status, ((await response.json()) as { code?: string }).code] as const;

function signIn(key?: PublicKey, change: { till?: object; locationId?: string; pin?: string } = {}) {
  const till = { id: tillId, ...(key && { key }), ...change.till };
  return post('/api/session', { shop, staff: 'anna', pin: '4711', ...change, till });
}

async function bearer(key?: PublicKey, change: { till?: object } = {}) {
  const { token } = (await (await signIn(key, change)).json()) as { token: string };
  return { authorization: `Bearer ${token}` };
}

const rowsOf = (...documents: object[]) =>
  JSON.stringify({ rows: documents.map(each => ({ newDocumentState: { ...each, _deleted: false } })) });

/** The header of a till that signs this push. */
async function signing(key: TillKey, body: string, path = pushPath): Promise<Record<string, string>> {
  return { [signatureHeader]: formatPushSignature(key.id, await key.sign(pushText(path, body))) };
}

async function pushSigned(key: TillKey, ...documents: object[]): Promise<Response> {
  const body = rowsOf(...documents);
  return post(pushPath, body, await signing(key, body));
}

async function outcomesOf(response: Response): Promise<readonly PushOutcome[]> {
  const { outcomes, ...others } = (await response.json()) as { outcomes?: PushOutcome[] };
  if (!outcomes) throw new Error(JSON.stringify(others));
  return outcomes;
}

const codesOf = async (response: Response) =>
  (await outcomesOf(response)).map(each => (each.outcome === 'refused' ? each.code : each.outcome));

const whats = () => noted.map(each => ('why' in each ? `${each.what} ${each.why}` : each.what));

test('[A49] a till has the key of its first sign-in with one; with another, or none, nothing happens', async () => {
  const [key, other] = [await aTillKey('a'), await aTillKey('b')];
  expect((await signIn(key.publicKey)).status).toBe(200);
  expect((await signIn(key.publicKey)).status).toBe(200);
  const before = await store.register.till(shop, tillId);
  expect(whats()).toEqual(['till-enrolled', 'signed-in', 'signed-in']);

  noted = [];
  for (const each of [other.publicKey, undefined])
    expect(await answered(await signIn(each, { locationId: '2' }))).toEqual([409, 'till-taken']);

  expect(await store.register.till(shop, tillId)).toEqual(before);
  expect(await store.register.keyOf(shop, tillId)).toEqual(key.publicKey);
  expect(whats()).toEqual(['till-taken', 'till-taken']);
});

test('[A49] a key is one till’s; a wrong PIN, and a key that can sign nothing, enrol nothing', async () => {
  const key = await aTillKey('a');
  const nowhere = { ...key.publicKey, x: 'A'.repeat(43) };
  expect(await answered(await signIn(nowhere))).toEqual([400, 'invalid-request']);
  expect(await answered(await signIn(key.publicKey, { pin: '1111' }))).toEqual([401, 'not-signed-in']);
  expect(await store.register.till(shop, tillId)).toBeUndefined();
  expect(await store.register.keyOf(shop, tillId)).toBeUndefined();
  await signIn(key.publicKey);

  const second = await signIn(key.publicKey, { till: { id: 'till-0002' } });

  expect(await answered(second)).toEqual([409, 'till-taken']);
  expect(await store.register.till(shop, 'till-0002')).toBeUndefined();
});

test('[A50] a till that was signed in before it had a key is enrolled, once', async () => {
  const [key, other] = [await aTillKey('a'), await aTillKey('b')];
  const session = await bearer();
  const enrol = (asked: object, headers = session) => post('/api/session/key', asked, headers);

  expect(await answered(await post('/api/session/key', { key: key.publicKey }))).toEqual([
    401,
    'not-signed-in',
  ]);
  expect(await (await enrol({ key: key.publicKey })).json()).toEqual({ keyId: key.id });
  expect(await (await enrol({ key: key.publicKey })).json()).toEqual({ keyId: key.id });
  expect(await answered(await enrol({ key: other.publicKey }))).toEqual([409, 'till-taken']);
  for (const odd of [{}, { key: 'x' }, { key: { ...key.publicKey, y: key.publicKey.x } }])
    expect(await answered(await enrol(odd))).toEqual([400, 'invalid-request']);
  const another = await bearer(undefined, { till: { id: 'till-0002' } });
  expect(await answered(await enrol({ key: key.publicKey }, another))).toEqual([409, 'till-taken']);
});

test('[A76] a register from before a till was set up takes it again, with what it signs, under its session', async () => {
  const key = await aTillKey('a');
  // The session is of another register: this one knows neither the till nor its key.
  const till = { shop, tillId: 'till-0009', staffId: 's', locationId: '1' };
  const token = await issueToken(till, sessionSecret, now);
  const session = { authorization: `Bearer ${token}` };
  const [record] = await aJournal(1, key, {}, till);
  expect(await answered(await pushSigned(key, record!))).toEqual([401, 'not-signed']);

  expect((await post('/api/session/key', { key: key.publicKey }, session)).status).toBe(200);

  expect(await outcomesOf(await pushSigned(key, record!))).toMatchObject([
    { document: { id: record!.id, submission: { state: 'waiting' } } },
  ]);
  expect(await store.register.till(shop, 'till-0009')).toMatchObject({ locationId: '1' });
});

test('[A51] a signed push needs nobody who is signed in; twice it is one record', async () => {
  const key = await aTillKey('a');
  await signIn(key.publicKey);
  await store.register.dismiss(shop, 's', now + 1);
  const records = await aJournal(3, key, {}, mine);

  const first = await outcomesOf(await pushSigned(key, ...records));
  const again = await outcomesOf(await pushSigned(key, ...records));

  expect(first.map(each => each.outcome)).toEqual(['conflict', 'conflict', 'conflict']);
  expect(first[0]).toMatchObject({ document: { submission: { state: 'waiting' } } });
  expect(again).toEqual(first);
  expect((await store.records.changesAfter(shop, 'sales', '', undefined, 9)).documents).toHaveLength(3);
});

test('[A51] a till with a key is not heard without its signature; one without a key is, as before', async () => {
  const key = await aTillKey('a');
  const sale = aSale({ ...mine, id: 'sale-0001' });
  const session = await bearer();
  expect(await codesOf(await post(pushPath, rowsOf(sale), session))).toEqual(['conflict']);

  await signIn(key.publicKey);
  noted = [];

  expect(await answered(await post(pushPath, rowsOf(sale), session))).toEqual([401, 'not-signed']);
  expect(whats()).toEqual(['push-unsigned no-signature']);
  // What it wrote before it had a key goes up under the key.
  expect(await codesOf(await pushSigned(key, sale))).toEqual(['conflict']);
});

test('[A51] a signature is of this key, this path and this body', async () => {
  const [key, stranger] = [await aTillKey('a'), await aTillKey('c')];
  await signIn(key.publicKey);
  await signIn((await aTillKey('b')).publicKey, { till: { id: 'till-0002' } });
  const record = await aSealedSale(mine, key);
  const body = rowsOf(record);
  const good = await signing(key, body);
  const header = (text: string) => ({ [signatureHeader]: text });
  const wrong: Record<string, string>[] = [
    await signing(key, `${body} `),
    await signing(key, body, '/api/replication/carts/push'),
    await signing(key, body, `${pushPath}/`),
    await signing(stranger, body),
    header(`${stranger.id}.${good[signatureHeader]?.split('.')[1]}`),
    header(`${key.id}.${'A'.repeat(86)}`),
    header(''),
    header('x'),
    header(`${good[signatureHeader]}, ${good[signatureHeader]}`),
    header('x'.repeat(8_000)),
  ];
  noted = [];

  for (const headers of wrong)
    expect(await answered(await post(pushPath, body, headers))).toEqual([401, 'not-signed']);

  expect(noted).toHaveLength(wrong.length);
  expect(noted.every(each => each.what === 'push-unsigned' && each.address === '127.0.0.1')).toBe(true);
  expect(await store.records.find(shop, 'sales', record.id)).toBeUndefined();
  // The path is signed without its query.
  expect(await codesOf(await post(`${pushPath}?try=2`, body, good))).toEqual(['conflict']);
});

test('[A51] beside a signature a session of another till is a contradiction; one that ended is none', async () => {
  const [key, other] = [await aTillKey('a'), await aTillKey('b')];
  const session = await bearer(key.publicKey);
  const another = await bearer(other.publicKey, { till: { id: 'till-0002' } });
  const body = rowsOf(await aSealedSale(mine, key));
  const signature = await signing(key, body);

  expect(await answered(await post(pushPath, body, { ...signature, ...another }))).toEqual([
    401,
    'not-signed',
  ]);
  expect(await codesOf(await post(pushPath, body, { ...signature, ...session }))).toEqual(['conflict']);
  now += 40 * 3_600_000;
  expect(await codesOf(await post(pushPath, body, { ...signature, ...session }))).toEqual(['conflict']);
  expect((await post(pushPath, body, { ...signature, authorization: 'Bearer x' })).status).toBe(200);
});

test('[A51] each record is signed by the key of its own till, also when another till carries it', async () => {
  const [key, other] = [await aTillKey('a'), await aTillKey('b')];
  await signIn(key.publicKey);
  await signIn(other.publicKey, { till: { id: 'till-0002' } });
  const theirs = { ...mine, tillId: 'till-0002' };
  const [own, forged] = [
    await aSealedSale(mine, key),
    await aSealedSale(mine, other, { series: 'bbbbbbbbbb' }),
  ];
  const carried = await aSealedSale(theirs, other, { series: 'cccccccccc' });
  const forgedToo = await aSealedSale(theirs, key, { series: 'dddddddddd' });
  const strange = { ...mine, tillId: 'till-0009' };
  const carry = async (document: object, carriedFrom = 'till-0002') => {
    const body = JSON.stringify({
      rows: [{ newDocumentState: { ...document, _deleted: false } }],
      carriedFrom,
    });
    return codesOf(await post(pushPath, body, await signing(key, body)));
  };

  expect(await codesOf(await pushSigned(key, forged, own))).toEqual(['not-signed', 'conflict']);
  expect(await codesOf(await pushSigned(key, carried))).toEqual(['another-till']);
  expect(await carry(carried)).toEqual(['conflict']);
  expect(await carry(forgedToo)).toEqual(['not-signed']);
  // Of a till without a key that is known: by a key that nobody has, and by one that is this till's.
  const unknown = await aSealedSale(strange, await aTillKey('x'), { series: 'eeeeeeeeee' });
  expect(await carry(unknown, 'till-0009')).toEqual(['conflict']);
  const byMine = await aSealedSale(strange, key, { series: 'ffffffffff' });
  expect(await carry(byMine, 'till-0009')).toEqual(['not-signed']);
  const ofMine = await aSealedSale(mine, await aTillKey('x'), { series: 'gggggggggg' });
  expect(await codesOf(await pushSigned(key, ofMine))).toEqual(['not-signed']);
});

test('[A51] a good record and a forged one of the same number in one push: the good one is stored', async () => {
  const key = await aTillKey('a');
  await signIn(key.publicKey);
  const good = await aSealedSale(mine, key);
  const forged = { ...good, receiptNumber: 'A-999999' };
  const unsigned = { ...good, journal: { ...good.journal, signature: 'A'.repeat(86) } };
  const odd = { ...good, journal: { keyId: 1, hash: {}, signature: [] } };

  const codes = await codesOf(await pushSigned(key, unsigned, forged, odd, { ...good, journal: null }, good));

  expect(codes).toEqual(['not-signed', 'does-not-fit', 'does-not-fit', 'does-not-fit', 'conflict']);
  expect(await store.records.find(shop, 'sales', good.id)).toMatchObject({ receiptNumber: 'A-000001' });
});

test('[A52] no byte is read of a push whose key nobody knows; nothing is parsed before it is proved', async () => {
  const key = await aTillKey('a');
  await signIn(key.publicKey);
  const huge = `{${'x'.repeat(9 * 1024 * 1024)}`;
  const unknown = await signing(await aTillKey('c'), huge);

  expect(await answered(await post(pushPath, huge, unknown))).toEqual([401, 'not-signed']);
  expect(await answered(await post(pushPath, huge, await signing(key, huge)))).toEqual([413, 'too-large']);
  const broken = '{"rows":[';
  expect(await answered(await post(pushPath, broken, await signing(key, 'other')))).toEqual([
    401,
    'not-signed',
  ]);
  expect(await answered(await post(pushPath, broken, await signing(key, broken)))).toEqual([
    400,
    'invalid-request',
  ]);
  const form = { ...(await signing(key, broken)), 'content-type': 'text/plain' };
  expect(await answered(await post(pushPath, broken, form))).toEqual([400, 'invalid-request']);
});

test('[A45] [A52] strangers who know a key’s id fill their own room, and not that of a till that is signed in', async () => {
  const key = await aTillKey('a');
  const session = await bearer(key.publicKey);
  const body = rowsOf(await aSealedSale(mine, key));
  const signature = await signing(key, body);
  const begun = [await beginPush(signature, 8_000_000), await beginPush(signature, 8_000_000)];

  await expect
    .poll(async () => answered(await post(pushPath, body.padEnd(2_000_000), signature)))
    .toEqual([429, 'busy']);
  expect(await codesOf(await post(pushPath, body, { ...signature, ...session }))).toEqual(['conflict']);

  for (const each of begun) each.destroy();
});

/** Begins a push, and never ends it. */
async function beginPush(headers: Record<string, string>, bytes: number): Promise<ClientRequest> {
  const asked = request(origin + pushPath, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': String(bytes + 1) },
  });
  asked.on('error', () => undefined);
  await new Promise(resolve => asked.write(' '.repeat(bytes), resolve));
  return asked;
}

test('[A53] a till that is blocked hands in its sales, which wait for a person, and nothing else', async () => {
  const key = await aTillKey('a');
  const session = await bearer(key.publicKey);
  blockedTills.add(tillId);
  const asked = async (collection: string, document: object) => {
    const [path, body] = [`/api/replication/${collection}/push`, rowsOf(document)];
    return post(path, body, await signing(key, body, path));
  };

  const [outcome] = await outcomesOf(await pushSigned(key, await aSealedSale(mine, key)));

  expect(outcome).toMatchObject({
    document: { flaws: [{ code: 'till-blocked' }], submission: { state: 'refused' } },
  });
  for (const [collection, document] of [
    ['carts', aCart(mine)],
    ['stockMoves', aStockMove(mine)],
  ] as const)
    expect(await answered(await asked(collection, document))).toEqual([403, 'till-blocked']);
  expect(await answered(await post(pushPath, rowsOf(), session))).toEqual([403, 'till-blocked']);
  expect(await answered(await signIn(key.publicKey))).toEqual([403, 'till-blocked']);
});

test('[A54] a sale with a flaw is stored, waits for a person, and is told: log, health, metrics, status', async () => {
  const key = await aTillKey('a');
  const session = await bearer(key.publicKey);
  const flawed = await aSealedSale({ ...mine, staffId: 'nobody', note: 'for Mrs Miller' }, key);
  [noted, logged] = [[], []];

  const [outcome] = await outcomesOf(await pushSigned(key, flawed));
  await pushSigned(key, flawed);

  expect(outcome).toMatchObject({
    document: { flaws: [{ code: 'staff-unknown', about: 'nobody' }], submission: { state: 'refused' } },
  });
  const told = {
    what: 'record-flawed',
    shop,
    till: tillId.slice(0, 8),
    record: flawed.id,
    codes: 'staff-unknown',
  };
  expect(noted).toEqual([{ ...told, address: '127.0.0.1' }]);
  expect(logged).toEqual([{ ...told, message: 'record-flawed' }]);
  expect(JSON.stringify([noted, logged])).not.toContain('Miller');
  expect(await alarms()).toContain('1 sales have flaws and wait for a person');
  expect(await metrics()).toContain(`tidemark_journal{shop="${shop}",kind="flawed"} 1`);
  const status = (await (await fetch(`${origin}/api/status`, { headers: session })).json()) as StatusResponse;
  expect(status.journal).toEqual({ gaps: 0, forks: 0, flawed: 1 });
});

test('[A54] a second record under a number is refused and kept; both are told of', async () => {
  const key = await aTillKey('a');
  await signIn(key.publicKey);
  await pushSigned(key, await aSealedSale(mine, key));
  const copy = await aSealedSale({ ...mine, receiptNumber: 'A-000077' }, key);
  noted = [];

  expect(await codesOf(await pushSigned(key, copy))).toEqual(['written-once']);

  expect(noted).toMatchObject([{ what: 'record-forked', record: copy.id }]);
  expect(await metrics()).toContain(`tidemark_journal{shop="${shop}",kind="forks"} 1`);
  expect((await alarms()).join()).toContain('copied to another machine');
});

test('[A54] a missing number is an alarm after ten minutes, and none once it is there', async () => {
  const key = await aTillKey('a');
  await signIn(key.publicKey);
  const [first, second, third] = (await aJournal(3, key, {}, mine)) as [Sale, Sale, Sale];
  await pushSigned(key, first, third);
  expect(await alarms()).toEqual([]);

  now += 10 * 60_000 + 1;

  expect(await alarms()).toEqual([
    expect.stringMatching(
      /^records of till till-000 are missing since 2026-11-01T.*: 1 of series aaaaaaaaaa$/,
    ),
  ]);
  expect(await metrics()).toContain(`tidemark_journal{shop="${shop}",kind="gaps"} 1`);
  await pushSigned(key, second);
  expect(await alarms()).toEqual([]);
});

test('[A55] version 9 signs in and pushes; all other routes take this version alone', async () => {
  const older = { 'tidemark-protocol': '9' };
  const session = await post(
    '/api/session',
    { shop, staff: 'anna', pin: '4711', till: { id: tillId } },
    older,
  );
  const { token } = (await session.json()) as { token: string };
  const headers = { ...older, authorization: `Bearer ${token}` };

  expect(await codesOf(await post(pushPath, rowsOf(aSale({ ...mine, id: 'sale-0001' })), headers))).toEqual([
    'conflict',
  ]);
  expect(await answered(await fetch(`${origin}/api/replication/heads`, { headers }))).toEqual([
    426,
    'client-outdated',
  ]);
  expect(await answered(await post('/api/session/key', {}, headers))).toEqual([426, 'client-outdated']);
  for (const version of ['8', '99', '9.0', ''])
    expect(await answered(await post(pushPath, '{}', { 'tidemark-protocol': version }))).toEqual([
      426,
      'client-outdated',
    ]);
});

test('[A19] a decision names who made it, and when', async () => {
  const session = await bearer();
  const asked = { id: 'sale-0001', sending: 1, decision: { do: 'send-again' } };
  await post('/api/replication/sales/decision', asked, session);

  expect(decidedBy).toEqual({ staffId: 's', at: now });
});

test('[A11] a page of another origin that is allowed may sign what it pushes', async () => {
  const answer = await fetch(origin + pushPath, {
    method: 'OPTIONS',
    headers: { origin: 'https://good.example', 'access-control-request-method': 'POST' },
  });

  expect(answer.headers.get('access-control-allow-headers')?.split(',')).toContain(signatureHeader);
});

const alarms = async () =>
  ((await (await fetch(`${origin}/healthz`)).json()) as { shops: Record<string, { alarms: string[] }> })
    .shops[shop]?.alarms ?? [];
const metrics = async () => (await fetch(`${origin}/metrics`)).text();
