import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

interface Adjusted {
  readonly inventoryAdjustQuantities: {
    readonly inventoryAdjustmentGroup: { readonly id: string } | null;
    readonly userErrors: readonly { readonly code: string; readonly message: string }[];
  } | null;
}

const mutation = (directive: string) =>
  `mutation Adjust($input: InventoryAdjustQuantitiesInput!${directive.includes('$key') ? ', $key: String!' : ''}) { inventoryAdjustQuantities(input: $input) ${directive} { inventoryAdjustmentGroup { id } userErrors { code message } } }`;
const keyed = mutation('@idempotent(key: $key)');

function stock(shop: TestShop) {
  const { store } = shop.sim;
  const [row] = store.levels.values();
  store.setLevel(row!.inventoryItemId, row!.locationId, { available: 10 });
  const input = (delta: number) => ({
    name: 'available',
    reason: 'received',
    changes: [
      {
        inventoryItemId: `gid://shopify/InventoryItem/${row!.inventoryItemId}`,
        locationId: `gid://shopify/Location/${row!.locationId}`,
        delta,
        changeFromQuantity: null,
      },
    ],
  });
  const adjust = async (key: string, delta = 5) =>
    (await shop.ask<Adjusted>(keyed, { input: input(delta), key })).data.inventoryAdjustQuantities;
  return {
    input,
    adjust,
    available: () => store.levels.get(`${row!.inventoryItemId}@${row!.locationId}`)!.available,
  };
}

test('[X33] without a key an app is refused, in Shopify’s words; the merchant needs none', async () => {
  await using shop = new TestShop();
  const { input, available } = stock(shop);

  const { data, errors } = await shop.ask<Adjusted>(mutation(''), { input: input(5) });

  expect(data.inventoryAdjustQuantities).toBeNull();
  expect(errors).toMatchObject([
    {
      message: 'The @idempotent directive is required for this mutation but was not provided.',
      path: ['inventoryAdjustQuantities'],
      extensions: { code: 'BAD_REQUEST' },
    },
  ]);
  expect(available()).toBe(10);
  await shop.merchant(mutation(''), { input: input(5) });
  await shop.merchant(mutation('@idempotent(key: "same")'), { input: input(5) });
  await shop.merchant(mutation('@idempotent(key: "same")'), { input: input(5) });
  expect(available()).toBe(25);
});

test.each(['locationActivate', 'locationDeactivate'])('[X33] %s needs a key too', async name => {
  await using shop = new TestShop();
  const id = `gid://shopify/Location/${[...shop.sim.store.locations.keys()][1]}`;

  const { errors } = await shop.ask(
    `mutation ($id: ID!) { ${name}(locationId: $id) { ${name}UserErrors { code } } }`,
    { id },
  );

  expect(errors?.[0]?.message).toContain('@idempotent');
});

test('[X33] the same key and input: the stored answer, and no second effect', async () => {
  await using shop = new TestShop();
  const { adjust, available } = stock(shop);

  const first = await adjust('move-1');
  const second = await adjust('move-1');

  expect(second).toEqual(first);
  expect(first?.inventoryAdjustmentGroup).not.toBeNull();
  expect(available()).toBe(15);
  await adjust('move-2');
  expect(available()).toBe(20);
});

test('[X33] the same key and another input is a mismatch', async () => {
  await using shop = new TestShop();
  const { adjust, available } = stock(shop);
  await adjust('move-1');

  const other = await adjust('move-1', 6);

  expect(other).toMatchObject({
    inventoryAdjustmentGroup: null,
    userErrors: [{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }],
  });
  expect(available()).toBe(15);
});

test('[X33] while the first is not answered, a second is told that it is concurrent', async () => {
  await using shop = new TestShop();
  const { adjust, available } = stock(shop);
  shop.sim.arm([{ kind: 'latency', ms: 80, when: 'after', operation: 'Adjust', times: 1 }]);

  const slow = adjust('move-1');
  await expect.poll(available, { interval: 2 }).toBe(15);
  const meanwhile = await adjust('move-1');

  expect(meanwhile?.userErrors[0]?.code).toBe('IDEMPOTENCY_CONCURRENT_REQUEST');
  expect((await slow)?.userErrors).toEqual([]);
  expect((await adjust('move-1'))?.userErrors).toEqual([]);
  expect(available()).toBe(15);
});

test('[X33] an answer that was lost is found again; a request that was lost was never made', async () => {
  await using shop = new TestShop();
  const { adjust, available } = stock(shop);
  shop.sim.arm([{ kind: 'reset', when: 'after', operation: 'Adjust' }]);
  await expect(adjust('move-1')).rejects.toThrow();
  shop.sim.arm([{ kind: 'reset', when: 'before', operation: 'Adjust' }]);
  await expect(adjust('move-2')).rejects.toThrow();

  expect(available()).toBe(15);
  expect((await adjust('move-1'))?.userErrors).toEqual([]);
  expect(available()).toBe(15);
  expect((await adjust('move-2'))?.userErrors).toEqual([]);
  expect(available()).toBe(20);
});

test('[X33] a refund is made once', async () => {
  await using shop = new TestShop();
  const [order] = [...shop.sim.store.orders.values()].filter(each => each.transactions.length > 0);
  const orderId = `gid://shopify/Order/${order!.id}`;
  const refund = () =>
    shop.ask<{ refundCreate: { refund: { id: string } } }>(
      'mutation ($input: RefundInput!) { refundCreate(input: $input) @idempotent(key: "refund-1") { refund { id } userErrors { message } } }',
      { input: { orderId, transactions: [{ orderId, gateway: 'cash', kind: 'REFUND', amount: '1.00' }] } },
    );

  const [first, second] = [await refund(), await refund()];

  expect(second.data).toEqual(first.data);
  expect(shop.sim.store.orders.get(order!.id)!.refunds).toHaveLength(1);
});
