import { firstValueFrom, Subject } from 'rxjs';
import { aCustomer } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import {
  aBrowser,
  aDraft,
  aShop,
  cash,
  openTestTill,
  until,
  type TestBrowser,
} from '../testing/test-tills.ts';
import { MemoryTabs } from '../tabs/memory-tabs.ts';
import { memoryStorage, plainPins } from '../testing.ts';
import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import type { LockView } from './lock-view.ts';
import type { Till } from '../api/till.ts';
import type { Pins } from './pin-verifier.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const start = Date.UTC(2026, 10, 1);

/** A device whose clock a test moves; it looks as a page does when it wakes. */
function aDevice(browser: TestBrowser = aBrowser()) {
  const wake$ = new Subject<'visible'>();
  const touch$ = new Subject<void>();
  const device = {
    browser,
    at: start,
    wake$,
    touch$,
    now: () => device.at,
    later: (ms: number) => {
      device.at += ms;
      wake$.next('visible');
    },
  };
  return device;
}

const view = (till: Till): Promise<LockView> => firstValueFrom(till.lock$);
const kept = (browser: TestBrowser, end: string) =>
  [...browser.values.keys()].find(each => each.endsWith(end)) ?? '';
const away = () => Promise.reject(new TypeError('no network'));

test('[T70] a till that nobody uses locks itself, stays locked over a reload, and opens by the PIN without a network', async () => {
  const server = aShop();
  const device = aDevice();
  const till = await openTestTill(server, device.browser, device);
  device.later(4 * minuteMs);
  device.touch$.next();
  device.later(4 * minuteMs);
  expect(await view(till)).toEqual({ kind: 'open', canLock: true });

  device.later(minuteMs);
  expect(await view(till)).toMatchObject({ kind: 'locked', cause: 'idle', by: 'pin' });
  device.touch$.next();
  expect(await view(till)).toMatchObject({ kind: 'locked' });
  await till[Symbol.asyncDispose]();
  server.bend = away;
  await using again = await openTestTill(server, device.browser, device);

  expect(await view(again)).toMatchObject({ kind: 'locked', cause: 'idle', by: 'pin' });
  expect(await again.unlock('1234')).toEqual({ kind: 'open' });
  expect(await view(again)).toEqual({ kind: 'open', canLock: true });
});

test('[T70] a till of which the lock was taken away opens locked', async () => {
  const device = aDevice();
  await (await openTestTill(aShop(), device.browser, device))[Symbol.asyncDispose]();
  device.browser.values.delete(kept(device.browser, '-lock'));
  await using till = await openTestTill(aShop(), device.browser, device);

  expect(await view(till)).toMatchObject({ kind: 'locked', by: 'pin' });
});

test('[T71] wrong PINs wait longer each time, also after a reload; after ten, only the server opens', async () => {
  const server = aShop();
  const device = aDevice();
  let till = await openTestTill(server, device.browser, device);
  till.lock();
  for (const waitMs of [2_000, 4_000, 8_000]) {
    expect(await till.unlock('0000')).toEqual({ kind: 'wrong', waitMs });
    expect(await till.unlock('1234')).toEqual({ kind: 'wait', waitMs });
    await till[Symbol.asyncDispose]();
    till = await openTestTill(server, device.browser, device);
    expect(await till.unlock('1234')).toEqual({ kind: 'wait', waitMs });
    device.later(waitMs);
  }
  for (let n = 4; n < 10; n++) {
    await till.unlock('0000');
    device.later(5 * minuteMs);
  }
  expect(await till.unlock('0000')).toEqual({ kind: 'sign-in' });
  device.later(dayMs);
  expect(await till.unlock('1234')).toEqual({ kind: 'sign-in' });
  expect(await view(till)).toMatchObject({ kind: 'locked', by: 'sign-in', wrong: 10 });

  await till.signIn('demo', '1234');

  expect(await view(till)).toEqual({ kind: 'open', canLock: true });
  await till[Symbol.asyncDispose]();
});

test('[T70] all tabs of a browser lock, and open, together', async () => {
  const server = aShop();
  const device = aDevice();
  const [disks, tabs] = [new MemoryBrowser(), new MemoryTabs()];
  const openTab = () =>
    openTestTill(server, device.browser, { ...device, rxStorage: memoryStorage(disks), tabs: tabs.open() });
  await using first = await openTab();
  await using second = await openTab();

  first.lock();
  await until(() => (second.lock$ as unknown as { value: LockView }).value.kind === 'locked');
  await second.unlock('1234');

  await until(() => (first.lock$ as unknown as { value: LockView }).value.kind === 'open');
});

test('[T72] a session of an earlier version, which has no verifier, is not locked before the next sign-in', async () => {
  const server = aShop();
  const device = aDevice();
  const till = await openTestTill(server, device.browser, device);
  await till.selling.sell(aDraft(), cash(1250));
  await till[Symbol.asyncDispose]();
  asEarlierVersion(device.browser);
  server.bend = away;
  await using again = await openTestTill(server, device.browser, device);

  expect(await view(again)).toEqual({ kind: 'open', canLock: false });
  device.later(30 * minuteMs);
  again.lock();
  expect(await view(again)).toEqual({ kind: 'open', canLock: false });
  server.bend = () => undefined;
  await again.signIn('demo', '1234');
  device.later(30 * minuteMs);

  expect(await view(again)).toMatchObject({ kind: 'locked', by: 'pin' });
});

/** Pins that are made when the test says so. */
function slowPins() {
  const made: (() => void)[] = [];
  const pins: Pins = {
    ...plainPins,
    make: async pin => {
      await new Promise<void>(resolve => made.push(resolve));
      return plainPins.make(pin);
    },
  };
  return { pins, make: () => made.splice(0).forEach(each => each()) };
}

test('[T80] a sign-in waits for nothing that is made of its PIN, and an unlocking does', async () => {
  const device = aDevice();
  const { pins, make } = slowPins();
  await using till = await openTestTill(aShop(), device.browser, { ...device, pins });
  till.lock();
  expect(await view(till)).toMatchObject({ kind: 'locked', by: 'pin' });

  const unlocking = till.unlock('1234');
  expect(device.browser.values.get(kept(device.browser, '-session'))).toContain('"verifier":null');
  make();

  expect(await unlocking).toEqual({ kind: 'open' });
  expect(device.browser.values.get(kept(device.browser, '-session'))).toContain('plain-1234');
});

test('[T80] what ended before its PIN was made learns nothing, and the next sign-in its own', async () => {
  const device = aDevice();
  const { pins, make } = slowPins();
  await using till = await openTestTill(aShop(), device.browser, { ...device, pins });
  await till.signOut();
  make();
  await new Promise(resolve => setTimeout(resolve));
  expect(kept(device.browser, '-session')).toBe('');

  await till.signIn('demo', '1234');
  till.lock();
  const unlocking = till.unlock('0000');
  make();

  expect(await unlocking).toMatchObject({ kind: 'wrong' });
});

test('[T80] a PIN that cannot be made leaves the sign-in as it is; only another opens its lock', async () => {
  const device = aDevice();
  const pins: Pins = { ...plainPins, make: () => Promise.reject(new Error('no memory left')) };
  await using till = await openTestTill(aShop(), device.browser, { ...device, pins });
  await until(() => kept(device.browser, '-session') !== '');
  till.lock();

  expect(await till.unlock('1234')).toEqual({ kind: 'sign-in' });
});

test('[T80] what a page left behind that ended too early is opened by a sign-in alone', async () => {
  const server = aShop();
  const device = aDevice();
  const { pins, make } = slowPins();
  const till = await openTestTill(server, device.browser, { ...device, pins });
  // The state that a dead page leaves: nothing is written after this.
  const left = new Map(device.browser.values);
  make();
  await till[Symbol.asyncDispose]();
  for (const [key, value] of left) device.browser.values.set(key, value);
  await using again = await openTestTill(server, device.browser, device);
  again.lock();

  expect(await again.unlock('1234')).toEqual({ kind: 'sign-in' });
});

test.each([
  ['a token that was cut off', { token: 'token-of-t' }],
  ['another shop', { shop: { domain: 'other.myshopify.com', name: 'Other', currency: 'EUR' } }],
  ['no session at all', { token: undefined }],
])('[T73] %s opens nothing, and what was sold is kept', async (_what, change) => {
  const server = aShop();
  const device = aDevice();
  const till = await openTestTill(server, device.browser, device);
  server.bend = path => (path.includes('/push') ? away() : undefined);
  await till.selling.sell(aDraft(), cash(1250));
  await till[Symbol.asyncDispose]();
  const key = kept(device.browser, '-session');
  device.browser.values.set(
    key,
    JSON.stringify({ ...JSON.parse(device.browser.values.get(key) ?? ''), ...change }),
  );
  server.bend = away;
  await using again = await openTestTill(server, device.browser, { ...device, signIn: false });

  expect(await firstValueFrom(again.session$)).toBeUndefined();
  expect(await view(again)).toEqual({ kind: 'signed-out', why: 'broken' });
  expect((await firstValueFrom(again.selling.safety$)).unsent.sales).toBe(1);
});

test('[T73] a week without the server ends a session, whatever is done to the clock; unsent sales are sent after the next', async () => {
  const server = aShop();
  const device = aDevice();
  const till = await openTestTill(server, device.browser, device);
  server.bend = away;
  await till.selling.sell(aDraft(), cash(1250));
  device.later(6 * dayMs);
  device.later(-5 * dayMs);
  await till[Symbol.asyncDispose]();
  const again = await openTestTill(server, device.browser, device);
  expect(await firstValueFrom(again.session$)).toBeDefined();

  device.later(dayMs + minuteMs);
  expect(await firstValueFrom(again.session$)).toBeUndefined();
  expect(await view(again)).toEqual({ kind: 'signed-out', why: 'too-long' });
  expect(await again.signIn('demo', '1234')).toMatchObject({ kind: 'offline' });
  await again[Symbol.asyncDispose]();
  await using third = await openTestTill(server, device.browser, { ...device, signIn: false });
  expect(await view(third)).toEqual({ kind: 'signed-out', why: 'too-long' });
  expect((await firstValueFrom(third.selling.safety$)).unsent.sales).toBe(1);
  server.bend = () => undefined;
  await third.signIn('demo', '1234');

  expect(await view(third)).toMatchObject({ kind: 'open' });
  await until(() => server.records.stored('sales').length === 1, 'the sale arrives');
});

test('[T71] a session that the server ends before its time locks the till, and its PIN opens nothing', async () => {
  const server = aShop();
  const device = aDevice();
  await using till = await openTestTill(server, device.browser, device);
  const refused = () => Response.json({ code: 'not-signed-in', message: 'dismissed' }, { status: 401 });
  server.bend = path => (path === '/api/session' ? undefined : refused());
  await till.sync('manual');

  expect(await view(till)).toMatchObject({ kind: 'locked', cause: 'withdrawn', by: 'sign-in' });
  expect(device.browser.values.get(kept(device.browser, '-session'))).not.toContain('plain-1234');
  expect(await till.unlock('1234')).toEqual({ kind: 'sign-in' });
  server.bend = () => undefined;
  await till.signIn('demo', '1234');
  expect(await view(till)).toMatchObject({ kind: 'open' });
});

test('[T74] a blocked till removes what it holds of the shop, and keeps what it has not sent', async () => {
  const server = aShop();
  server.put('customers', aCustomer());
  const device = aDevice();
  let removed = 0;
  await using till = await openTestTill(server, device.browser, {
    ...device,
    removeRest: async () => void removed++,
  });
  server.bend = path => (path.includes('/push') ? away() : undefined);
  await till.selling.sell(aDraft(), cash(1250));
  expect(await till.documents('customers')).toHaveLength(1);
  server.bend = () => Response.json({ code: 'till-blocked', message: 'blocked' }, { status: 403 });

  await till.sync('manual');
  await until(() => removed === 1, 'the removal');

  expect(await view(till)).toEqual({ kind: 'signed-out', why: 'blocked' });
  for (const name of ['products', 'customers', 'settings'] as const)
    expect(await till.documents(name)).toEqual([]);
  expect(till.catalogue.size).toBe(0);
  expect((await firstValueFrom(till.selling.safety$)).unsent.sales).toBe(1);
});

test('[T74] a removal that was interrupted is done again at the next opening', async () => {
  const server = aShop();
  const device = aDevice();
  const till = await openTestTill(server, device.browser, device);
  await till.signOut();
  const steps: string[] = [];
  const full = { ...device, removeRest: () => Promise.reject(new Error('the disk is full')) };
  await till[Symbol.asyncDispose]();
  const again = await openTestTill(server, device.browser, { ...full, signIn: false });
  await expect(again.removeShop(step => steps.push(step))).rejects.toThrow('full');
  await again[Symbol.asyncDispose]();
  let removed = 0;
  await using third = await openTestTill(server, device.browser, {
    ...device,
    signIn: false,
    removeRest: async () => void removed++,
  });
  await until(() => removed === 1, 'the removal');

  expect(steps).toEqual(['caches', 'pictures']);
  expect(await third.documents('products')).toEqual([]);
  await third.signIn('demo', '1234');
  await third.sync('manual');
  expect(await third.documents('products')).toHaveLength(1);
});

test('[T74] a removal that failed is tried again while nobody is signed in, later each time', async () => {
  const server = aShop();
  const device = aDevice();
  let tries = 0;
  let isFull = true;
  const removeRest = async () => {
    tries++;
    if (isFull) throw new Error('the disk is full');
  };
  await using till = await openTestTill(server, device.browser, { ...device, removeRest });
  server.bend = () => Response.json({ code: 'till-blocked', message: 'blocked' }, { status: 403 });
  await till.sync('manual');
  await until(() => tries === 1, 'the removal');

  for (const [ms, after] of [
    [0, 2],
    [4_999, 2],
    [1, 3],
    [9_999, 3],
    [1, 4],
  ] as const) {
    device.later(ms);
    await until(() => tries === after, `try ${after}`);
  }
  isFull = false;
  device.later(20_000);
  await until(() => tries === 5, 'the last try');
  await new Promise(resolve => setTimeout(resolve));
  device.later(dayMs);

  await new Promise(resolve => setTimeout(resolve));
  expect(tries).toBe(5);
});

/** Keeps the session as code before locks did: the answer of the server, whose tokens can be read. */
function asEarlierVersion(browser: TestBrowser): void {
  const key = kept(browser, '-session');
  const {
    verifier: _,
    mark: __,
    ...session
  } = JSON.parse(browser.values.get(key) ?? '') as Record<string, unknown>;
  const payload = btoa(JSON.stringify({ shop: 'tidemark-demo.myshopify.com' }));
  browser.values.set(key, JSON.stringify({ ...session, token: `head.${payload}.signature` }));
  browser.values.delete(kept(browser, '-lock'));
}
