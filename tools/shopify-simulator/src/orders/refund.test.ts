import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

interface Refunded {
  readonly refundCreate: {
    readonly refund: { readonly id: string; readonly totalRefundedSet: object } | null;
    readonly order: { readonly displayFinancialStatus: string } | null;
    readonly userErrors: readonly object[];
  };
}

/** A paid and fulfilled order of three pieces of one tracked variant, 30.00 in total. */
function paidOrder(shop: TestShop) {
  const { store } = shop.sim;
  const [variant] = [...store.variants.values()].filter(
    each => store.items.get(each.inventoryItemId)!.tracked,
  );
  const [location] = store.locations.values();
  const [first] = store.orders.values();
  const line = {
    ...first!.lines[0]!,
    id: '501',
    variantId: variant!.id,
    quantity: 3,
    currentQuantity: 3,
    price: '10.00',
    discount: '0.00',
    taxes: [],
  };
  const sale = { ...first!.transactions[0]!, id: '601', gateway: 'cash', amount: '30.00' };
  store.saveOrder({
    ...first!,
    lines: [line],
    transactions: [sale],
    locationId: location!.id,
    fulfillmentStatus: 'FULFILLED',
  });
  store.setLevel(variant!.inventoryItemId, location!.id, { available: 5 });
  const level = () => store.levels.get(`${variant!.inventoryItemId}@${location!.id}`)!;
  return { orderId: `gid://shopify/Order/${first!.id}`, order: () => store.orders.get(first!.id)!, level };
}

const lineItemId = 'gid://shopify/LineItem/501';

async function refund(shop: TestShop, input: object) {
  const { refundCreate } = await shop.merchant<Refunded>(
    'mutation ($input: RefundInput!) { refundCreate(input: $input) { refund { id totalRefundedSet { shopMoney { amount } } } order { displayFinancialStatus } userErrors { field message } } }',
    { input },
  );
  return refundCreate;
}

const back = (orderId: string, amount: string, more: object = {}) => ({
  orderId,
  gateway: 'cash',
  kind: 'REFUND',
  amount,
  ...more,
});

test('[X21] goods come back on the shelf, money by the transactions that are asked for', async () => {
  await using shop = new TestShop();
  await shop.subscribe('REFUNDS_CREATE', 'ORDERS_UPDATED');
  const { orderId, order, level } = paidOrder(shop);
  const { onHand } = level();

  const made = await refund(shop, {
    orderId,
    note: 'Too small',
    refundLineItems: [{ lineItemId, quantity: 2, restockType: 'RETURN' }],
    transactions: [back(orderId, '20.00')],
  });
  await shop.quiet();

  expect(made).toMatchObject({
    refund: { totalRefundedSet: { shopMoney: { amount: '20.0' } } },
    order: { displayFinancialStatus: 'PARTIALLY_REFUNDED' },
    userErrors: [],
  });
  expect(order().lines[0]).toMatchObject({ quantity: 3, currentQuantity: 1 });
  expect(level()).toMatchObject({ available: 7, onHand: onHand + 2 });
  const topics = shop.received.map(each => each.topic);
  expect(topics).toEqual(expect.arrayContaining(['refunds/create', 'orders/updated']));
});

test('[X21] without transactions no money goes back, without restocking no goods', async () => {
  await using shop = new TestShop();
  const { orderId, level } = paidOrder(shop);

  const made = await refund(shop, {
    orderId,
    refundLineItems: [{ lineItemId, quantity: 1, restockType: 'NO_RESTOCK' }],
  });

  expect(made.refund?.totalRefundedSet).toEqual({ shopMoney: { amount: '0.0' } });
  expect(made.order?.displayFinancialStatus).toBe('PAID');
  expect(level().available).toBe(5);
});

test('[X21] two lines of one item both come back', async () => {
  await using shop = new TestShop();
  const { orderId, order, level } = paidOrder(shop);
  const [line] = order().lines;
  shop.sim.store.saveOrder({ ...order(), lines: [line!, { ...line!, id: '502' }] });

  await refund(shop, {
    orderId,
    refundLineItems: [
      { lineItemId, quantity: 1, restockType: 'RETURN' },
      { lineItemId: 'gid://shopify/LineItem/502', quantity: 3, restockType: 'RETURN' },
    ],
  });

  expect(level().available).toBe(9);
});

test('[X21] the gateway is that of the payment, whatever was asked for', async () => {
  await using shop = new TestShop();
  const { orderId, order } = paidOrder(shop);

  await refund(shop, {
    orderId,
    transactions: [
      back(orderId, '1.00', { gateway: 'other', parentId: 'gid://shopify/OrderTransaction/601' }),
    ],
  });

  expect(order().transactions.at(-1)).toMatchObject({ kind: 'REFUND', gateway: 'cash', parentId: '601' });
});

test('[X21] what is wrong is refused in Shopify’s words, and nothing changes', async () => {
  await using shop = new TestShop();
  const { orderId, order } = paidOrder(shop);
  const before = order();
  const errors = async (input: object) => (await refund(shop, { orderId, ...input })).userErrors;

  expect(await errors({ transactions: [back(orderId, '1.00', { kind: 'AUTHORIZATION' })] })).toEqual([
    { field: null, message: 'Kind authorization is not a valid transaction' },
  ]);
  expect(
    await errors({
      transactions: [back(orderId, '1.00', { parentId: 'gid://shopify/OrderTransaction/999' })],
    }),
  ).toEqual([
    { field: ['transactions'], message: 'Transactions require a parent_id associated with the order' },
  ]);
  expect(await errors({ transactions: [back(orderId, '30.01')] })).toHaveLength(1);
  expect(
    await errors({ refundLineItems: [{ lineItemId, quantity: 4, restockType: 'RETURN' }] }),
  ).toMatchObject([{ field: ['refundLineItems', '0', 'quantity'] }]);
  expect(order()).toEqual(before);
});

test('[X21] more than was paid goes back only when it is allowed', async () => {
  await using shop = new TestShop();
  const { orderId } = paidOrder(shop);

  const made = await refund(shop, {
    orderId,
    allowOverRefunding: true,
    transactions: [back(orderId, '35.00')],
  });

  expect(made).toMatchObject({ order: { displayFinancialStatus: 'REFUNDED' }, userErrors: [] });
});
