import { priceDaysFor } from '@tidemark/exchange/testing';
import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { shop as name } from '../world/shop-server.ts';
import { TillSeat } from '../world/till-seat.ts';
import { MirroredShop } from './mirrored-shop.ts';

const day = 86_400_000;
const allOrders = [
  ...['read_products', 'read_inventory', 'read_locations', 'read_customers', 'read_customer_merge'],
  ...['read_orders', 'read_all_orders', 'read_publications'],
];

test('[E12] an order leaves when it is older than the window, and news of it does not bring it back', async () => {
  await using shop = await MirroredShop.open({ scopes: allOrders });
  const newest = [...shop.simulator.store.orders.values()].sort((a, b) => b.createdAt - a.createdAt)[0]!;
  expect(await shop.document('orders', newest.id)).toBeDefined();
  shop.pass(61 * day);

  await shop.catchUp();
  expect(await shop.document('orders', newest.id)).toBeUndefined();
  expect(shop.said('retired')).toHaveLength(1);

  shop.simulator.store.saveOrder({ ...newest, note: 'changed today' });
  await shop.quiet();
  expect(shop.said('drained').at(-1)).toMatchObject({ notices: 1, changed: 0 });
  expect(await shop.document('orders', newest.id)).toBeUndefined();
  await shop.audit();
  expect(await shop.document('orders', newest.id)).toBeUndefined();
});

test('[E12] orders come back when the window grows', async () => {
  await using shop = await MirroredShop.open({ scopes: allOrders, orderDays: 60 });
  const older = [...shop.simulator.store.orders.values()].filter(
    each => each.createdAt < shop.now() - 65 * day,
  );
  expect(older).not.toEqual([]);
  const recent = [...shop.simulator.store.orders.values()].filter(
    each => each.createdAt > shop.now() - 59 * day && each.createdAt < shop.now() - 20 * day,
  );
  await shop.restart({ orderDays: 10 });
  await shop.catchUp();
  expect(await shop.document('orders', recent[0]!.id)).toBeUndefined();
  shop.simulator.store.saveOrder({ ...recent[0]!, note: 'changed while it was too old' });
  await shop.quiet();

  await shop.restart({ orderDays: 100 });
  await shop.catchUp();
  await shop.audit();

  for (const { id } of [...older, ...recent]) expect(await shop.document('orders', id)).toBeDefined();
});

test('[E15] a tombstone is told for 90 days', async () => {
  await using shop = await MirroredShop.open();
  const [id] = shop.simulator.store.products.keys();
  shop.edit('product-delete', 0);
  await shop.quiet();
  const isTold = async () =>
    (await shop.store.mirror.documents(name, 'products', '', [id!])).documents.length === 1;

  shop.pass(89 * day);
  await shop.catchUp();
  expect(await isTold()).toBe(true);

  shop.pass(2 * day);
  await shop.catchUp();
  expect(await isTold()).toBe(false);
});

test('[E15] a till that was away for longer is mended by its digest check, and only of what differs', async () => {
  await using shop = await MirroredShop.open();
  const parts = {
    now: () => shop.now(),
    origin: () => shop.server.origin,
    locationId: shop.locationId,
    receiptsOf: async () => ({}),
  };
  const seat = new TillSeat(70, parts);
  await seat.open();
  expect(await seat.sync()).toMatchObject({ outcome: 'up-to-date' });
  await seat.close();
  shop.edit('product-delete', 0);
  await shop.quiet();
  shop.pass(100 * day);
  await shop.catchUp();

  await seat.open();
  const entry = await seat.sync();

  expect(entry).toMatchObject({ outcome: 'up-to-date' });
  expect((await seat.picture()).products.size).toBe(5);
  expect(seat.repaired).toBeGreaterThan(0);
  await seat.close();
});

test('[I5] a settled notice is known as a repeat for days, then forgotten; one that waits is kept', async () => {
  await using shop = await MirroredShop.open();
  const notice = (eventId: string) =>
    ({ eventId, topic: 'products/update', subject: { kind: 'shop' }, triggeredAt: 1 }) as const;
  const { inbox } = shop.store;
  await inbox.note(name, notice('settled'), shop.now());
  await inbox.settle(name, ['settled']);

  shop.pass(6 * day);
  await shop.catchUp();
  expect(await inbox.note(name, notice('settled'), shop.now())).toBe(false);

  await inbox.note(name, notice('waiting'), shop.now() - 8 * day);
  shop.pass(2 * day);
  await shop.catchUp();
  expect(await inbox.note(name, notice('waiting'), shop.now())).toBe(false);
  expect(await inbox.note(name, notice('settled'), shop.now())).toBe(true);
});

/** A sale that was settled and read back on the day on which it was stored. */
async function storeSettled(shop: MirroredShop, id: string): Promise<void> {
  const { records } = shop.store;
  const submission = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;
  const row = { ...aSale({ id, submission }), _deleted: false };
  const judge = () => ({ kind: 'conflict', document: aSale({ id, submission }), changed: true }) as const;
  await records.store(name, 'sales', [row], judge, shop.now());
  const key = { collection: 'sales', id } as const;
  const accepted = {
    state: 'accepted',
    after: 'e1:1',
    orderId: '7',
    orderName: '#7',
    differences: [],
  } as const;
  await records.move(name, key, () => ({ submission: { ...accepted, differences: [] } }), shop.now());
  await records.haveRead(name, [key]);
}

async function toldOf(shop: MirroredShop, id: string): Promise<unknown> {
  const { documents } = await shop.store.records.documents(name, 'sales', '', [id]);
  return documents.map(each => JSON.parse(each) as object)[0];
}

test('[E43] a settled record leaves the tills after its days, and is kept; its tombstone is told for 90 days', async () => {
  await using shop = await MirroredShop.open({ recordDays: 30 });
  await storeSettled(shop, 'sale-0001');
  shop.pass(20 * day);
  await storeSettled(shop, 'sale-0002');

  await shop.catchUp();
  expect(await toldOf(shop, 'sale-0001')).toMatchObject({ _deleted: false });

  shop.pass(11 * day);
  await shop.catchUp();
  expect(await toldOf(shop, 'sale-0001')).toMatchObject({ id: 'sale-0001', _deleted: true });
  expect(await toldOf(shop, 'sale-0002')).toMatchObject({ _deleted: false });
  expect(shop.said('retired').at(-1)).toMatchObject({ records: 1 });

  shop.pass(91 * day);
  await shop.catchUp();
  expect(await toldOf(shop, 'sale-0001')).toBeUndefined();
  expect(await shop.store.records.find(name, 'sales', 'sale-0001')).toMatchObject({ id: 'sale-0001' });
});

test('[E43] with no days set, records stay with the tills for ever', async () => {
  await using shop = await MirroredShop.open({ recordDays: 0 });
  await storeSettled(shop, 'sale-0001');

  shop.pass(1_000 * day);
  await shop.catchUp();

  expect(await toldOf(shop, 'sale-0001')).toMatchObject({ _deleted: false });
});

test.each([
  [1, 90],
  [90, 90],
  [400, 400],
  [0, undefined],
])('[E43] where tills have records for %i days, prices are kept for %s', (recordDays, priceDays) => {
  expect(priceDaysFor(recordDays)).toBe(priceDays);
});
