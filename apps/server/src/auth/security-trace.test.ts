import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ingest, Submit } from '@tidemark/exchange';
import type { SecurityEvent, SecurityState } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import { aLocation, someSettings } from '@tidemark/schema/testing';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { hashPin } from './pin.ts';
import { issueToken } from './session.ts';

const shop = 'a.myshopify.com';
const secret = new TextEncoder().encode('x'.repeat(32));
const tillId = 'till-0001-which-is-long';

let origin: string;
let noted: SecurityEvent[];
let state: SecurityState;
let store: Awaited<ReturnType<typeof openMemoryMirror>>;
let stop: () => Promise<void>;

beforeEach(async () => {
  noted = [];
  state = {
    ...{ end: { line: 7, hash: 'abc' }, lastAt: '2026-11-01T00:00:00.000Z', checkedAt: undefined },
    ...{ faults: [], unwritten: 0, wrongPinsInHour: 3 },
  };
  store = await openMemoryMirror();
  const present = (document: object) =>
    ({ kind: 'present', document, scope: '', sourceUpdatedAt: 1, readAt: 1 }) as never;
  await store.mirror.commit(shop, 'settings', [present(someSettings())]);
  const locations = ['1', '2'].map(id => present(aLocation({ id })));
  await store.mirror.commit(shop, 'locations', locations);
  await store.register.saveStaff(shop, { id: 's', name: 'anna', pinHash: hashPin('4711') });
  const { app, streams } = createApp({
    ...{ mirror: store.mirror, records: store.records, inbox: store.inbox, register: store.register },
    securityLog: { note: event => void noted.push(event), state: () => state },
    ingests: new Map<string, Ingest>(),
    submits: new Map([[shop, { decide: async () => 'decided' } as unknown as Submit]]),
    webhookSecrets: ['hush'],
    monitoring: { token: 'a-token-of-sixteen' },
    sessionSecret: secret,
    corsOrigins: [],
    ...{ allowLocalOrigins: false, imageOrigin: undefined, posFolder: undefined },
    version: 'test',
    now: Date.now,
    log: pino({ level: 'silent' }),
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

function post(path: string, body: object, headers: Record<string, string> = {}) {
  const all = { 'content-type': 'application/json', ...headers };
  return fetch(origin + path, { method: 'POST', body: JSON.stringify(body), headers: all });
}

async function signIn(change: object = {}): Promise<string> {
  const answer = await post('/api/session', {
    shop,
    staff: 'anna',
    pin: '4711',
    till: { id: tillId },
    ...change,
  });
  return ((await answer.json()) as { token: string }).token;
}

const health = async () =>
  (await (
    await fetch(`${origin}/healthz`, { headers: { authorization: 'Bearer a-token-of-sixteen' } })
  ).json()) as { alarms: string[]; security: object };

test('[A41] who signs in, with a wrong PIN or too often, and a till that moves, are noted', async () => {
  await signIn();
  await signIn({ locationId: '2' });
  await signIn({ pin: '1111' });
  await signIn({ staff: '4711 typed as a name', pin: '1111' });
  for (let n = 0; n < 5; n++) await signIn({ pin: '2222' });

  const anna = { shop, staff: 'anna', till: 'till-000', address: '127.0.0.1' };
  expect(noted.slice(0, 5)).toEqual([
    { what: 'signed-in', ...anna, location: '1', isNewTill: true },
    { what: 'signed-in', ...anna, location: '2', isNewTill: false },
    { what: 'till-moved', ...anna, from: '1', to: '2' },
    { what: 'wrong-pin', ...anna, isKnownTill: true },
    { what: 'wrong-pin', till: 'till-000', isKnownTill: true, address: '127.0.0.1' },
  ]);
  expect(noted.at(-1)).toEqual({ what: 'sign-in-held', ...anna, isKnownTill: true });
  expect(JSON.stringify(noted)).not.toMatch(/4711|1111|2222|which-is-long/);
});

test('[A41] tokens that are refused are noted with the reason; none at all is not', async () => {
  const identity = { shop, staffId: 's', tillId, locationId: '1' };
  const old = await issueToken(identity, secret, Date.now() - 40 * 3_600_000);
  const other = await issueToken(identity, secret, Date.now(), 'another PIN');
  for (const token of ['', 'nonsense', old, other])
    await fetch(`${origin}/api/status`, { headers: token ? { authorization: `Bearer ${token}` } : {} });

  expect(noted).toEqual([
    { what: 'token-refused', address: '127.0.0.1', why: 'not-ours' },
    { what: 'token-refused', address: '127.0.0.1', why: 'expired' },
    { what: 'token-refused', address: '127.0.0.1', why: 'ended', shop, till: 'till-000' },
  ]);
});

test('[A41] a decision is noted with who made it, without their words', async () => {
  const authorization = `Bearer ${await signIn()}`;
  noted = [];
  const decision = { do: 'resolve', note: 'Mrs Miller paid at the door' };
  await post('/api/replication/sales/decision', { id: 'sale-0009', sending: 1, decision }, { authorization });

  const anna = { shop, staff: 'anna', till: 'till-000', address: '127.0.0.1' };
  expect(noted).toEqual([
    {
      what: 'decided',
      ...anna,
      collection: 'sales',
      id: 'sale-0009',
      decision: 'resolve',
      outcome: 'decided',
    },
  ]);
});

test('[A41] a decision about an effect names the effect', async () => {
  const authorization = `Bearer ${await signIn()}`;
  noted = [];
  const asked = { id: 'sale-0009', sending: 1, effect: 'sale-0009-stock-1', decision: { do: 'send-again' } };
  await post('/api/replication/sales/decision', asked, { authorization });

  expect(noted).toMatchObject([{ what: 'decided', id: 'sale-0009', effect: 'sale-0009-stock-1' }]);
});

test('[A41] forged webhooks and wrong monitoring tokens are noted, requests without any are not', async () => {
  await fetch(`${origin}/healthz`);
  await fetch(`${origin}/metrics`);
  await fetch(`${origin}/metrics`, { headers: { authorization: 'Bearer another-token' } });
  await post(
    '/webhooks/shopify',
    {},
    {
      'x-shopify-topic': 'products/update',
      ...{ 'x-shopify-shop-domain': shop, 'x-shopify-api-version': '2026-10', 'x-shopify-webhook-id': 'd' },
      'x-shopify-hmac-sha256': createHmac('sha256', 'guess').update('{}').digest('base64'),
    },
  );

  expect(noted).toEqual([
    { what: 'monitoring-refused', address: '127.0.0.1' },
    { what: 'webhook-refused', address: '127.0.0.1' },
  ]);
});

test('[A41] health says how the log stands, to who may see it', async () => {
  expect(await (await fetch(`${origin}/healthz`)).json()).toEqual({ ok: true });
  expect(await health()).toMatchObject({
    alarms: [],
    security: {
      chain: 'whole',
      line: 7,
      hash: 'abc',
      lastAt: '2026-11-01T00:00:00.000Z',
      wrongPinsInHour: 3,
    },
  });

  state = { ...state, faults: ['line 5 is missing'], unwritten: 2 };
  const { alarms, security } = await health();
  expect(security).toMatchObject({ chain: 'broken', unwritten: 2 });
  expect(alarms).toEqual([
    'The security log is not whole: line 5 is missing',
    'The security log cannot be written: 2 lines are missing',
  ]);
});
