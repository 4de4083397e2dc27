import { expect, test } from 'vitest';
import type { CustomerEdit, Sale, StockMove } from '@tidemark/schema';
import { aCustomerEdit, anUnpricedLine, aSale, aStockMove } from '@tidemark/schema/testing';
import { Path } from './path.ts';
import { Pusher } from './pusher.ts';

/** A shop, its server, and a hand that pushes as a till does. */
async function open(options: Parameters<typeof Path.open>[0] = {}) {
  const path = await Path.open(options);
  await path.imported();
  const till = await Pusher.signIn(path, 'till-0001');
  const { store } = path.simulator;
  const location = till.locationId;
  const items = [...store.levels.values()].filter(
    each => each.locationId === location && each.isActive && store.items.get(each.inventoryItemId)?.tracked,
  );
  const variants = items.map(level => ({
    level,
    variant: [...store.variants.values()].find(each => each.inventoryItemId === level.inventoryItemId)!,
  }));
  const countOf = (itemId: string) => store.levels.get(`${itemId}@${location}`)!.available;
  const sell = (id: string, n: number, change: Partial<Sale> = {}, quantity = 1): Sale => {
    const { variant } = variants[n]!;
    const line = anUnpricedLine({
      ...{ variantId: variant.id, productId: variant.productId, inventoryItemId: variant.inventoryItemId },
      quantity,
    });
    return aSale(
      { id, ...till.author(), receiptNumber: `T-${id.replace(/\D/g, '').padStart(6, '0')}`, ...change },
      [line],
    );
  };
  return { path, till, variants, countOf, sell };
}

const ordersOf = (path: Path, saleId: string) =>
  [...path.simulator.store.orders.values()].filter(each => each.sourceIdentifier === saleId);

test('[T2] a sale becomes an order with equal money, its stock taken once, at its location', async () => {
  const { path, till, variants, countOf, sell } = await open();
  await using _ = path;
  const { inventoryItemId } = variants[0]!.variant;
  const before = countOf(inventoryItemId);

  await till.push('sales', sell('sale-0001', 0, { note: 'gift' }, 3));

  const sale = await till.settled<Sale>('sales', 'sale-0001');
  const [order, ...others] = ordersOf(path, 'sale-0001');
  expect(others).toEqual([]);
  expect(sale.submission).toMatchObject({ state: 'accepted', orderId: order!.id, differences: [] });
  expect(order).toMatchObject({ note: 'gift', locationId: till.locationId, fulfillmentStatus: 'FULFILLED' });
  expect(countOf(inventoryItemId)).toBe(before - 3);
  // The order and the level are in the mirror without a webhook being waited for.
  await expect
    .poll(async () => (await till.document('orders', order!.id))?.['total'])
    .toBe(sale.totals.total);
  await expect
    .poll(async () => {
      const level = await till.document('inventoryLevels', `${inventoryItemId}@${till.locationId}`);
      return [level?.['available'], typeof level?.['asOf']];
    })
    .toEqual([before - 3, 'object']);
});

test.each(['reset', 'status', 'truncated'] as const)(
  '[T3] an answer that is lost after the order was made (%s): one order, found again',
  async kind => {
    const { path, till, sell, variants, countOf } = await open();
    await using _ = path;
    const before = countOf(variants[0]!.variant.inventoryItemId);
    const fault = kind === 'status' ? { kind, status: 502, when: 'after' } : { kind, when: 'after' };
    path.simulator.arm([{ ...fault, operation: 'CreateOrder' } as never]);

    await till.push('sales', sell('sale-0001', 0));

    const sale = await till.settled<Sale>('sales', 'sale-0001');
    expect(sale.submission).toMatchObject({ state: 'accepted' });
    expect(ordersOf(path, 'sale-0001')).toHaveLength(1);
    expect(countOf(variants[0]!.variant.inventoryItemId)).toBe(before - 1);
  },
);

test('[T10] the server ends between the order and our record of it: one order', async () => {
  const { path, till, sell } = await open();
  await using _ = path;
  path.simulator.arm([{ kind: 'latency', ms: 700, when: 'after', operation: 'CreateOrder' }]);
  await till.push('sales', sell('sale-0001', 0));
  await expect.poll(() => ordersOf(path, 'sale-0001').length).toBe(1);

  await path.restartServer();
  path.simulator.arm([]);
  const again = await Pusher.signIn(path, 'till-0001');
  // Its lease ends with its time; this one need not be waited for.
  await path.server.store.promises.nextDue('tidemark-demo.myshopify.com', 'sales');

  const sale = await again.settled<Sale>('sales', 'sale-0001');
  expect(sale.submission).toMatchObject({ state: 'accepted' });
  expect(ordersOf(path, 'sale-0001')).toHaveLength(1);
});

test('[T4] a refused sale is parked with Shopify’s words, and the next fifty go through', async () => {
  const { path, till, sell } = await open();
  await using _ = path;
  const bad = sell('sale-1000', 0);
  const sales = Array.from({ length: 50 }, (_, n) => sell(`sale-${1001 + n}`, n % 5));
  const [line] = bad.lines;
  await till.push('sales', { ...bad, lines: [{ ...line!, variantId: '999' }] }, ...sales);

  for (const { id } of sales)
    expect((await till.settled<Sale>('sales', id)).submission).toMatchObject({ state: 'accepted' });
  expect((await till.settled<Sale>('sales', 'sale-1000')).submission).toMatchObject({
    state: 'refused',
    reason: 'Variant does not exist',
  });
  expect((await till.status()).submissions).toMatchObject({
    sales: { accepted: 50, refused: 1, waiting: 0 },
  });
});

test('[T5] a new customer is made first; a duplicate is named, and holds no sale up', async () => {
  const { path, till, sell } = await open();
  await using _ = path;
  const taken = [...path.simulator.store.customers.values()].find(each => each.email)!;
  const edit = (id: string, email: string): CustomerEdit =>
    aCustomerEdit({
      ...{ id, customerId: id, isNew: true, ...till.author() },
      changes: {
        firstName: { was: null, is: 'Ada' },
        email: { was: null, is: email },
        address: {
          was: null,
          is: {
            ...{ name: 'Ada', company: null, address1: 'Main 1', address2: null, city: 'Delft' },
            ...{ province: null, zip: '2611', countryCode: 'NL', phone: null },
          },
        },
      },
    });
  await till.push('sales', sell('sale-0001', 0, { customerId: 'edit-0001' }));
  await till.push('sales', sell('sale-0002', 0, { customerId: 'edit-0002' }));
  await till.push('customerEdits', edit('edit-0001', 'ada@example.com'), edit('edit-0002', taken.email!));

  await till.settled('sales', 'sale-0001');
  await till.settled('sales', 'sale-0002');
  const made = await till.settled<CustomerEdit>('customerEdits', 'edit-0001');
  const customerId = (made.submission as { customerId: string }).customerId;
  expect(ordersOf(path, 'sale-0001')[0]?.customerId).toBe(customerId);
  expect(path.simulator.store.customers.get(customerId)).toMatchObject({
    firstName: 'Ada',
    addresses: [{ city: 'Delft' }],
  });
  expect(ordersOf(path, 'sale-0002')[0]?.customerId).toBeUndefined();
  expect(await till.settled<CustomerEdit>('customerEdits', 'edit-0002')).toMatchObject({
    submission: { state: 'refused', takenBy: taken.id },
  });
  await till.decide('customerEdits', 'edit-0002', { do: 'resolve', note: 'is known', customerId: taken.id });
  expect(await till.settled<CustomerEdit>('customerEdits', 'edit-0002')).toMatchObject({
    submission: { state: 'resolved', customerId: taken.id },
  });
});

test('[U3] an edit sends only what the shop left as it was', async () => {
  const { path, till } = await open();
  await using _ = path;
  const known = [...path.simulator.store.customers.values()][0]!;
  path.simulator.store.saveCustomer({ ...known, note: 'from the shop' });
  await till.push(
    'customerEdits',
    aCustomerEdit({
      ...{ id: 'edit-0001', customerId: known.id, ...till.author() },
      changes: {
        firstName: { was: known.firstName ?? null, is: 'Grace' },
        note: { was: 'something else', is: 'from the till' },
      },
    }),
  );

  const edit = await till.settled<CustomerEdit>('customerEdits', 'edit-0001');

  expect(edit.submission).toMatchObject({ state: 'accepted', overruled: ['note'] });
  expect(path.simulator.store.customers.get(known.id)).toMatchObject({
    firstName: 'Grace',
    note: 'from the shop',
  });
});

test('[T6] a move is one change though its answer is lost; a refused one says why', async () => {
  const { path, till, variants, countOf } = await open();
  await using _ = path;
  const { inventoryItemId, id: variantId } = variants[0]!.variant;
  const before = countOf(inventoryItemId);
  path.simulator.arm([{ kind: 'reset', when: 'after', operation: 'AdjustStock' }]);
  const move = (id: string, item: string): StockMove =>
    aStockMove({ id, ...till.author(), inventoryItemId: item, variantId, delta: 5, key: `key-${id}` });

  await till.push('stockMoves', move('move-0001', inventoryItemId), move('move-0002', '999'));

  expect(await till.settled<StockMove>('stockMoves', 'move-0001')).toMatchObject({
    submission: { state: 'accepted' },
  });
  expect(countOf(inventoryItemId)).toBe(before + 5);
  expect(await till.settled<StockMove>('stockMoves', 'move-0002')).toMatchObject({
    submission: { state: 'refused', reason: expect.stringContaining('could not be found') as unknown },
  });
});

test('[T8] a shop that takes three orders a minute gets no fourth, and none is lost', async () => {
  const { path, till, sell } = await open({ rules: { ordersPerMinute: 3 } } as never);
  await using _ = path;
  await till.push('sales', ...Array.from({ length: 5 }, (_, n) => sell(`sale-${1000 + n}`, 0)));

  await expect.poll(() => path.simulator.store.orders.size >= 3).toBe(true);
  await path.server.submit.idle();
  const { sales } = (await till.status()).submissions;

  expect(sales.accepted).toBe(3);
  expect(sales).toMatchObject({ waiting: 2, refused: 0 });
});
