import type { PublicKey } from '@tidemark/journal';
import { firstValueFrom, Subject } from 'rxjs';
import { expect, test } from 'vitest';
import type { LockView } from '../lock/lock-view.ts';
import {
  aBrowser,
  aDraft,
  aShop,
  cash,
  openTestTill,
  until,
  type TestBrowser,
} from '../testing/test-tills.ts';
import type { Till } from '../api/till.ts';

const dayMs = 86_400_000;
const ofTheOne = { inventoryItemId: '9101', variantId: '101', note: null };
const refused = { state: 'refused', sending: 1, attempts: 1, reason: 'no' } as const;
const start = Date.UTC(2026, 10, 1);

/** A shop whose people have names and PINs of their own, and a device before it. */
function aCounter() {
  const server = aShop();
  const browser = aBrowser();
  const wake$ = new Subject<'visible' | 'online'>();
  const counter = {
    server,
    browser,
    at: start,
    pins: new Map([
      ['anna', '1111'],
      ['ben', '2222'],
      ['cleo', '3333'],
    ]),
    isAway: false,
    /** Tokens that the server takes no longer. */
    ended: new Set<string>(),
    asked: [] as string[],
    device: { wake$, now: () => counter.at },
    later: (ms: number) => {
      counter.at += ms;
      wake$.next('visible');
    },
    open: () => openTestTill(server, browser, { ...counter.device, signIn: false }),
  };
  server.bend = (path, body) => {
    if (counter.isAway) return Promise.reject(new TypeError('no network'));
    if (path === '/api/session') return signedIn(counter, body ?? '');
    if (path === '/api/session/people') return review(counter, body ?? '');
    return undefined;
  };
  const answer = server.fetch;
  const isSignIn = (input: unknown) => String(input).endsWith('/api/session');
  server.fetch = async (input, init) => {
    const token = (init?.headers as Record<string, string> | undefined)?.['authorization'] ?? '';
    if (!counter.isAway && !isSignIn(input) && counter.ended.has(token.replace('Bearer token-', '')))
      return Response.json({ code: 'not-signed-in', message: 'ended' }, { status: 401 });
    return answer(input, init);
  };
  return counter;
}

type Counter = ReturnType<typeof aCounter>;

function signedIn({ pins, server }: Counter, body: string): Response | undefined {
  const { staff, pin, till, shop } = JSON.parse(body) as {
    staff: string;
    pin: string;
    till: { id: string; key?: PublicKey };
    shop: string;
  };
  if (pins.get(staff) !== pin)
    return Response.json({ code: 'not-signed-in', message: 'not right' }, { status: 401 });
  server.keys.enrol(till.id, till.key);
  return Response.json({
    token: `token-${staff}`,
    expiresAt: '2099-01-01T00:00:00Z',
    shop: { domain: shop, name: 'Demo', currency: 'EUR' },
    staff: { id: `id-${staff}`, name: staff, mark: `mark-${pin}` },
    till: { id: till.id, name: till.id, receiptPrefix: 'A' },
    location: { id: '1', name: 'Harbour Street' },
    lock: { idleMinutes: 5, offlineDays: 7 },
  });
}

function review({ pins, asked }: Counter, body: string): Response {
  const { people } = JSON.parse(body) as { people: { id: string; mark?: string }[] };
  asked.push(...people.map(each => each.id));
  const gone = people.filter(({ id, mark }) => `mark-${pins.get(id.slice(3))}` !== mark);
  return Response.json({ gone: gone.map(each => each.id) });
}

/** A till at which Ben signed in, and then Anna, who is there now. */
async function openedBy(counter: Counter): Promise<Till> {
  const till = await counter.open();
  await till.signIn('ben', '2222');
  await till.staff.change('anna', '1111');
  await till.sync('manual');
  return till;
}

const view = (till: Till): Promise<LockView> => firstValueFrom(till.lock$);
const staffOf = async (till: Till) => (await firstValueFrom(till.session$))?.staff.name;
const kept = ({ values }: TestBrowser, part: string) =>
  [...values.keys()].filter(each => each.includes(part));

test('[T97] [T98] without the server, a person who signed in here changes by PIN; sales name them, and the cart stays', async () => {
  const counter = aCounter();
  await using till = await openedBy(counter);
  const cart = await till.selling.park(aDraft(), null);
  till.lock();
  counter.isAway = true;

  expect(await till.staff.choices()).toEqual([{ name: 'ben', isOfflineToo: true }]);
  expect(await till.staff.change(' Ben', '2222')).toEqual({ kind: 'changed', isConfirmed: false });

  expect(await view(till)).toEqual({ kind: 'open', canLock: true, isUnconfirmed: true });
  expect(await staffOf(till)).toBe('ben');
  const sold = await till.selling.sell(aDraft(), cash(1250));
  expect(sold).toMatchObject({ kind: 'sold', entry: { sale: { staffId: 'id-ben' } } });
  expect((await till.selling.resume(cart.id))?.id).toBe(cart.id);
  expect(await till.staff.choices()).toEqual([{ name: 'anna', isOfflineToo: true }]);
});

test('[T98] what was written by a person whom the server has not confirmed goes up signed, and nothing is decided for them', async () => {
  const counter = aCounter();
  const { records } = counter.server;
  await using till = await openedBy(counter);
  counter.isAway = true;
  await till.staff.change('ben', '2222');
  await till.selling.sell(aDraft(), cash(1250));
  const { id } = await till.selling.move({ ...ofTheOne, reason: 'receive', units: 3 });
  counter.isAway = false;
  counter.device.wake$.next('online');
  await until(() => records.stored('sales').length + records.stored('stockMoves').length === 2, 'both');
  expect(records.stored('sales')).toMatchObject([{ staffId: 'id-ben' }]);
  const [move] = records.stored<{ id: string }>('stockMoves');
  records.put('stockMoves', Object.assign({}, move, { id, submission: refused }));
  counter.device.wake$.next('online');
  const wayOf = async () => (await firstValueFrom(till.selling.moves$))[0]?.way.at;
  while ((await wayOf()) !== 'refused') await new Promise(resolve => setTimeout(resolve, 5));

  const again = () => till.selling.decide('stockMoves', id, { do: 'send-again' });
  await expect(again()).rejects.toMatchObject({ reason: { code: 'not-confirmed' } });
  expect(await till.staff.change('ben', '2222')).toEqual({ kind: 'changed', isConfirmed: true });

  expect(await view(till)).toEqual({ kind: 'open', canLock: true });
  expect(await again()).toBe(false);
});

test('[T98] who unlocks with the server in reach is confirmed by it', async () => {
  const counter = aCounter();
  await using till = await openedBy(counter);
  counter.isAway = true;
  await till.staff.change('ben', '2222');
  till.lock();
  counter.isAway = false;

  expect(await till.unlock('2222')).toEqual({ kind: 'open' });

  expect(await view(till)).toEqual({ kind: 'open', canLock: true });
});

test('[T98] a reload keeps who is at the till, and that the server has not confirmed them', async () => {
  const counter = aCounter();
  const first = await openedBy(counter);
  counter.isAway = true;
  await first.staff.change('ben', '2222');
  await first[Symbol.asyncDispose]();
  await using till = await counter.open();

  expect(await staffOf(till)).toBe('ben');
  expect(await view(till)).toEqual({ kind: 'open', canLock: true, isUnconfirmed: true });
  expect(await till.staff.change('anna', '1111')).toEqual({ kind: 'changed', isConfirmed: true });
});

test('[T97] wrong PINs wait longer for each person, also after a reload; after ten, only the server opens', async () => {
  const counter = aCounter();
  let till = await openedBy(counter);
  counter.isAway = true;
  for (const waitMs of [2_000, 4_000]) {
    expect(await till.staff.change('ben', '0000')).toEqual({ kind: 'wrong', waitMs });
    await till[Symbol.asyncDispose]();
    till = await counter.open();
    expect(await till.staff.change('ben', '2222')).toEqual({ kind: 'wait', waitMs });
    counter.later(waitMs);
  }
  for (let n = 3; n <= 10; n++) {
    expect(await till.staff.change('ben', '0000')).toMatchObject({ kind: 'wrong' });
    counter.later(300_000);
  }
  await till.unlock('1111');

  expect(await till.staff.change('ben', '2222')).toEqual({ kind: 'too-many' });
  expect(await till.staff.choices()).toEqual([{ name: 'ben', isOfflineToo: false }]);
  counter.isAway = false;
  expect(await till.staff.change('ben', '2222')).toEqual({ kind: 'changed', isConfirmed: true });
  counter.isAway = true;
  expect(await till.staff.change('anna', '1111')).toEqual({ kind: 'changed', isConfirmed: false });
  await till[Symbol.asyncDispose]();
});

test('[T97] a person who leaves the till takes their wrong PINs along', async () => {
  const counter = aCounter();
  await using till = await openedBy(counter);
  till.lock();
  counter.isAway = true;
  for (let n = 0; n < 10; n++) {
    await till.unlock('0000');
    counter.later(300_000);
  }
  await till.staff.change('ben', '2222');

  expect(await till.staff.change('anna', '1111')).toEqual({ kind: 'too-many' });
});

test.each(['-tries-id-ben', '-people'])(
  '[T97] who removes what is kept in %s cannot guess on without the server',
  async part => {
    const counter = aCounter();
    await using till = await openedBy(counter);
    counter.isAway = true;
    await till.staff.change('ben', '0000');
    for (const key of kept(counter.browser, part)) counter.browser.values.delete(key);
    counter.later(300_000);

    const { kind } = await till.staff.change('ben', '2222');

    expect(['too-many', 'unknown']).toContain(kind);
    expect(await staffOf(till)).toBe('anna');
  },
);

test('[T97] who never signed in here, or not for the days that the shop allows, needs the server', async () => {
  const counter = aCounter();
  await using till = await openedBy(counter);
  counter.isAway = true;

  expect(await till.staff.change('cleo', '3333')).toEqual({ kind: 'unknown' });
  counter.isAway = false;
  counter.later(6 * dayMs);
  await till.signIn('anna', '1111');
  counter.isAway = true;
  counter.later(2 * dayMs);

  expect(await till.staff.change('ben', '2222')).toEqual({ kind: 'too-long' });
  expect(await staffOf(till)).toBe('anna');
});

test('[T97] where the server answers, its word counts: a PIN that it does not take opens nothing any more', async () => {
  const counter = aCounter();
  await using till = await openedBy(counter);
  counter.pins.set('ben', '9999');

  expect(await till.staff.change('ben', '2222')).toMatchObject({ kind: 'refused' });
  counter.isAway = true;

  expect(await till.staff.change('ben', '2222')).toEqual({ kind: 'unknown' });
});

test('[T99] who is dismissed opens nothing after the till was online, even if nobody asked for them', async () => {
  const counter = aCounter();
  await using till = await openedBy(counter);
  counter.pins.delete('ben');
  counter.later(61_000);
  await till.sync('manual');
  await until(() => counter.asked.includes('id-ben'), 'the question');
  await until(() => kept(counter.browser, '-tries-id-ben').length === 0, 'ben is forgotten');
  counter.isAway = true;

  expect(await till.staff.change('ben', '2222')).toEqual({ kind: 'unknown' });
  expect(await till.staff.choices()).toEqual([]);
});

test('[T99] who was dismissed before they changed without the server is locked out once the till is online', async () => {
  const counter = aCounter();
  await using till = await openedBy(counter);
  counter.isAway = true;
  counter.pins.delete('ben');
  await till.staff.change('ben', '2222');
  counter.isAway = false;
  counter.later(61_000);
  await till.sync('reconnect');
  await until(
    () => (till.lock$ as unknown as { value: LockView }).value.kind === 'locked',
    'the till is locked',
  );

  expect(await view(till)).toMatchObject({ cause: 'withdrawn', by: 'sign-in' });
  counter.isAway = true;
  expect(await till.staff.change('ben', '2222')).toEqual({ kind: 'unknown' });
  expect(await till.staff.change('anna', '1111')).toMatchObject({ kind: 'changed' });
});

test('[T99] the session of somebody who is dismissed locks the till for whoever is at it, and opens for nobody of before but them', async () => {
  const counter = aCounter();
  await using till = await openedBy(counter);
  counter.isAway = true;
  await till.staff.change('ben', '2222');
  counter.isAway = false;
  counter.ended.add('anna');
  counter.pins.delete('anna');
  await till.sync('reconnect');

  expect(await view(till)).toMatchObject({ kind: 'locked', cause: 'withdrawn' });
  counter.isAway = true;
  expect(await till.staff.change('ben', '2222')).toEqual({ kind: 'ended' });
  counter.isAway = false;
  expect(await till.staff.change('ben', '2222')).toEqual({ kind: 'changed', isConfirmed: true });
  counter.isAway = true;
  expect(await till.staff.change('anna', '1111')).toEqual({ kind: 'unknown' });
});

test('[T97] what is removed of the shop has the people too', async () => {
  const counter = aCounter();
  await using till = await openedBy(counter);
  await till.signOut();
  expect(kept(counter.browser, '-people')).toHaveLength(1);

  await till.removeShop();

  expect([...kept(counter.browser, '-people'), ...kept(counter.browser, '-tries-')]).toEqual([]);
});
