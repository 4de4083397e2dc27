import type { Sale } from '@tidemark/schema';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../../testing/test-tills.ts';
import type { TestServer } from '../../testing/test-server.ts';
import type { Till } from '../../api/till.ts';

const open: Till[] = [];
afterEach(async () => {
  for (const till of open.splice(0)) await till[Symbol.asyncDispose]();
});

async function aTill(
  server: TestServer,
  browser = aBrowser(),
  options: Parameters<typeof openTestTill>[2] = {},
) {
  const till = await openTestTill(server, browser, options);
  open.push(till);
  return till;
}

async function sold(till: Till, note: string): Promise<Sale> {
  const result = await till.selling.sell(aDraft(1, { note }), cash(1250));
  if (result.kind !== 'sold') throw new Error(result.message);
  return result.entry.sale;
}

const safetyOf = (till: Till) => firstValueFrom(till.selling.safety$);
const idsOf = (server: TestServer) => server.records.stored<Sale>('sales').map(({ id }) => id);

/** A till whose three sales the server has, by all that either knows. */
async function settled(
  server: TestServer,
  browser = aBrowser(),
  options: Parameters<typeof openTestTill>[2] = {},
) {
  const till = await aTill(server, browser, options);
  const sales = [await sold(till, 'a'), await sold(till, 'b'), await sold(till, 'c')];
  await until(() => server.records.stored('sales').length === 3, 'all sent');
  await till.sync('manual');
  await till.check();
  return { till, sales };
}

test('[T89] a till says when all its records were the same here and on the server', async () => {
  let now = Date.parse('2026-07-01T10:00:00Z');
  const { till } = await settled(aShop(), aBrowser(), { now: () => now });
  expect((await safetyOf(till)).provedAt).toBe(now);

  now += 60_000;
  await till.check();

  expect((await safetyOf(till)).provedAt).toBe(now);
});

test('[T89] what the server lost without a word is sent again', async () => {
  const server = aShop();
  const { till, sales } = await settled(server);
  server.records.lose('sales', sales[1]!.id);

  const entry = await till.check();

  await until(() => server.records.stored('sales').length === 3, 'sent again');
  expect(entry.repaired).toBe(1);
  expect(idsOf(server).sort()).toEqual(sales.map(({ id }) => id).sort());
});

test('[T89] what the server has in another state, without a word, is fetched', async () => {
  const server = aShop();
  const { till, sales } = await settled(server);
  const [first] = server.records.stored<Sale>('sales');
  // The place stays: no pull brings it.
  server.records.change('sales', { ...first!, shiftId: 'x' });

  const entry = await till.check();

  expect(entry.repaired).toBe(1);
  expect(till.selling.sale(first!.id)?.sale.shiftId).toBe('x');
  expect(sales.every(({ id }) => till.selling.sale(id) !== undefined)).toBe(true);
});

test('[T89] unsent work is neither a difference nor a proof', async () => {
  const server = aShop();
  const { till } = await settled(server);
  server.bend = path => (path.includes('/push') ? new Response('no', { status: 500 }) : undefined);
  const unsent = await sold(till, 'd');

  const entry = await till.check();

  expect(entry.repaired).toBe(0);
  expect((await safetyOf(till)).unsent.sales).toBe(1);
  server.bend = () => undefined;
  await till.sync('manual');
  await until(() => idsOf(server).includes(unsent.id), 'sent');
});

test('[T89] a record that does not fit here is no proof, and is not asked for at every pull', async () => {
  const server = aShop();
  let now = Date.parse('2026-07-01T10:00:00Z');
  const { till } = await settled(server, aBrowser(), { now: () => now });
  const before = now;
  now += 60_000;
  server.records.put('sales', {
    ...server.records.stored<Sale>('sales')[0]!,
    id: 'odd-00000001',
    lines: [],
  } as never);

  await till.check();
  server.requests.length = 0;
  await till.sync('manual');
  await till.sync('manual');

  expect((await safetyOf(till)).provedAt).toBe(before);
  expect(server.requests.filter(each => each.includes('/sales/digest'))).toEqual([]);
});
