import type { SessionResponse } from '@tidemark/protocol';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import { isElsewhere, rememberPlace } from '../session/moved-till.ts';
import { memoryKeep } from '../testing.ts';
import { aBrowser, aDraft, aShop, cash, openTestTill } from '../testing/test-tills.ts';
import type { Till } from '../api/till.ts';
import type { Keep } from './keep.ts';

const opened: Till[] = [];
afterEach(async () => {
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

/** A browser whose localStorage takes nothing more while `isFull`, or no key with this ending. */
function aFullBrowser() {
  const browser = aBrowser();
  const state: { isFull: boolean | string } = { isFull: false };
  const plain = memoryKeep(browser.values);
  const keep: Keep = {
    ...plain,
    set: (key, value) => {
      if (state.isFull === true || (state.isFull !== false && key.endsWith(state.isFull)))
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      plain.set(key, value);
    },
  };
  const server = aShop();
  const open = async () => {
    const till = await openTestTill(server, browser, { random: () => 0, keep, signIn: false });
    opened.push(till);
    return till;
  };
  return { browser, server, state, open };
}

async function reopened(till: Till, open: () => Promise<Till>) {
  opened.splice(opened.indexOf(till), 1);
  await till[Symbol.asyncDispose]();
  return open();
}

const sessionOf = (till: Till) => firstValueFrom(till.session$);

test('[T31] a browser that keeps no small values sells all the same, each sale under a number of its own', async () => {
  const { state, open } = aFullBrowser();
  const till = await open();
  await till.signIn('demo', '1234');
  await till.sync('manual');
  state.isFull = true;

  const results = [
    await till.selling.sell(aDraft(1), cash(1250)),
    await till.selling.sell(aDraft(2), cash(2500)),
  ];

  expect(results).toMatchObject([
    { kind: 'sold', entry: { sale: { receiptNumber: expect.stringMatching(/-000001$/) } } },
    { kind: 'sold', entry: { sale: { receiptNumber: expect.stringMatching(/-000002$/) } } },
  ]);
  expect((await till.sync('manual')).outcome).toBe('up-to-date');
});

test('[T31] somebody signs in and sells, as one till, until the page ends; then nobody is signed in', async () => {
  const { state, open } = aFullBrowser();
  const till = await open();
  await till.signIn('earlier', '1234');
  await till.signOut();
  state.isFull = true;

  expect(await till.signIn('demo', '1234')).toMatchObject({ kind: 'signed-in' });
  const id = (await sessionOf(till))?.till.id;
  await till.sync('manual');
  expect(await till.selling.sell(aDraft(), cash(1250))).toMatchObject({ kind: 'sold' });
  await till.signIn('demo', '1234');
  expect((await sessionOf(till))?.till.id).toBe(id);

  const again = await reopened(till, open);
  expect(await sessionOf(again)).toBeUndefined();
});

test('[T31] a till that never could keep its id is one till as long as its page lives', async () => {
  const { state, open } = aFullBrowser();
  state.isFull = true;
  const till = await open();

  await till.signIn('demo', '1234');
  const id = (await sessionOf(till))?.till.id;
  await till.signOut();
  await till.signIn('demo', '1234');

  expect((await sessionOf(till))?.till.id).toBe(id);
});

test('[T31] a sign-in that cannot be kept does not leave the one before it to a reload', async () => {
  const { state, open } = aFullBrowser();
  const till = await open();
  await till.signIn('earlier', '1234');
  state.isFull = true;

  await till.signIn('demo', '1234');

  expect(await sessionOf(await reopened(till, open))).toBeUndefined();
});

test.each(['', '{', 'null', '{"token":5}'])(
  '[T31] kept values that are damaged (%s) stop nobody',
  async damaged => {
    const { browser, open } = aFullBrowser();
    const till = await open();
    await till.signIn('demo', '1234');
    await till.sync('manual');
    for (const key of browser.values.keys()) {
      if (/-(session|log)$/.test(key)) browser.values.set(key, damaged);
    }

    const again = await reopened(till, open);

    expect(await sessionOf(again)).toBeUndefined();
    expect(await again.signIn('demo', '1234')).toMatchObject({ kind: 'signed-in' });
    expect((await again.sync('manual')).outcome).toBe('up-to-date');
  },
);

test('[T31] a till that could not remember that it moved reads the stock of where it is', () => {
  const values = new Map([['t-location', 'a']]);
  let isFull = true;
  const plain = memoryKeep(values);
  const keep: Keep = { ...plain, set: (...each) => (isFull ? fail() : plain.set(...each)) };
  const at = (id: string): boolean => {
    const session = { location: { id } } as SessionResponse;
    const moved = isElsewhere({ session, before: undefined }, { keep, name: 't' });
    rememberPlace(keep, 't', session);
    return moved;
  };

  expect([at('b'), at('a')]).toEqual([true, true]);
  isFull = false;
  expect([at('a'), at('a')]).toEqual([true, false]);
});

function fail(): never {
  throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
}

test('[T7] a browser that does not remember which caches are in use goes on with the old ones', async () => {
  const { state, open } = aFullBrowser();
  const till = await open();
  await till.signIn('demo', '1234');
  await till.sync('manual');
  state.isFull = '-generation';

  expect((await till.clearAndSync()).outcome).toBe('failed');

  expect(await till.documents('products')).toHaveLength(1);
  expect((await till.sync('manual')).outcome).toBe('up-to-date');
});
