import { verifyJournal, type JournalRecord } from '@tidemark/journal';
import type { PushOutcome } from '@tidemark/protocol';
import type { Sale } from '@tidemark/schema';
import type { SaleDraft, Till } from '@tidemark/till';
import { memoryKeep, memoryKeyPlace } from '@tidemark/till/testing';
import { expect, test } from 'vitest';
import { Path } from './path.ts';
import { openSelling, ordersOf } from './selling-path.ts';

const shop = 'tidemark-demo.myshopify.com';

/** Retires every settled record. Returns how many. */
async function retireAll({ server }: Path): Promise<number> {
  const { records } = server.store;
  let retired = 0;
  for (let left = 1; left > 0; retired += left)
    left = await records.retire(shop, Date.now() + 60_000, Date.now(), 2);
  return retired;
}

function aDraft(till: Till): SaleDraft {
  const [product] = till.catalogue.search('', 1).products;
  const [variant] = product!.variants;
  const { inventoryItemId, title, sku, price: unitPrice, taxable } = variant!;
  const item = {
    ...{ productId: product!.id, variantId: variant!.id, inventoryItemId, title: product!.title },
    ...{ variantTitle: title, sku, unitPrice, taxable },
  };
  const lines = [{ id: variant!.id, item, quantity: 1, note: null }];
  return { lines, discount: null, customerId: null, note: null, cartId: null };
}

async function sold(till: Till): Promise<JournalRecord> {
  const draft = aDraft(till);
  const amount = till.selling.quote(draft).due.total;
  const result = await till.selling.sell(draft, [{ kind: 'cash', amount, reference: null }]);
  if (result.kind !== 'sold') throw new Error(result.message);
  return result.entry.sale as JournalRecord;
}

/** Resolves when all of these are orders, and read back. */
async function areOrders(path: Path, sales: readonly Sale[]): Promise<void> {
  const { records } = path.server.store;
  await expect
    .poll(async () => (await records.counts(shop)).sales.accepted, { timeout: 20_000 })
    .toBe(sales.length);
  await expect.poll(async () => (await records.toRead(shop, 10)).length, { timeout: 20_000 }).toBe(0);
}

test('[W15] what is settled leaves every till, its journal stays whole, and the till sells on', async () => {
  await using path = await Path.open();
  const parts = { keep: memoryKeep(), keyPlace: memoryKeyPlace() };
  const till = await path.readyTill(parts);
  const sales = [await sold(till), await sold(till), await sold(till)];
  await areOrders(path, sales);
  await till.sync('manual');

  expect(await retireAll(path)).toBe(3);
  await expect.poll(() => sales.filter(({ id }) => till.selling.sale(id)).length).toBe(0);
  const fourth = await sold(till);
  await areOrders(path, [...sales, fourth]);
  const { repaired } = await till.check();

  expect(repaired).toBe(0);
  expect(fourth.journal).toMatchObject({ series: sales[0]!.journal.series, number: 4 });
  const { records, register } = path.server.store;
  const stored = await Promise.all([...sales, fourth].map(({ id }) => records.find(shop, 'sales', id)));
  const keys = new Map((await register.tillKeys(shop)).map(each => [each.keyId, each]));
  const report = await verifyJournal(stored as Sale[], keys);
  expect(report.findings).toEqual([]);
  expect(report.counts).toMatchObject({ records: 4 });
  expect((await records.journalState(shop, Date.now() + 3_600_000)).gapCount).toBe(0);
  for (const { id } of sales) expect(ordersOf(path, id)).toHaveLength(1);

  const other = await path.readyTill({ keep: memoryKeep() });
  await expect.poll(() => other.selling.sale(fourth.id) !== undefined).toBe(true);
  expect(sales.filter(({ id }) => other.selling.sale(id))).toEqual([]);
});

test('[W15] a retired sale that is pushed again becomes no second order, whatever version its till speaks', async () => {
  const { path, till, sell } = await openSelling();
  await using _ = path;
  const sale = sell('sale-0001', 0);
  await till.push('sales', sale);
  await till.settled('sales', sale.id);
  await areOrders(path, [sale]);
  expect(await retireAll(path)).toBe(1);

  const [now] = await till.push('sales', sale);
  const [before] = await pushedIn(path, '9', sale);

  expect(now).toMatchObject({ outcome: 'conflict', document: { id: sale.id, _deleted: true } });
  expect(now).not.toHaveProperty('document.lines');
  expect(before).toMatchObject({
    outcome: 'conflict',
    document: {
      id: sale.id,
      _deleted: false,
      receiptNumber: sale.receiptNumber,
      submission: { state: 'accepted' },
    },
  });
  await path.submit.idle();
  expect(ordersOf(path, sale.id)).toHaveLength(1);
  expect((await path.server.store.records.counts(shop)).sales).toMatchObject({ accepted: 1, waiting: 0 });
});

test('[W15] a till that begins with nothing pulls what tills have, and no tombstone of before', async () => {
  const { path, till, sell } = await openSelling();
  await using _ = path;
  const sales = Array.from({ length: 12 }, (_each, n) => sell(`sale-${1000 + n}`, n % 3));
  await till.push('sales', ...sales);
  for (const { id } of sales) await till.settled('sales', id);
  await areOrders(path, sales);
  const { records } = path.server.store;
  await records.retire(shop, Date.now() + 60_000, Date.now(), 9);
  const pull = async (query: string) =>
    (await till.get(`/replication/sales/pull?${query}`)) as {
      documents: { id: string; _deleted: boolean }[];
      checkpoint: string;
      head: string;
      digest?: { count: number };
    };

  const all = await pull('limit=100');
  let page = await pull('limit=2&emptyAt=now');
  const { head } = page;
  const read = [...page.documents];
  while (!page.digest) {
    page = await pull(`limit=2&checkpoint=${page.checkpoint}&emptyAt=${head}`);
    read.push(...page.documents);
  }

  expect(all.documents.filter(each => each._deleted)).toHaveLength(9);
  expect(read.map(each => each._deleted)).toEqual([false, false, false]);
  expect(page.checkpoint).toBe(all.checkpoint);
  expect(page.digest).toEqual(all.digest);
});

/** Pushes as a till of another protocol version. */
async function pushedIn(path: Path, version: string, sale: Sale): Promise<PushOutcome[]> {
  const ask = async (to: string, body: object, token?: string) => {
    const response = await fetch(`${path.server.origin}/api${to}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'tidemark-protocol': version,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { token: string; outcomes: PushOutcome[] };
  };
  const { token } = await ask('/session', { shop, staff: 'demo', pin: '1234', till: { id: sale.tillId } });
  const rows = [{ newDocumentState: { ...sale, _deleted: false } }];
  return (await ask('/replication/sales/push', { rows }, token)).outcomes;
}
