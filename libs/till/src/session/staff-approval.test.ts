import type { PublicKey } from '@tidemark/journal';
import { approvalHeader, type ApprovalRequest, type SessionRequest } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import type { Till } from '../api/till.ts';
import { aBrowser, aDraft, aShop, cash, openTestTill } from '../testing/test-tills.ts';

const people = new Map([
  ['anna', { pin: '4711', role: 'manager' }],
  ['carl', { pin: '2580', role: 'cashier' }],
  ['cleo', { pin: '2581', role: 'cashier' }],
  ['zoe', { pin: '9753', role: 'wizard' }],
]);

/** A shop with a manager, cashiers, and somebody whose role this till does not know. */
function aCounter() {
  const server = aShop();
  const state = { isAway: false, asked: [] as ApprovalRequest[] };
  server.bend = (path, body) => {
    if (state.isAway) return Promise.reject(new TypeError('no network'));
    if (path === '/api/session') {
      const { staff, till, shop } = JSON.parse(body ?? '') as SessionRequest;
      server.keys.enrol(till.id, till.key as PublicKey | undefined);
      return Response.json({
        ...{ token: `token-${staff}`, expiresAt: '2099-01-01T00:00:00Z' },
        shop: { domain: shop, name: 'Demo', currency: 'EUR' },
        staff: { id: `id-${staff}`, name: staff, mark: 'm', role: people.get(staff)?.role },
        till: { id: till.id, name: till.id, receiptPrefix: 'A' },
        location: { id: '1', name: 'Harbour Street' },
      });
    }
    if (path === '/api/session/people') return Response.json({ gone: [] });
    if (path !== '/api/session/approval') return undefined;
    const request = JSON.parse(body ?? '') as ApprovalRequest;
    state.asked.push(request);
    const { staff: name, pin } = request;
    if (people.get(name)?.pin !== pin) return Response.json({ outcome: 'refused', why: 'wrong-pin' });
    if (people.get(name)?.role !== 'manager') return Response.json({ outcome: 'refused', why: 'may-not' });
    const staff = { id: `id-${name}`, name };
    return Response.json({ outcome: 'approved', token: 'yes', expiresAt: '2099-01-01T00:00:00Z', staff });
  };
  return { server, state };
}

/** All have signed in here, Carl last. */
async function openedByCarl({ server }: ReturnType<typeof aCounter>): Promise<Till> {
  const till = await openTestTill(server, aBrowser(), { signIn: false });
  for (const name of ['zoe', 'anna', 'cleo', 'carl']) await till.signIn(name, people.get(name)?.pin ?? '');
  await till.sync('manual');
  return till;
}

test('[T115] the server says whether somebody may approve, and an approval goes with what it is for', async () => {
  const counter = aCounter();
  const { server, state } = counter;
  const headers: (string | undefined)[] = [];
  const answer = server.fetch;
  server.fetch = async (input, init) => {
    const path = new URL(String(input)).pathname;
    if (path === '/api/audit') headers.push((init?.headers as Record<string, string>)[approvalHeader]);
    return path === '/api/audit' ? Response.json({ started: true }, { status: 202 }) : answer(input, init);
  };

  await using till = await openedByCarl(counter);

  const said = await till.staff.approve('check-everything', 'anna', '4711');

  expect(state.asked).toEqual([{ permission: 'check-everything', staff: 'anna', pin: '4711' }]);
  expect(said).toMatchObject({
    kind: 'approved',
    approval: { staffId: 'id-anna', name: 'anna', token: 'yes' },
  });
  expect(await till.staff.approve('decide', 'anna', '0000')).toEqual({ kind: 'wrong', waitMs: 0 });
  expect(await till.staff.approve('decide', 'cleo', '2581')).toEqual({ kind: 'may-not' });
  if (said.kind === 'approved') await till.audit(said.approval);
  await till.audit();
  expect(headers).toEqual(['yes', undefined]);
});

test('[T115] without the server, the till judges people who signed in here, by the role that they had then', async () => {
  const counter = aCounter();
  await using till = await openedByCarl(counter);
  expect(await till.staff.approvers('move-stock')).toEqual([{ name: 'anna', isOfflineToo: true }]);
  counter.state.isAway = true;

  const said = await till.staff.approve('move-stock', ' Anna', '4711');

  expect(said).toEqual({
    kind: 'approved',
    approval: { staffId: 'id-anna', name: 'anna', at: expect.stringMatching(/^\d{4}-.*Z$/) as string },
  });
  expect(await till.staff.approve('move-stock', 'cleo', '2581')).toEqual({ kind: 'may-not' });
  expect(await till.staff.approve('move-stock', 'carl', '2580')).toEqual({ kind: 'may-not' });
  expect(await till.staff.approve('move-stock', 'zoe', '9753')).toEqual({ kind: 'may-not' });
  expect(await till.staff.approve('move-stock', 'nobody', '4711')).toEqual({ kind: 'unknown' });
  expect(await till.staff.approve('see-moves', 'anna', '4711')).toMatchObject({ kind: 'approved' });
});

test('[T115] wrong PINs are counted with those of a change of staff, and wait', async () => {
  const counter = aCounter();
  await using till = await openedByCarl(counter);
  counter.state.isAway = true;

  for (let tries = 0; tries < 3; tries++) await till.staff.change('anna', '0000');
  for (let tries = 0; tries < 6; tries++) await till.staff.approve('move-stock', 'anna', '0000');
  const said = await till.staff.approve('move-stock', 'anna', '4711');

  expect(['wait', 'too-many']).toContain(said.kind);
});

test('[T116] what somebody approved of is in the record, and stays there', async () => {
  const counter = aCounter();
  await using till = await openedByCarl(counter);
  const approvals = [{ permission: 'move-stock', staffId: 'id-anna', at: '2026-11-01T00:00:00Z' }];
  const item = { inventoryItemId: '9101', variantId: '101', note: null } as const;

  const move = await till.selling.move({ ...item, reason: 'receive', units: 2, approvals });
  const plain = await till.selling.move({ ...item, reason: 'receive', units: 2 });
  const sold = await till.selling.sell(aDraft(), cash(1250), approvals);

  expect(move.approvals).toEqual(approvals);
  expect(plain).not.toHaveProperty('approvals');
  expect(sold).toMatchObject({ kind: 'sold', entry: { sale: { approvals } } });
});
