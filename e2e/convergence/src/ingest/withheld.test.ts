import { expect, test } from 'vitest';
import type { Fault } from '@tidemark/shopify-simulator';
import { MirroredShop } from './mirrored-shop.ts';

const level2 = [
  ...['Customer.firstName', 'Customer.lastName', 'Customer.displayName', 'Customer.defaultEmailAddress'],
  ...['Customer.defaultPhoneNumber', 'Customer.addressesV2', 'Customer.defaultAddress'],
  ...['Order.email', 'Order.phone'],
];
const nullable = level2.filter(each => !/displayName|addressesV2/.test(each));

test.each<[string, Fault]>([
  ['denied with an error for each', { kind: 'personal-data-denied', fields: level2, how: 'error' }],
  ['null without a word', { kind: 'personal-data-denied', fields: nullable, how: 'null' }],
])('[G30] personal data that is %s empties its fields, and loses no document', async (_how, fault) => {
  await using shop = await MirroredShop.open({ faults: [fault] });
  const { customers, orders } = shop.simulator.store;

  shop.edit('customer-edit', 0, 1);
  await shop.catchUp();

  const seen = await shop.documents('customers');
  expect(seen.map(each => each.id).toSorted()).toEqual([...customers.keys()].toSorted());
  const recent = [...orders.values()].filter(each => each.createdAt > shop.now() - 59 * 86_400_000);
  expect((await shop.documents('orders')).map(each => each.id)).toEqual(
    expect.arrayContaining(recent.map(each => each.id)),
  );
  for (const each of seen) {
    expect(each).toMatchObject({ firstName: null, lastName: null, email: null, phone: null });
    expect(each.displayName).not.toBe('');
  }
  await shop.audit();
  expect((await shop.status()).audit?.collections['customers']).toMatchObject({ trouble: null });

  shop.simulator.arm([]);
  shop.pass(3_600_000);
  await shop.audit();
  expect(await shop.differences()).toEqual([]);
});

test('[G31] a shop in which a request may cost less is read in smaller pages, and whole', async () => {
  await using shop = await MirroredShop.open({ faults: [{ kind: 'cost-limit', most: 60 }] });
  shop.edit('product-title', 0, 1);
  shop.edit('customer-edit', 0, 2);
  shop.edit('stock', 0, 3);

  await shop.catchUp();
  await shop.audit();

  expect(await shop.differences()).toEqual([]);
});
