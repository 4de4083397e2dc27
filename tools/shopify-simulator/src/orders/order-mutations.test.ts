import { expect, test } from 'vitest';
import type { OrderRecord } from '../shop/records.ts';
import { opening, TestShop } from '../testing.ts';

/** A paid, unfulfilled order of one tracked line of two, which took its stock. */
async function sold(shop: TestShop) {
  const { store } = shop.sim;
  const [location] = store.locations.values();
  const [variant] = [...store.variants.values()].filter(
    each => store.items.get(each.inventoryItemId)!.tracked,
  );
  store.setLevel(variant!.inventoryItemId, location!.id, { available: 10 });
  const { orderCreate } = await shop.merchant<{ orderCreate: { order: { id: string } } }>(
    'mutation ($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) { orderCreate(order: $order, options: $options) { order { id } userErrors { message } } }',
    {
      order: {
        lineItems: [
          {
            variantId: `gid://shopify/ProductVariant/${variant!.id}`,
            quantity: 2,
            priceSet: { shopMoney: { amount: '10.00', currencyCode: 'EUR' } },
          },
        ],
        transactions: [
          { amountSet: { shopMoney: { amount: '20.00', currencyCode: 'EUR' } }, gateway: 'cash' },
        ],
      },
      options: { inventoryBehaviour: 'DECREMENT_OBEYING_POLICY' },
    },
  );
  const id = orderCreate.order.id;
  const row = (): OrderRecord => store.orders.get(id.replace(/\D/g, ''))!;
  const level = () => store.levels.get(`${variant!.inventoryItemId}@${location!.id}`)!;
  return { id, row, level };
}

test('[X22] a cancelled order gives back stock and money as asked, and is closed', async () => {
  await using shop = new TestShop();
  await shop.subscribe('ORDERS_CANCELLED');
  const { id, level } = await sold(shop);
  const before = level();

  const answer = await shop.merchant(
    'mutation ($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, restock: true, refundMethod: { originalPaymentMethodsRefund: true }) { orderCancelUserErrors { message } } }',
    { id },
  );
  const { order } = await shop.merchant<{ order: object }>(
    'query ($id: ID!) { order(id: $id) { closed cancelledAt cancelReason displayFinancialStatus totalRefundedSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } } totalOutstandingSet { shopMoney { amount } } } }',
    { id },
  );
  await shop.quiet();

  expect(answer).toEqual({ orderCancel: { orderCancelUserErrors: [] } });
  expect(order).toEqual({
    closed: true,
    cancelledAt: '2026-11-01T12:00:00Z',
    cancelReason: 'CUSTOMER',
    displayFinancialStatus: 'REFUNDED',
    totalRefundedSet: { shopMoney: { amount: '20.0' } },
    currentTotalPriceSet: { shopMoney: { amount: '0.0' } },
    totalOutstandingSet: { shopMoney: { amount: '0.0' } },
  });
  expect(level()).toMatchObject({ available: before.available + 2, onHand: before.onHand });
  expect(shop.received.map(each => each.topic)).toEqual(['orders/cancelled']);
});

test('[X22] cancelled without a refund the money stays; twice is refused', async () => {
  await using shop = new TestShop();
  const { id, row, level } = await sold(shop);
  const before = level();
  const cancel = () =>
    shop.merchant<{ orderCancel: { orderCancelUserErrors: { code: string }[] } }>(
      'mutation ($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: false) { orderCancelUserErrors { code } } }',
      { id },
    );

  await cancel();
  const again = await cancel();

  expect(row().transactions.filter(each => each.kind === 'REFUND')).toEqual([]);
  expect(level()).toMatchObject({ available: before.available, onHand: before.onHand - 2 });
  expect(level().states).toBeUndefined();
  expect(again.orderCancel.orderCancelUserErrors).toHaveLength(1);
});

test('[X22] note, tags and address change; nothing to change is refused', async () => {
  await using shop = new TestShop();
  const { id, row } = await sold(shop);
  const update = (input: object) =>
    shop.merchant<{ orderUpdate: { order: { id: string } | null; userErrors: object[] } }>(
      'mutation ($input: OrderInput!) { orderUpdate(input: $input) { order { id } userErrors { field message } } }',
      { input: { id, ...input } },
    );
  shop.pass(5000);

  expect((await update({ note: 'Call first', tags: ['vip'] })).orderUpdate.userErrors).toEqual([]);
  expect(row()).toMatchObject({ note: 'Call first', tags: ['vip'], updatedAt: opening + 5000 });
  expect((await update({})).orderUpdate).toEqual({
    order: { id },
    userErrors: [{ field: null, message: 'No valid update parameters have been provided' }],
  });
  expect((await update({ phone: 'not a phone' })).orderUpdate.userErrors).toEqual([
    { field: ['phone'], message: 'Phone is invalid' },
  ]);
  await expect(update({ metafields: [{ namespace: 'a', key: 'b', value: 'c' }] })).rejects.toThrow(
    'not simulated: OrderInput { metafields }',
  );
});

test('[X22] an order is closed and opened, marked as paid, and deleted', async () => {
  await using shop = new TestShop();
  await shop.subscribe('ORDERS_DELETE');
  const { id, row } = await sold(shop);
  shop.sim.store.saveOrder({ ...row(), transactions: [] });
  const act = (name: string) =>
    shop.merchant(
      `mutation ($id: ID!) { ${name}(input: { id: $id }) { order { id } userErrors { message } } }`,
      {
        id,
      },
    );

  await act('orderClose');
  expect(row().closedAt).toBe(opening);
  await act('orderOpen');
  expect(row().closedAt).toBeUndefined();
  await act('orderMarkAsPaid');
  expect(row().transactions).toMatchObject([{ kind: 'SALE', amount: '20.00' }]);
  expect(await act('orderMarkAsPaid')).toMatchObject({
    orderMarkAsPaid: { userErrors: [{ message: 'Order cannot be marked as paid.' }] },
  });
  expect(row().transactions).toHaveLength(1);
  await shop.merchant('mutation ($id: ID!) { orderDelete(orderId: $id) { deletedId } }', { id });
  await shop.quiet();
  expect(shop.received.at(-1)).toMatchObject({
    topic: 'orders/delete',
    body: `{"id":${id.replace(/\D/g, '')}}`,
  });
});
