import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ingest } from '@tidemark/exchange';
import type { SecurityEvent } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import type { SessionResponse, StatusResponse } from '@tidemark/protocol';
import { aLocation, someSettings } from '@tidemark/schema/testing';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createApp } from './app.ts';
import { hashPin } from './auth/pin.ts';

const shop = 'a.myshopify.com';
const start = Date.UTC(2026, 10, 1);
const weekMs = 7 * 86_400_000;
const health = {
  ...{ shopify: { circuit: 'closed' }, imported: true, inbox: { waiting: 0, parked: 0 }, troubles: {} },
  ...{
    lostSubscriptions: 0,
    refusedTopics: [],
    scores: [],
    neverArrived: {},
    quarantined: 0,
    unreadable: [],
  },
};
const ingest = { status: async () => ({}), health: async () => health } as unknown as Ingest;

/** A server of a shop with two locations, where Anna and Ben work. */
async function aServer() {
  const store = await openMemoryMirror();
  const noted: SecurityEvent[] = [];
  const present = (document: object) =>
    ({ kind: 'present', document, scope: '', sourceUpdatedAt: 1, readAt: 1 }) as never;
  await store.mirror.commit(shop, 'settings', [present(someSettings())]);
  const locations = [aLocation({ id: '1', name: 'Harbour' }), aLocation({ id: '2', name: 'Hill' })];
  await store.mirror.commit(
    shop,
    'locations',
    locations.map(each => present(each)),
  );
  await store.register.addShop(shop);
  const employ = (name: string, pin: string) =>
    store.register.saveStaff(shop, { id: `id-${name}`, name, pinHash: hashPin(pin) });
  await employ('anna', '4711');
  await employ('ben', '4712');
  const clock = { now: start };
  const { app, streams } = createApp({
    ...{ mirror: store.mirror, records: store.records, inbox: store.inbox, register: store.register },
    securityLog: { note: event => void noted.push(event), state: () => undefined as never },
    ...{ ingests: new Map([[shop, ingest]]), submits: new Map(), webhookSecrets: [] },
    ...{ monitoring: 'open', sessionSecret: new TextEncoder().encode('x'.repeat(32)) },
    ...{ corsOrigins: [], allowLocalOrigins: false, imageOrigin: undefined, posFolder: undefined },
    ...{ version: 'test', now: () => clock.now, log: pino({ level: 'silent' }) },
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async <T>(path: string, body?: object, token?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const sent = body && { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(origin + path, { headers, ...sent });
    return { status: response.status, body: (await response.json()) as T };
  };
  const signIn = async (staff: string, pin: string, locationId?: string) => {
    const till = { id: 'till-0001', name: 'Counter' };
    const asked = { shop, staff, pin, till, ...(locationId ? { locationId } : {}) };
    return (await ask<SessionResponse>('/api/session', asked)).body;
  };
  return {
    ...{ store, noted, clock, ask, signIn, employ },
    [Symbol.asyncDispose]: async () => {
      streams[Symbol.dispose]();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await store[Symbol.asyncDispose]();
    },
  };
}

test('[A62] a till is told who may not open it any more, and of nobody else', async () => {
  await using server = await aServer();
  const { ask, store, employ } = server;
  const [anna, ben] = [await server.signIn('anna', '4711'), await server.signIn('ben', '4712')];
  const people = [anna, ben].map(({ staff: { id, mark } }) => ({ id, ...(mark ? { mark } : {}) }));
  const gone = async (asked: object[] = people) =>
    (await ask<{ gone: string[] }>('/api/session/people', { people: asked }, anna.token)).body.gone;
  expect(people.map(each => each.mark?.length)).toEqual([12, 12]);
  expect((await ask('/api/session/people', { people })).status).toBe(401);

  expect(await gone()).toEqual([]);
  expect(await gone([{ id: 'id-ben' }, { id: 'nobody' }, { id: 'id-anna', mark: 'x' }])).toEqual([
    'nobody',
    'id-anna',
  ]);
  await employ('ben', '9999');
  expect(await gone()).toEqual(['id-ben']);
  expect(await gone([{ id: 'id-ben' }])).toEqual([]);
  await store.register.dismiss(shop, 'id-ben', start);

  expect(await gone([{ id: 'id-ben' }])).toEqual(['id-ben']);
});

test('[A63] managers are told that a till moved, until one has seen it, or for a week', async () => {
  await using server = await aServer();
  const { ask, clock, noted } = server;
  await server.signIn('anna', '4711', '1');
  const { token } = await server.signIn('anna', '4711', '2');
  const status = async () => (await ask<StatusResponse>('/api/status', undefined, token)).body.moved;
  const alarms = async () =>
    (await ask<{ shops: Record<string, { alarms: string[] }> }>('/healthz')).body.shops[shop]?.alarms;
  const at = new Date(start).toISOString();

  expect(await status()).toEqual([
    { id: 1, till: 'Counter', from: { id: '1', name: 'Harbour' }, to: { id: '2', name: 'Hill' }, at },
  ]);
  expect(await alarms()).toEqual([`till till-000 moved from location 1 to 2 at ${at}`]);
  clock.now = start + weekMs;
  expect([await status(), await alarms()]).toEqual([undefined, []]);
  clock.now = start;
  expect(await ask('/api/status/moved', { ids: [1, 2] }, token)).toEqual({ status: 200, body: { left: 0 } });

  expect([await status(), await alarms()]).toEqual([undefined, []]);
  expect(noted.filter(each => each.what === 'move-seen')).toEqual([
    expect.objectContaining({ staff: 'anna', moved: 'till-000', from: '1', to: '2' }),
  ]);
  expect((await ask('/api/status/moved', { ids: [1] })).status).toBe(401);
  expect((await ask('/api/status/moved', { ids: ['1'] }, token)).status).toBe(400);
});
