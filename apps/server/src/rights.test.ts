import type { ApprovalResponse, PushResponse, SessionResponse } from '@tidemark/protocol';
import { aStockMove } from '@tidemark/schema/testing';
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

/** Signs in at a browser that is no till yet. */
const atNewTill = (server: Server, change: object = {}, id = 'till-0009') =>
  server.ask<SessionResponse & { code?: string; why?: string }>('/api/session', {
    ...{ shop, staff: 'carl', pin: '2580', till: { id } },
    ...change,
  });

test('[A105] a browser becomes a till when somebody signs in who may register tills, or approves', async () => {
  const { server } = await aCounter();
  await using _ = server;
  const anna = { staff: 'anna', pin: '4711' };
  const isTill = async (id = 'till-0009') => (await server.store.register.till(shop, id)) !== undefined;

  const refused = await atNewTill(server);
  expect([refused.status, refused.body.code, refused.body.why]).toEqual([
    403,
    'forbidden',
    'till-unapproved',
  ]);
  expect(refused.body).toHaveProperty('message', expect.stringContaining('A manager has to approve'));
  for (const approval of [
    { staff: 'carl', pin: '2580' },
    { staff: 'anna', pin: '0000' },
    { staff: 'nobody', pin: '4711' },
  ])
    expect((await atNewTill(server, { approval })).body.why).toBe('till-unapproved');
  expect((await atNewTill(server, { pin: '0000', approval: anna })).status).toBe(401);
  expect(await isTill()).toBe(false);

  expect((await atNewTill(server, { approval: anna })).status).toBe(200);
  expect(await isTill()).toBe(true);
  // From now on it is a till, for everybody.
  expect((await atNewTill(server)).status).toBe(200);
  expect((await atNewTill(server, anna, 'till-0010')).status).toBe(200);
  expect((await atNewTill(server, {}, 'till-0010')).status).toBe(200);

  expect(server.noted.filter(each => /approv/.test(each.what))).toEqual([
    expect.objectContaining({ what: 'approval-refused', approver: 'carl', permission: 'register-tills' }),
    expect.objectContaining({ what: 'approved', approver: 'anna', staff: 'carl', till: 'till-000' }),
  ]);
});

test('[A105] wrong PINs of whoever approves count as at a sign-in', async () => {
  const { server } = await aCounter();
  await using _ = server;
  const wrong = { approval: { staff: 'anna', pin: '0000' } };

  for (let tries = 0; tries < 5; tries++) expect((await atNewTill(server, wrong)).status).toBe(403);

  expect((await atNewTill(server, { approval: { staff: 'anna', pin: '4711' } })).status).toBe(429);
  expect((await atNewTill(server, { staff: 'anna', pin: '4711' })).status).toBe(429);
});

test('[A104] a move that its writer may not make is stored, and named in the security log', async () => {
  const { server, anna, carl } = await aCounter();
  await using _ = server;
  const push = async (id: string, staffId: string, approver?: string) => {
    const approvals = approver && [
      { permission: 'move-stock', staffId: approver, at: '2026-11-01T00:00:00Z' },
    ];
    const author = { shop, tillId: 'till-0001', staffId, locationId: '1' };
    const move = aStockMove({ ...author, id, key: `key-${id}`, ...(approvals ? { approvals } : {}) });
    const rows = [{ newDocumentState: { ...move, _deleted: false } }];
    const { body } = await server.ask<PushResponse>('/api/replication/stockMoves/push', { rows }, carl.token);
    return body.outcomes[0]?.outcome;
  };

  for (const id of ['move-0001', 'move-0001']) expect(await push(id, carl.staff.id)).toBe('conflict');
  await push('move-0002', carl.staff.id, carl.staff.id);
  await push('move-0003', carl.staff.id, anna.staff.id);
  await push('move-0004', anna.staff.id);

  expect(server.noted.filter(each => each.what === 'record-not-allowed')).toEqual(
    ['move-0001', 'move-0002'].map(
      record => expect.objectContaining({ record, permission: 'move-stock', till: 'till-000' }) as unknown,
    ),
  );
});
