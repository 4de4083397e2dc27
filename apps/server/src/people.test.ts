import type { StatusResponse } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { aServer, shop, start } from './testing-server.ts';

const weekMs = 7 * 86_400_000;

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
