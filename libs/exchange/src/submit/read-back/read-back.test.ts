import type { Sale } from '@tidemark/schema';
import { aCustomerEdit, aSale, anUnpricedLine } from '@tidemark/schema/testing';
import { ShopifyError } from '@tidemark/shopify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shop, SubmitBench } from '../testing-submit.ts';

let bench: SubmitBench;

beforeEach(async () => {
  bench = await SubmitBench.open();
});

afterEach(() => bench[Symbol.asyncDispose]());

const waiting = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;

/** Makes accepted sales, each of a different item; their orders are 0, 1, 2 and so on. */
async function accept(count: number): Promise<void> {
  const sales = Array.from({ length: count }, (_, n): Sale => {
    const line = anUnpricedLine({ inventoryItemId: String(9000 + n) });
    return aSale({ id: `sale-${1000 + n}` }, [line]);
  });
  await bench.push('sales', ...sales);
  for (const [n, { id }] of sales.entries()) {
    const order = { orderId: String(n), orderName: `#${n}`, differences: [] };
    await bench.store.records.move(
      shop,
      { collection: 'sales', id },
      () => ({ submission: { state: 'accepted', after: 'e1:1', ...order } }),
      0,
    );
  }
}

async function left(): Promise<string[]> {
  return (await bench.store.records.toRead(shop, 1000)).map(each => each.id);
}

test('[T9] one order that cannot be read holds no other up', async () => {
  await accept(120);
  const { byIds } = bench.fake;
  let calls = 0;
  bench.fake.byIds = async (kind, ids) => {
    calls++;
    if (ids.includes('17'))
      throw new ShopifyError('unexpected', 'orders-by-id: the answer has another shape');
    return byIds(kind, ids);
  };
  const submit = bench.submit({ retryMs: 60_000 });
  submit.start();
  await expect.poll(left).toEqual(['sale-1017']);

  expect(calls).toBeLessThan(20);
  expect((await submit.health()).troubles).toMatchObject([{ kind: 'read-back' }]);
  expect(bench.events.filter(each => each.name === 'read-back-failed')).toMatchObject([{ id: 'sale-1017' }]);

  await bench.push('sales', aSale({ id: 'sale-2000' }));
  await submit.idle();
  expect(bench.fake.orders.size).toBe(1);
  expect(await left()).toEqual(['sale-1017']);
});

test('[T9] [E26] an order that nobody can read is set aside, and holds nothing up', async () => {
  await accept(3);
  const { byIds } = bench.fake;
  bench.fake.byIds = async (kind, ids) => {
    const unread = { id: '1', updatedAt: 5, createdAt: 5, reason: '“#1”: odd', body: '{}' };
    return { ...(await byIds(kind, ids)), ...(kind === 'orders' ? { found: [unread], gone: [] } : {}) };
  };
  const submit = bench.submit({ retryMs: 60_000 });
  submit.start();

  await expect.poll(left).toEqual([]);

  expect(await bench.store.mirror.quarantined(shop, { limit: 9 })).toMatchObject([
    { collection: 'orders', id: '1', defect: '“#1”: odd' },
  ]);
  expect((await submit.health()).troubles).toEqual([]);
});

test('[T9] what could not be read is read again', async () => {
  await accept(2);
  const { levelsOfItems } = bench.fake;
  bench.fake.levelsOfItems = async ids => {
    if (ids.includes('9001')) throw new ShopifyError('unexpected', 'odd');
    return levelsOfItems(ids);
  };
  const submit = bench.submit({ retryMs: 20 });
  submit.start();
  await expect.poll(left).toEqual(['sale-1001']);
  bench.fake.levelsOfItems = levelsOfItems;
  bench.now += 10_000;

  await expect.poll(left).toEqual([]);
  await submit.idle();
  expect((await submit.health()).troubles).toEqual([]);
});

test('[T9] a resource that the app may not read costs only itself', async () => {
  await accept(2);
  await bench.push('customerEdits', aCustomerEdit({ id: 'edit-0001', isNew: true, customerId: 'edit-0001' }));
  bench.fake.byIds = async () => {
    throw new ShopifyError('forbidden', 'Access denied for nodes field');
  };
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  expect(await left()).toEqual([]);
  expect(bench.fake.reads).toEqual(['levels 9000 9001']);
});

test('[T9] what nobody can tell yet is passed, and its documents are read once', async () => {
  await accept(101);
  // Another sale has the same items, and it is unknown whether it reached Shopify.
  const lines = Array.from({ length: 100 }, (_, n) => anUnpricedLine({ inventoryItemId: String(9000 + n) }));
  await bench.push('sales', aSale({ id: 'sale-9999', submission: { ...waiting, unanswered: 1 } }, lines));
  bench.fake.writes.orderOfSale = async () => {
    throw new ShopifyError('unexpected', 'odd');
  };
  bench.fake.levelsOfItems = async ids => ({
    found: ids.map(id => ({
      document: {
        id: `${id}@1`,
        inventoryItemId: id,
        locationId: '1',
        available: 1,
        updatedAt: '2026-01-01T00:00:00Z',
      },
      updatedAt: 1,
      active: true,
    })),
    gone: [],
    readAt: 1,
  });
  const submit = bench.submit({ doubtMs: 5 });
  submit.start();
  await expect.poll(async () => (await left()).length).toBe(100);
  await new Promise(resolve => setTimeout(resolve, 50));

  expect((await left()).length).toBe(100);
  expect(bench.fake.reads.filter(each => each.startsWith('orders'))).toHaveLength(2);
});
