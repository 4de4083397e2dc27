import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { fc, test as property } from '@fast-check/vitest';
import { isInJournal, type JournalRecord } from '@tidemark/journal';
import type { Cart, Sale } from '@tidemark/schema';
import { anInventoryLevel } from '@tidemark/schema/testing';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import { MemoryTabs, memoryStorage, tillName } from '../testing.ts';
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
import { lastOf } from './retirement.ts';

const open: Till[] = [];
afterEach(async () => {
  for (const till of open.splice(0)) await till[Symbol.asyncDispose]();
});

async function aTill(
  server: TestServer,
  browser: TestBrowser,
  options: Parameters<typeof openTestTill>[2] = {},
): Promise<Till> {
  const till = await openTestTill(server, browser, options);
  open.push(till);
  return till;
}

async function sold(till: Till, note: string | null = null): Promise<JournalRecord> {
  const result = await till.selling.sell(aDraft(1, { note }), cash(1250));
  if (result.kind !== 'sold') throw new Error(result.message);
  const { sale } = result.entry;
  if (!isInJournal(sale)) throw new Error('the sale is in no journal');
  return sale;
}

/** Three sales that became orders, and which the level counts. */
async function settled(server: TestServer, browser: TestBrowser, till: Till): Promise<readonly Sale[]> {
  const sales = [await sold(till), await sold(till), await sold(till)];
  await until(() => server.records.stored('sales').length >= 3, 'sent');
  for (const { id } of sales) server.records.settle('sales', id);
  const asOf = { sales: server.records.place('sales'), stockMoves: server.records.place('stockMoves') };
  server.put('inventoryLevels', anInventoryLevel({ inventoryItemId: '9101', available: 7, asOf }));
  await till.sync('manual');
  await until(
    () => sales.every(({ id }) => till.selling.sale(id)?.sale.submission?.state === 'accepted'),
    'read',
  );
  return sales;
}

const listed = async (till: Till) => (await firstValueFrom(till.selling.sales$)).map(each => each.sale.id);
const available = (till: Till) => till.catalogue.sellablesOf('1')[0]?.available;

async function reopened(server: TestServer, browser: TestBrowser): Promise<Till> {
  for (const till of open.splice(0)) await till[Symbol.asyncDispose]();
  return aTill(server, browser);
}

test('[T90] what the server retired leaves lists, storage and stock, and a till that opens again lacks it too', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await aTill(server, browser);
  const [first, second, third] = await settled(server, browser, till);
  expect(available(till)).toBe(7);

  server.records.retire('sales', first!.id);
  server.records.retire('sales', second!.id);
  await till.sync('manual');

  expect(await listed(till)).toEqual([third!.id]);
  expect(till.selling.sale(first!.id)).toBeUndefined();
  expect(available(till)).toBe(7);
  const again = await reopened(server, browser);
  expect(await listed(again)).toEqual([third!.id]);
  expect(available(again)).toBe(7);
});

test('[T89] [T90] both sides prove the same records after some have left', async () => {
  const server = aShop();
  let now = Date.parse('2026-07-01T10:00:00Z');
  const browser = aBrowser();
  const till = await aTill(server, browser, { now: () => now });
  const [first] = await settled(server, browser, till);
  server.records.retire('sales', first!.id);
  now += 60_000;

  await till.sync('manual');
  const entry = await till.check();

  expect(entry.repaired).toBe(0);
  expect((await firstValueFrom(till.selling.safety$)).provedAt).toBe(now);
});

test('[T89] [T91] a till that never heard of a tombstone sends the record, and is told to remove it', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await aTill(server, browser);
  const [first] = await settled(server, browser, till);
  server.records.retire('sales', first!.id);
  server.records.forgetTombstones();
  server.records.pushed.length = 0;

  await till.check();

  await until(() => till.selling.sale(first!.id) === undefined, 'removed');
  expect(server.records.pushed).toEqual([`sales/${first!.id}`]);
  expect(server.records.stored('sales')).toHaveLength(2);
  expect((await till.check()).repaired).toBe(0);
});

test('[T91] an unsent record that the server has retired is pushed, told so, and leaves with its backup copy', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await aTill(server, browser);
  server.bend = path => (path.includes('/push') ? new Response('no', { status: 500 }) : undefined);
  const sale = await sold(till);
  expect(browser.files.size).toBe(1);
  // What the till sent arrived, and its answer never did.
  const row = { newDocumentState: { ...sale, _deleted: false } };
  server.records.push('sales', browser.tillId, JSON.stringify({ rows: [row] }));
  server.records.retire('sales', sale.id);
  server.records.pushed.length = 0;
  await till.sync('manual');
  expect(till.selling.sale(sale.id)).toBeDefined();

  server.bend = () => undefined;
  await till.sync('manual');

  await until(() => till.selling.sale(sale.id) === undefined, 'removed');
  await until(() => browser.files.size === 0, 'the copy was removed');
  expect(server.records.pushed).toEqual([`sales/${sale.id}`]);
  expect((await firstValueFrom(till.selling.safety$)).unsent.sales).toBe(0);
  expect(await listed(await reopened(server, browser))).toEqual([]);
});

test('[T90] a cart that was edited here stays when it is retired elsewhere, and lives on everywhere', async () => {
  const server = aShop();
  const till = await aTill(server, aBrowser());
  const cart = await till.selling.park(aDraft(), null);
  await until(() => server.records.stored('carts').length === 1, 'sent');
  await till.sync('manual');
  server.bend = path => (path.includes('/push') ? new Response('no', { status: 500 }) : undefined);
  await till.selling.editCart(cart.id, [{ do: 'name', name: 'Anna' }]);
  server.records.retire('carts', cart.id);
  await till.sync('manual');
  expect((await firstValueFrom(till.selling.carts$)).map(each => each.id)).toEqual([cart.id]);

  server.bend = () => undefined;
  await till.sync('manual');

  await until(() => server.records.stored('carts').length === 1, 'living again');
  expect(server.records.stored<Cart>('carts')[0]?.name.value).toBe('Anna');
  expect((await firstValueFrom(till.selling.carts$)).map(each => each.id)).toEqual([cart.id]);
});

test('[T90] a cart that nobody touched leaves', async () => {
  const server = aShop();
  const till = await aTill(server, aBrowser());
  const cart = await till.selling.park(aDraft(), null);
  await until(() => server.records.stored('carts').length === 1, 'sent');
  await till.sync('manual');

  server.records.retire('carts', cart.id);
  await till.sync('manual');

  await until(() => server.records.stored('carts').length === 0, 'gone');
  expect(await firstValueFrom(till.selling.carts$)).toEqual([]);
});

test('[T90] other tabs see it leave', async () => {
  const server = aShop();
  const browser = { ...aBrowser(), disks: new MemoryBrowser() };
  const tabs = new MemoryTabs(5);
  const tab = (name: string) =>
    aTill(
      server,
      { ...browser, rxStorage: { ...memoryStorage(browser.disks), name } },
      { tabs: tabs.open() },
    );
  const one = await tab('one');
  const two = await tab('two');
  const [first, second, third] = await settled(server, browser, one);
  await until(() => two.selling.sale(third!.id) !== undefined, 'seen');

  server.records.retire('sales', first!.id);
  await one.sync('manual');

  await until(() => two.selling.sale(first!.id) === undefined, 'gone there');
  expect((await listed(two)).sort()).toEqual([second!.id, third!.id].sort());
});

test('[T24] [T91] a file of another till that holds what has left is taken over, and nothing is stored twice', async () => {
  const server = aShop();
  const [a, b] = [await aTill(server, aBrowser('till-000a')), await aTill(server, aBrowser('till-000b'))];
  server.bend = path => (path.includes('/push') ? new Response('no', { status: 500 }) : undefined);
  const sale = await sold(a);
  const file = await a.selling.exportUnsent('correct horse');
  server.bend = () => undefined;
  await a.sync('manual');
  await until(() => server.records.stored('sales').length === 1, 'sent');
  server.records.settle('sales', sale.id);
  await b.sync('manual');
  await until(() => b.selling.sale(sale.id) !== undefined, 'read by b');
  server.records.retire('sales', sale.id);
  await b.sync('manual');
  await until(() => b.selling.sale(sale.id) === undefined, 'left b');

  expect(await b.selling.importUnsent(file, 'correct horse')).toMatchObject({ kind: 'imported', added: 1 });

  await until(() => b.selling.sale(sale.id) === undefined, 'left b again');
  expect(server.records.stored('sales')).toEqual([]);
  expect((await firstValueFrom(b.selling.safety$)).unsent.sales).toBe(0);
});

test('[T92] no number is given out again when the last record has left, whatever else the browser forgot', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await aTill(server, browser);
  const sales = (await settled(server, browser, till)) as readonly JournalRecord[];
  for (const { id } of sales) server.records.retire('sales', id);
  await till.sync('manual');
  expect(await listed(till)).toEqual([]);
  const fourth = await sold(till);
  // A till that is open goes on with its series.
  expect(fourth.journal).toMatchObject({ series: sales[0]!.journal.series, number: 4 });
  await until(() => server.records.stored('sales').length === 1, 'sent');
  server.records.settle('sales', fourth.id);
  await till.sync('manual');
  server.records.retire('sales', fourth.id);
  await till.sync('manual');
  await until(() => till.selling.sale(fourth.id) === undefined, 'gone');

  for (const key of [...browser.values.keys()].filter(each => /-(journal|receipt)$/.test(each)))
    browser.values.delete(key);
  const again = await reopened(server, browser);
  const fifth = await sold(again);

  expect(fifth.journal.series).not.toBe(fourth.journal.series);
  expect(fifth.journal.number).toBe(1);
  const numbers = [...sales, fourth, fifth].map(each => each.receiptNumber);
  expect(new Set(numbers).size).toBe(5);
  expect([...numbers].sort()).toEqual(numbers);
});

test('[T92] receipt numbers go on after what the server knows, when every sale has left and the browser forgot', async () => {
  const server = aShop();
  server.lastReceipt = 'A-000041';
  const till = await aTill(server, aBrowser());

  expect((await sold(till)).receiptNumber).toBe('A-000042');
});

test('[T93] a till that holds nothing is not told of what had left before', async () => {
  const server = aShop();
  const browser = aBrowser();
  const till = await aTill(server, browser);
  const sales = await settled(server, browser, till);
  for (let n = 0; n < 40; n++) {
    const sale = await sold(till);
    await until(() => server.records.stored<Sale>('sales').some(each => each.id === sale.id), 'sent');
    server.records.settle('sales', sale.id);
    server.records.retire('sales', sale.id);
  }
  server.records.roomOfPage = 2;
  server.records.told.length = 0;

  const other = await aTill(server, aBrowser('till-000b'));

  await until(() => sales.every(({ id }) => other.selling.sale(id) !== undefined), 'read');
  const told = server.records.told.filter(each => each.startsWith('sales/'));
  expect([...new Set(told)].sort()).toEqual(sales.map(({ id }) => `sales/${id}`).sort());
  expect(server.requests.some(each => each.includes('emptyAt=now'))).toBe(true);
});

test('[T95] of what has left, no word is left in the till’s logs', async () => {
  const server = aShop();
  const browser = aBrowser();
  const disks = new MemoryBrowser();
  const till = await aTill(server, browser, { rxStorage: memoryStorage(disks) });
  const sale = await sold(till, 'for Anna Karenina');
  await until(() => server.records.stored('sales').length === 1, 'sent');
  server.records.settle('sales', sale.id);
  await till.sync('manual');
  const name = tillName({ server: browser.values.get('test-origin')!, shop: server.shop });
  const words = () =>
    disks.disk(`${name}-promises`).state.records.filter(each => JSON.stringify(each).includes('Karenina'))
      .length;
  expect(words()).toBeGreaterThan(0);

  server.records.retire('sales', sale.id);
  await till.sync('manual');

  await until(() => words() === 0, 'scrubbed');
  expect(till.selling.sale(sale.id)).toBeUndefined();
});

const numbered = fc.array(
  fc.record({
    series: fc.constantFrom('aaaaaaaaaa', 'bbbbbbbbbb', ''),
    number: fc.integer({ min: 1, max: 99 }),
  }),
);

property.prop([numbered])('[T92] the last number of a series is the highest of its own records', records => {
  const sales = records.map(
    ({ series, number }) => (series === '' ? {} : { journal: { series, number } }) as Sale,
  );
  const own = records.filter(each => each.series === 'aaaaaaaaaa').map(each => each.number);

  expect(lastOf('aaaaaaaaaa', sales)).toBe(Math.max(0, ...own));
});
