import { hashOf, isInJournal, isSigned, sealDefect, signedText, type JournalRecord } from '@tidemark/journal';
import { customerIdOf, draftIdOf, lineNoteOf, noteOf, type Sale } from '@tidemark/schema';
import { afterEach, expect, test } from 'vitest';
import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { MemoryTabs, memoryKeyPlace, memoryStorage } from '../testing.ts';
import {
  aBrowser,
  aDraft,
  aShop,
  cash,
  openTestTill,
  until,
  type TestBrowser,
} from '../testing/test-tills.ts';
import type { TestServer } from '../testing/test-server.ts';
import type { Till } from '../api/till.ts';
import type { SaleDraft } from '../selling/selling.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each[Symbol.asyncDispose]();
});

async function openTill(
  server: TestServer,
  browser: TestBrowser,
  options: Parameters<typeof openTestTill>[2] = {},
): Promise<Till> {
  const till = await openTestTill(server, browser, options);
  open.push(till);
  return till;
}

async function sold(till: Till, change: Partial<SaleDraft> = {}): Promise<JournalRecord> {
  const result = await till.selling.sell(aDraft(1, change), cash(1250));
  if (result.kind !== 'sold') throw new Error(result.message);
  const { sale } = result.entry;
  if (!isInJournal(sale)) throw new Error('the sale is in no journal');
  return sale;
}

const placeOf = ({ journal: { series, number, previous } }: JournalRecord) => ({ series, number, previous });

function unchained(server: TestServer): string[] {
  return server.records
    .stored<Sale>('sales')
    .filter(isInJournal)
    .flatMap(each => sealDefect(each) ?? []);
}

test('[T86] each sale is the next number of one series, sealed, signed, and with the hash of the one before', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await openTill(server, browser);

  const [first, second, third] = [await sold(till), await sold(till), await sold(till)];

  expect([first, second, third].map(each => each.journal.number)).toEqual([1, 2, 3]);
  expect(new Set([first, second, third].map(each => each.journal.series)).size).toBe(1);
  expect(placeOf(first).previous).toBeNull();
  expect(first.journal.opens).toMatchObject({ before: { count: 0 }, last: null });
  expect(placeOf(second).previous).toBe(first.journal.hash);
  expect(placeOf(third).previous).toBe(second.journal.hash);
  const pair = (await browser.keyPlace.load())!.pair;
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  for (const each of [first, second, third]) {
    expect(sealDefect(each)).toBeUndefined();
    const key = { kty: 'EC', crv: 'P-256', x: x!, y: y! } as const;
    expect(await isSigned(key, signedText(hashOf(each)), each.journal.signature)).toBe(true);
  }
  await until(() => server.records.stored('sales').length === 3, 'all sent');
  expect(unchained(server)).toEqual([]);
});

test('[T86] personal data stand apart, and are read as before', async () => {
  const till = await openTill(aShop(), aBrowser());
  const [line] = aDraft().lines;

  const sale = await sold(till, {
    customerId: '77',
    note: 'for Anna',
    lines: [{ ...line!, note: 'engrave A' }],
  });

  const { details, ...rest } = sale;
  expect(JSON.stringify(rest)).not.toMatch(/Anna|engrave|"77"/);
  expect(details?.salt).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect([customerIdOf(sale), noteOf(sale), lineNoteOf(sale, sale.lines[0]!)]).toEqual([
    '77',
    'for Anna',
    'engrave A',
  ]);
});

test('[T86] two tabs that sell at the same moment take two numbers, and one draft once', async () => {
  const server = aShop();
  const browser = { ...aBrowser(), disks: new MemoryBrowser() };
  const tabs = new MemoryTabs(5);
  // RxDB knows the open databases of one process by the storage's name.
  const tab = (name: string) =>
    openTill(server, browser, {
      tabs: tabs.open(),
      rxStorage: { ...memoryStorage(browser.disks), name: `memory-${name}` },
    });
  const [here, there] = [await tab('here'), await tab('there')];
  const shared = { saleId: 'draft-000001' };

  const results = await Promise.all([
    ...['a', 'b', 'c'].map(note => sold(here, { note })),
    ...['d', 'e', 'f'].map(note => sold(there, { note })),
    sold(here, shared),
    sold(there, shared),
  ]);

  const ofDraft = results.filter(each => draftIdOf(each) === shared.saleId);
  expect(new Set(ofDraft.map(each => each.id)).size).toBe(1);
  const numbers = [...new Set(results.map(each => each.journal.number))].sort((a, b) => a - b);
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(new Set(results.map(each => each.journal.series)).size).toBe(1);
  const byNumber = new Map(results.map(each => [each.journal.number, each]));
  for (const { journal } of byNumber.values())
    expect(journal.previous).toBe(byNumber.get(journal.number - 1)?.journal.hash ?? null);
});

test('[T86] a till that lost its records begins a new series, and names the last number it knew', async () => {
  const server = aShop();
  const browser = aBrowser();
  const before = await openTill(server, browser);
  const lost = [await sold(before), await sold(before)].at(-1)!;
  await until(() => server.records.stored('sales').length === 2, 'both sent');
  await open.pop()![Symbol.asyncDispose]();
  browser.rxStorage = memoryStorage();

  const after = await sold(await openTill(server, browser));

  expect(after.journal.series).not.toBe(lost.journal.series);
  expect(after.journal.number).toBe(1);
  expect(after.journal.opens?.last).toEqual({ series: lost.journal.series, number: 2 });
});

test('[T86] a till that lost only its last record does not give its number out again', async () => {
  const server = aShop();
  const browser = { ...aBrowser(), files: new Map<string, string>() };
  const disks = new MemoryBrowser();
  const first = await openTill(server, browser, { rxStorage: memoryStorage(disks) });
  const kept = await sold(first);
  await until(() => server.records.stored('sales').length === 1, 'sent');
  const hint = [...browser.values.keys()].find(key => key.endsWith('-journal'))!;
  await open.pop()![Symbol.asyncDispose]();
  // What the browser remembers outside the database is one further than the database.
  browser.values.set(hint, JSON.stringify({ series: kept.journal.series, number: 2 }));

  const next = await sold(await openTill(server, browser, { rxStorage: memoryStorage(disks) }));

  expect(next.journal).toMatchObject({
    number: 1,
    opens: { last: { series: kept.journal.series, number: 2 } },
  });
});

test('[T86] sales of before the journal are named by the first record, and stay as they are', async () => {
  const server = aShop();
  const browser = aBrowser();
  const before = await openTill(server, browser, { keyPlace: noKey });
  const old = await before.selling.sell(aDraft(), cash(1250));
  if (old.kind !== 'sold') throw new Error(old.message);
  expect(old.entry.sale.journal).toBeUndefined();
  await open.pop()![Symbol.asyncDispose]();

  const first = await sold(await openTill(server, browser));

  expect(first.journal.opens?.before.count).toBe(1);
  await until(() => server.records.stored('sales').length === 2, 'both sent');
});

test('[T87] unsent work goes up while nobody is signed in, by the key of the till', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await openTill(server, browser);
  server.bend = path => (path.includes('/push') ? new Response('no', { status: 500 }) : undefined);
  await sold(till);
  await till.signOut();
  await open.pop()![Symbol.asyncDispose]();
  server.bend = () => undefined;
  server.requests.length = 0;

  await openTill(server, browser, { signIn: false });

  await until(() => server.records.stored('sales').length === 1, 'sent');
  expect(server.requests.filter(each => !each.includes('/push'))).toEqual([]);
});

test('[T87] a till that was signed in before it had a key is enrolled with one', async () => {
  const server = aShop();
  const browser = aBrowser();
  await openTill(server, browser, { keyPlace: noKey });
  await open.pop()![Symbol.asyncDispose]();
  server.requests.length = 0;

  const till = await openTill(server, browser);
  await sold(till);

  await until(() => server.records.stored('sales').length === 1, 'sent');
  expect(server.requests).toContain('POST /api/session/key');
  expect(server.requests.filter(each => each === 'POST /api/session')).toEqual([]);
});

test('[T88] a browser with a copy of a till’s small values becomes a till of its own', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await openTill(server, browser);
  const own = await sold(till);
  const copy: TestBrowser = { ...aBrowser(), values: new Map(browser.values), keyPlace: memoryKeyPlace() };
  copy.values.delete('test-origin');

  const other = await openTill(server, copy, { signIn: false });
  const signedIn = await other.signIn('demo', '1234');

  if (signedIn.kind !== 'signed-in') throw new Error(signedIn.message);
  expect(signedIn.session.till.id).not.toBe(own.tillId);
  await other.sync('manual');
  expect((await sold(other)).journal.series).not.toBe(own.journal.series);
});

test('[T88] a browser that lost its key asks for a sign-in, and then sends what it has as another till', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await openTill(server, browser);
  server.bend = path => (path.includes('/push') ? new Response('no', { status: 500 }) : undefined);
  const unsent = await sold(till);
  await open.pop()![Symbol.asyncDispose]();
  browser.keyPlace = memoryKeyPlace();
  server.bend = () => undefined;

  const after = await openTill(server, browser);
  await until(
    () => (after.lock$ as unknown as { value: { kind: string } }).value.kind === 'signed-out',
    'asked',
  );
  expect((after.lock$ as unknown as { value: object }).value).toEqual({
    kind: 'signed-out',
    why: 'key-lost',
  });
  await after.signIn('demo', '1234');

  await until(() => server.records.stored('sales').length === 1, 'sent');
  expect(server.records.stored<Sale>('sales')[0]).toMatchObject({ id: unsent.id, tillId: browser.tillId });
});

test('[T88] a till that lost its small values stays the till of its key', async () => {
  const server = aShop();
  const browser = aBrowser();
  await openTill(server, browser);
  const origin = browser.values.get('test-origin')!;
  await open.pop()![Symbol.asyncDispose]();
  browser.values.clear();
  browser.values.set('test-origin', origin);

  const till = await openTill(server, browser, { signIn: false });
  const signedIn = await till.signIn('demo', '1234');

  if (signedIn.kind !== 'signed-in') throw new Error(signedIn.message);
  expect(signedIn.session.till.id).toBe(browser.tillId);
});

const noKey = {
  load: async () => undefined,
  renew: async () => undefined,
  bind: async () => undefined,
};
