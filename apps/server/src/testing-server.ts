import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ingest } from '@tidemark/exchange';
import type { SecurityEvent } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import type { SessionResponse } from '@tidemark/protocol';
import type { Role } from '@tidemark/schema';
import { aLocation, someSettings } from '@tidemark/schema/testing';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { LateRefusals } from './auth/late-refusals.ts';
import { hashPin } from './auth/pin.ts';

export const shop = 'a.myshopify.com';
export const start = Date.UTC(2026, 10, 1);
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
const ingest = {
  status: async () => ({}),
  health: async () => health,
  audit: async () => undefined,
} as unknown as Ingest;

/** A server of a shop with two locations, where Anna and Ben work. */
export async function aServer() {
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
  const employ = (name: string, pin: string, role?: Role) =>
    store.register.saveStaff(shop, {
      id: `id-${name}`,
      name,
      pinHash: hashPin(pin),
      ...(role ? { role } : {}),
    });
  await employ('anna', '4711');
  await employ('ben', '4712');
  const clock = { now: start };
  const { app, streams } = createApp({
    ...{ mirror: store.mirror, records: store.records, inbox: store.inbox, register: store.register },
    securityLog: { note: event => void noted.push(event), state: () => undefined as never },
    ...{ ingests: new Map([[shop, ingest]]), submits: new Map(), webhookSecrets: [] },
    refusals: new LateRefusals(async () => undefined),
    ...{ monitoring: 'open', sessionSecret: new TextEncoder().encode('x'.repeat(32)) },
    ...{ corsOrigins: [], allowLocalOrigins: false, imageOrigin: undefined, posFolder: undefined },
    ...{ version: 'test', now: () => clock.now, log: pino({ level: 'silent' }) },
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async <T>(path: string, body?: object, token?: string, more: Record<string, string> = {}) => {
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...more,
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
