import type { ApprovalResponse, SessionResponse } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { approvalMs } from './auth/approvals.ts';
import { aServer, shop, start } from './testing-server.ts';

type Server = Awaited<ReturnType<typeof aServer>>;

/** A server where Anna is a manager and Carl a cashier, both signed in at one till. */
async function aCounter() {
  const server = await aServer();
  await server.employ('carl', '2580', 'cashier');
  const anna = await server.signIn('anna', '4711');
  const carl = await server.signIn('carl', '2580');
  return { server, anna, carl };
}

async function approve(server: Server, token: string, change: object = {}) {
  const asked = { staff: 'anna', pin: '4711', permission: 'check-everything', ...change };
  return (await server.ask<ApprovalResponse>('/api/session/approval', asked, token)).body;
}

async function approvalToken(server: Server, token: string, change: object = {}): Promise<string> {
  const said = await approve(server, token, change);
  if (said.outcome !== 'approved') throw new Error(said.why);
  return said.token;
}

const audit = async (server: Server, token: string, approval?: string) =>
  (await server.ask('/api/audit', {}, token, approval ? { 'tidemark-approval': approval } : {})).status;

test('[A100] a sign-in is answered with the role, and whoever has none is a manager', async () => {
  const { server, anna, carl } = await aCounter();
  await using _ = server;

  expect([anna.staff.role, carl.staff.role]).toEqual(['manager', 'cashier']);
});

test('[A102] what a role may not do alone is refused in words, and done with an approval', async () => {
  const { server, anna, carl } = await aCounter();
  await using _ = server;

  expect(await server.ask('/api/audit', {}, carl.token)).toEqual({
    status: 403,
    body: { code: 'forbidden', message: 'Your role needs the approval of a manager for this.' },
  });
  expect(await audit(server, anna.token)).toBe(202);
  expect(await audit(server, carl.token, await approvalToken(server, carl.token))).toBe(202);

  expect(server.noted.map(each => each.what).filter(each => /right|approv/.test(each))).toEqual([
    'right-refused',
    'approved',
  ]);
  expect(server.noted.find(each => each.what === 'approved')).toMatchObject({
    ...{ permission: 'check-everything', approver: 'anna', staff: 'carl', till: 'till-000' },
  });
});

test('[A102] no approval helps where a role may not do it at all', async () => {
  const { server, anna, carl } = await aCounter();
  await using _ = server;
  const approval = await approvalToken(server, carl.token, { permission: 'see-moves' });
  const seen = (token: string) =>
    server.ask('/api/status/moved', { ids: [1] }, token, { 'tidemark-approval': approval });

  expect(await seen(carl.token)).toEqual({
    status: 403,
    body: { code: 'forbidden', message: 'Your role does not allow this. Ask a manager to sign in.' },
  });
  expect((await seen(anna.token)).status).toBe(200);
});

test('[A103] an approval is for one person, one till and one permission, and for three minutes', async () => {
  const { server, carl } = await aCounter();
  await using _ = server;
  await server.employ('cleo', '2581', 'cashier');
  const cleo = await server.signIn('cleo', '2581');
  const elsewhere = { shop, staff: 'carl', pin: '2580', till: { id: 'till-0002' } };
  await server.ask('/api/session', { ...elsewhere, staff: 'anna', pin: '4711' });
  const there = (await server.ask<SessionResponse>('/api/session', elsewhere)).body;
  const approval = await approvalToken(server, carl.token);

  expect(await audit(server, cleo.token, approval)).toBe(403);
  expect(await audit(server, there.token, approval)).toBe(403);
  expect(
    await audit(server, carl.token, await approvalToken(server, carl.token, { permission: 'decide' })),
  ).toBe(403);
  expect(await audit(server, carl.token, carl.token)).toBe(403);
  expect(await audit(server, approval, approval)).toBe(401);
  expect(await audit(server, carl.token, approval)).toBe(202);
  server.clock.now = start + approvalMs;
  expect(await audit(server, carl.token, approval)).toBe(403);
});

test('[A103] an approval ends with another PIN or role of whoever gave it', async () => {
  const { server, carl } = await aCounter();
  await using _ = server;
  const approval = await approvalToken(server, carl.token);

  const before = (await server.store.register.staff(shop, 'id-anna'))!;
  await server.store.register.saveStaff(shop, { ...before, role: 'cashier' });
  expect(await audit(server, carl.token, approval)).toBe(403);
  await server.store.register.saveStaff(shop, before);
  expect(await audit(server, carl.token, approval)).toBe(202);
  await server.employ('anna', '4712');
  expect(await audit(server, carl.token, approval)).toBe(403);
});

test('[A103] only whoever may do it approves, and wrong PINs count as at a sign-in', async () => {
  const { server, carl } = await aCounter();
  await using _ = server;

  expect(await approve(server, carl.token, { staff: 'carl', pin: '2580' })).toEqual({
    outcome: 'refused',
    why: 'may-not',
  });
  const wrong = { outcome: 'refused', why: 'wrong-pin' };
  expect(await approve(server, carl.token, { staff: 'nobody' })).toEqual(wrong);
  for (let tries = 0; tries < 5; tries++)
    expect(await approve(server, carl.token, { pin: '0000' })).toEqual(wrong);
  const held = { status: 429, body: expect.objectContaining({ code: 'busy' }) as unknown };
  const asked = { staff: 'anna', pin: '4711', permission: 'decide' };
  expect(await server.ask('/api/session/approval', asked, carl.token)).toEqual(held);
  const signIn = { shop, staff: 'anna', pin: '4711', till: { id: 'till-0001' } };
  expect(await server.ask('/api/session', signIn)).toEqual(held);

  expect((await server.ask('/api/session/approval', asked)).status).toBe(401);
  expect(
    (await server.ask('/api/session/approval', { ...asked, permission: 'fly' }, carl.token)).status,
  ).toBe(400);
  expect(await audit(server, carl.token)).toBe(403);
});

test('[A100] another role ends the session', async () => {
  const { server, anna } = await aCounter();
  await using _ = server;
  const before = (await server.store.register.staff(shop, 'id-anna'))!;

  await server.store.register.saveStaff(shop, { ...before, role: 'manager' });
  expect(await audit(server, anna.token)).toBe(202);
  await server.store.register.saveStaff(shop, { ...before, role: 'cashier' });

  expect(await audit(server, anna.token)).toBe(401);
});
