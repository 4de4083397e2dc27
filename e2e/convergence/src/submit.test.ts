import { afterAll, beforeAll, expect, test } from 'vitest';
import { priceSale, type CustomerEdit, type Sale, type StockMove } from '@tidemark/schema';
import { aCustomerEdit, aStockMove } from '@tidemark/schema/testing';
import { openSelling, ordersOf, type Selling } from './selling-path.ts';

/** One shop for the tests that leave it intact; each sells other items under other ids. */
let shared: Selling;
beforeAll(async () => {
  shared = await openSelling();
});
afterAll(() => shared.path[Symbol.asyncDispose]());

test('[T2] a sale becomes an order with equal money, its stock taken once, at its location', async () => {
  const { path, till, variants, countOf, sell } = shared;
  const { inventoryItemId } = variants[0]!.variant;
  const before = countOf(inventoryItemId);

  await till.push('sales', sell('sale-0001', 0, { note: 'gift' }, 3));

  const sale = await till.settled<Sale>('sales', 'sale-0001');
  const [order, ...others] = ordersOf(path, 'sale-0001');
  expect(others).toEqual([]);
  expect(sale.submission).toMatchObject({ state: 'accepted', orderId: order!.id, differences: [] });
  expect(order).toMatchObject({ note: 'gift', locationId: till.locationId, fulfillmentStatus: 'FULFILLED' });
  expect(countOf(inventoryItemId)).toBe(before - 3);
  // The order and the level reach the mirror without a webhook.
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

test('[T2] a tax-exempt sale is an order without taxes, equal in money', async () => {
  const { path, till, sell } = shared;
  const { unitPrice, quantity, ...line } = sell('sale-0008', 1).lines[0]!;
  const terms = { taxesIncluded: true, rates: [{ title: 'VAT', rate: 0.21 }], isExempt: true };
  const { lines, taxLines, due } = priceSale([{ ...line, unitPrice, quantity }], terms);
  const totals = { ...due, paid: due.total, change: 0 };

  await till.push('sales', sell('sale-0008', 1, { taxExempt: true, lines, taxLines, totals }));

  const sale = await till.settled<Sale>('sales', 'sale-0008');
  expect(sale.submission).toMatchObject({ state: 'accepted', differences: [] });
  const [order] = ordersOf(path, 'sale-0008');
  expect(order!.lines.flatMap(each => each.taxes)).toEqual([]);
  await expect
    .poll(async () => await till.document('orders', order!.id))
    .toMatchObject({ tax: 0, taxLines: [], total: due.total });
});

test('[T23] [T24] what Shopify takes from another location is corrected once, though the answer is lost', async () => {
  const { path, till, variants, sell } = shared;
  const { inventoryItemId } = variants[3]!.variant;
  const { store, rules } = path.simulator;
  const elsewhere = [...store.locations.values()].find(each => each.id !== till.locationId)!;
  store.setLevel(inventoryItemId, elsewhere.id, { available: 9 });
  const ids = [elsewhere.id, till.locationId].map(place => `${inventoryItemId}@${place}`);
  const counts = () => ids.map(id => store.levels.get(id)!.available);
  const [there = 0, here = 0] = counts();
  rules.handedOverFrom = 'another-location';
  path.simulator.arm([{ kind: 'reset', when: 'after', operation: 'AdjustStock' }]);

  await till.push('sales', sell('sale-0010', 3, {}, 2));

  await expect
    .poll(async () => ((await till.document('sales', 'sale-0010')) as unknown as Sale).effects, {
      timeout: 10_000,
    })
    .toMatchObject([
      {
        changes: [
          { inventoryItemId, locationId: elsewhere.id, delta: 2 },
          { inventoryItemId, locationId: till.locationId, delta: -2 },
        ],
        submission: { state: 'accepted' },
      },
    ]);
  expect(counts()).toEqual([there, here - 2]);
  await expect
    .poll(async () => (await till.document('inventoryLevels', ids[1]!))?.['available'])
    .toBe(here - 2);
  rules.handedOverFrom = 'fulfilling-location';
});

test('[T20] [T7] what Shopify takes from another location than the sale’s is said with the sale', async () => {
  const { path, till, variants, sell } = shared;
  const { variant, level } = variants[2]!;
  const { store } = path.simulator;
  const elsewhere = [...store.locations.values()].find(each => each.id !== till.locationId)!;
  store.setLevel(variant.inventoryItemId, elsewhere.id, { available: 9 });
  const key = `${variant.inventoryItemId}@${till.locationId}`;
  store.levels.set(key, { ...store.levels.get(key)!, isActive: false });
  const isHere = ({ locationId }: { locationId: string }) => locationId === till.locationId;
  const levels = store.levelsOfItem.get(variant.inventoryItemId)!;
  store.levelsOfItem.set(
    variant.inventoryItemId,
    levels.map(each => (isHere(each) ? { ...each, isActive: false } : each)),
  );
  path.simulator.rules.retailLocation = 'none';

  await till.push('sales', sell('sale-0009', 2, {}, 2));

  const sale = await till.settled<Sale>('sales', 'sale-0009');
  const at = store.levelsOfItem.get(variant.inventoryItemId)!.find(each => each.isActive)!.locationId;
  expect(sale.submission).toMatchObject({
    state: 'accepted',
    orderLocationId: null,
    misplaced: [{ variantId: variant.id, quantity: 2, locationId: at }],
  });
  expect(at).not.toBe(level.locationId);
  path.simulator.rules.retailLocation = 'transaction';
  // Shopify takes nothing off where the item is not stocked: a person decides.
  const effect = async () => ((await till.document('sales', 'sale-0009')) as unknown as Sale).effects?.[0];
  await expect.poll(effect).toMatchObject({ submission: { state: 'refused' } });
  const decision = { do: 'resolve', note: 'not stocked at the till' };
  const outcome = await till.decide('sales', 'sale-0009', decision, (await effect())?.key);
  expect(outcome).toEqual({ outcome: 'decided' });
  await expect.poll(effect).toMatchObject({ submission: { state: 'resolved' } });
});

test.each(['reset', 'status', 'truncated'] as const)(
  '[T3] an answer that is lost after the order was made (%s): one order, found again',
  async kind => {
    const { path, till, sell, variants, countOf } = shared;
    const id = `sale-${kind}`;
    const before = countOf(variants[1]!.variant.inventoryItemId);
    const fault = kind === 'status' ? { kind, status: 502, when: 'after' } : { kind, when: 'after' };
    path.simulator.arm([{ ...fault, operation: 'CreateOrder' } as never]);

    await till.push('sales', sell(id, 1, { receiptNumber: `T-00000${kind.length}` }));

    const sale = await till.settled<Sale>('sales', id);
    expect(sale.submission).toMatchObject({ state: 'accepted' });
    expect(ordersOf(path, id)).toHaveLength(1);
    expect(countOf(variants[1]!.variant.inventoryItemId)).toBe(before - 1);
  },
);

test('[T4] a refused sale is parked with Shopify’s words, and the next fifty go through', async () => {
  const { path, till, sell, variants } = shared;
  const bad = sell('sale-1000', 9);
  const sales = Array.from({ length: 50 }, (_, n) => sell(`sale-${1001 + n}`, 4 + (n % 5)));
  // The variant left the shop, and the server does not know yet.
  path.simulator.store.variants.delete(variants[9]!.variant.id);
  await till.push('sales', bad, ...sales);

  for (const { id } of sales)
    expect((await till.settled<Sale>('sales', id)).submission).toMatchObject({ state: 'accepted' });
  expect((await till.settled<Sale>('sales', 'sale-1000')).submission).toMatchObject({
    state: 'refused',
    reason: 'Variant does not exist',
  });
  expect((await till.status()).submissions.sales).toMatchObject({ refused: 1, waiting: 0 });
});

test('[T7] a flawed sale is no order, and names the person who decides about it', async () => {
  const { path, till, sell } = shared;
  const odd = sell('sale-1100', 0);
  await till.push('sales', { ...odd, lines: odd.lines.map(each => ({ ...each, variantId: '999' })) });
  const flawed = (await till.document('sales', 'sale-1100')) as unknown as Sale;
  expect(flawed.flaws).toEqual([{ code: 'price-unknown', about: `999 ${odd.lines[0]!.unitPrice}` }]);
  expect(flawed.submission).toMatchObject({ state: 'refused', attempts: 0 });
  expect(ordersOf(path, 'sale-1100')).toEqual([]);

  expect(await till.decide('sales', 'sale-1100', { do: 'resolve', note: 'by hand' })).toEqual({
    outcome: 'decided',
  });

  const sale = await till.settled<Sale>('sales', 'sale-1100');
  expect(sale.submission).toMatchObject({ state: 'resolved' });
  expect(sale.decided).toMatchObject({ staffId: till.author().staffId, do: 'resolve' });
  expect(ordersOf(path, 'sale-1100')).toEqual([]);
});

test('[T5] a new customer is made first; a duplicate is named, and holds no sale up', async () => {
  const { path, till, sell } = shared;
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
  await till.push('sales', sell('sale-5001', 3, { customerId: 'edit-5001' }));
  await till.push('sales', sell('sale-5002', 3, { customerId: 'edit-5002' }));
  await till.push('customerEdits', edit('edit-5001', 'ada@example.com'), edit('edit-5002', taken.email!));

  await till.settled('sales', 'sale-5001');
  await till.settled('sales', 'sale-5002');
  const made = await till.settled<CustomerEdit>('customerEdits', 'edit-5001');
  const customerId = (made.submission as { customerId: string }).customerId;
  expect(ordersOf(path, 'sale-5001')[0]?.customerId).toBe(customerId);
  expect(path.simulator.store.customers.get(customerId)).toMatchObject({
    firstName: 'Ada',
    addresses: [{ city: 'Delft' }],
  });
  expect(ordersOf(path, 'sale-5002')[0]?.customerId).toBeUndefined();
  expect(await till.settled<CustomerEdit>('customerEdits', 'edit-5002')).toMatchObject({
    submission: { state: 'refused', takenBy: taken.id },
  });
  await till.decide('customerEdits', 'edit-5002', { do: 'resolve', note: 'is known', customerId: taken.id });
  expect(await till.settled<CustomerEdit>('customerEdits', 'edit-5002')).toMatchObject({
    submission: { state: 'resolved', customerId: taken.id },
  });
});

test('[T11] an edit of somebody whom a till has just made comes after them, and is refused with them', async () => {
  const { path, till } = shared;
  const taken = [...path.simulator.store.customers.values()].find(each => each.email)!;
  const edit = (id: string, customerId: string, changes: CustomerEdit['changes']) =>
    aCustomerEdit({ ...{ id, customerId, isNew: id === customerId, ...till.author() }, changes });
  const name = (is: string) => ({ firstName: { was: null, is } });
  await till.push(
    'customerEdits',
    edit('edit-6001', 'edit-6001', name('Mary')),
    edit('edit-6002', 'edit-6001', { note: { was: null, is: 'comes on Fridays' } }),
    edit('edit-6003', 'edit-6003', { ...name('Eve'), email: { was: null, is: taken.email! } }),
    edit('edit-6004', 'edit-6003', { note: { was: null, is: 'nobody' } }),
  );

  const made = await till.settled<CustomerEdit>('customerEdits', 'edit-6002');
  expect(made.submission).toMatchObject({ state: 'accepted', overruled: [] });
  const { customerId } = made.submission as { customerId: string };
  expect(path.simulator.store.customers.get(customerId)).toMatchObject({
    firstName: 'Mary',
    note: 'comes on Fridays',
  });
  for (const id of ['edit-6003', 'edit-6004'])
    expect((await till.settled<CustomerEdit>('customerEdits', id)).submission?.state).toBe('refused');
});

test('[U3] an edit sends only what the shop left as it was', async () => {
  const { path, till } = shared;
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
  const { path, till, variants, countOf } = shared;
  const { inventoryItemId, id: variantId } = variants[9]!.variant;
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
