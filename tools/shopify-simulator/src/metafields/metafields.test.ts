import { expect, test } from 'vitest';
import type { ShopRules } from '../shop/rules.ts';
import { TestShop } from '../testing.ts';

const definition = { ownerType: 'ORDER', namespace: 'tidemark', key: 'sale_id', name: 'Sale', type: 'id' };

interface Defined {
  readonly metafieldDefinitionCreate: {
    readonly createdDefinition: { readonly id: string } | null;
    readonly userErrors: readonly { readonly code: string; readonly message: string }[];
  };
}

async function define(shop: TestShop, change: object = {}) {
  const { data } = await shop.ask<Defined>(
    'mutation ($definition: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $definition) { createdDefinition { id namespace key type { name } capabilities { uniqueValues { enabled eligible } } } userErrors { field message code } } }',
    { definition: { ...definition, ...change } },
  );
  return data.metafieldDefinitionCreate;
}

interface Sold {
  readonly orderCreate: {
    readonly order: { readonly id: string } | null;
    readonly userErrors: readonly {
      readonly field: readonly string[] | null;
      readonly message: string;
      readonly code: string | null;
    }[];
  };
}

async function sell(shop: TestShop, saleId: string) {
  const { data } = await shop.ask<Sold>(
    'mutation Sell($order: OrderCreateOrderInput!) { orderCreate(order: $order) { order { id } userErrors { field message code } } }',
    {
      order: {
        lineItems: [
          { title: 'Tea', quantity: 1, priceSet: { shopMoney: { amount: '3', currencyCode: 'EUR' } } },
        ],
        metafields: [{ namespace: 'tidemark', key: 'sale_id', type: 'id', value: saleId }],
      },
    },
  );
  return data.orderCreate;
}

const find = (shop: TestShop, value: string) =>
  shop.ask<{ orderByIdentifier: { id: string } | null }>(
    'query ($id: UniqueMetafieldValueInput!) { orderByIdentifier(identifier: { customId: $id }) { id metafield(namespace: "tidemark", key: "sale_id") { value type } } }',
    { id: { namespace: 'tidemark', key: 'sale_id', value } },
  );

test('[X35] a definition is made once and listed', async () => {
  await using shop = new TestShop();

  const made = await define(shop);
  const again = await define(shop);
  const { data } = await shop.ask(
    '{ metafieldDefinitions(ownerType: ORDER, namespace: "tidemark", key: "sale_id", first: 5) { nodes { key type { name } } } metafieldDefinition(identifier: { ownerType: ORDER, namespace: "tidemark", key: "other" }) { key } }',
  );

  expect(made).toMatchObject({
    createdDefinition: {
      namespace: 'tidemark',
      key: 'sale_id',
      type: { name: 'id' },
      capabilities: { uniqueValues: { enabled: true, eligible: true } },
    },
    userErrors: [],
  });
  expect(again.userErrors[0]?.code).toBe('TAKEN');
  expect(data).toEqual({
    metafieldDefinitions: { nodes: [{ key: 'sale_id', type: { name: 'id' } }] },
    metafieldDefinition: null,
  });
});

test('[X35] a definition of type id without unique values is refused in Shopify’s words', async () => {
  await using shop = new TestShop();

  expect(await define(shop, { capabilities: { uniqueValues: { enabled: false } } })).toMatchObject({
    createdDefinition: null,
    userErrors: [
      {
        field: ['definition'],
        message: 'Capability unique_values is required for type id but is disabled',
        code: 'CAPABILITY_REQUIRED_BUT_DISABLED',
      },
    ],
  });
});

test('[X35] an order is found by its value at once, whatever the search index knows', async () => {
  await using shop = new TestShop({ searchLagMs: 60_000 });
  await define(shop);
  const { order } = await sell(shop, 'sale-1');

  expect((await find(shop, 'sale-1')).data.orderByIdentifier).toEqual({
    id: order!.id,
    metafield: { value: 'sale-1', type: 'id' },
  });
  expect((await find(shop, 'sale-2')).data.orderByIdentifier).toBeNull();
});

test('[X35] without a definition it is NOT_FOUND, in Shopify’s words', async () => {
  await using shop = new TestShop();

  const { errors } = await find(shop, 'sale-1');

  expect(errors?.[0]).toMatchObject({
    message: "Metafield definition of type 'id' is required when using custom ids.",
    extensions: { code: 'NOT_FOUND' },
  });
});

test('[X35] a used value is refused, and free again when its order is deleted', async () => {
  await using shop = new TestShop();
  await define(shop);
  const { order } = await sell(shop, 'sale-1');

  const second = await sell(shop, 'sale-1');

  expect(second).toEqual({
    order: null,
    userErrors: [
      {
        field: ['order', 'metafields', '0', 'value'],
        message: 'Value has already been taken',
        code: 'INVALID',
      },
    ],
  });
  await shop.merchant('mutation ($id: ID!) { orderDelete(orderId: $id) { deletedId } }', { id: order!.id });
  expect((await sell(shop, 'sale-1')).userErrors).toEqual([]);
});

test.each<[ShopRules['uniqueValues'], boolean, boolean]>([
  ['atomic', true, true],
  ['racy', false, true],
  ['none', false, false],
])('[X35] uniqueness that is %s: refused at once %s, later %s', async (uniqueValues, atOnce, later) => {
  await using shop = new TestShop({ rules: { uniqueValues } });
  await define(shop);
  await sell(shop, 'sale-1');

  expect((await sell(shop, 'sale-1')).order === null).toBe(atOnce);
  shop.pass(2000);
  expect((await sell(shop, 'sale-1')).order === null).toBe(later);
});

test('[X35] orders are searched by the value too, when the index has it', async () => {
  await using shop = new TestShop({ searchLagMs: 1000 });
  await define(shop);
  await sell(shop, 'sale-1');
  const count = async () =>
    (
      await shop.ask<{ orders: { nodes: object[] } }>(
        `{ orders(first: 5, query: "metafields.tidemark.sale_id:'sale-1'") { nodes { id } } }`,
      )
    ).data.orders.nodes.length;

  expect(await count()).toBe(0);
  shop.pass(1000);
  expect(await count()).toBe(1);
});

test('[X35] what an order has no definition for is kept, and means nothing', async () => {
  await using shop = new TestShop();

  await sell(shop, 'sale-1');

  expect((await sell(shop, 'sale-1')).userErrors).toEqual([]);
});

test('[X38] the sixth order of a minute is refused, unless the merchant makes it', async () => {
  await using shop = new TestShop();
  await shop.control('rules', { ordersPerMinute: 5 });
  for (let n = 0; n < 5; n++) expect((await sell(shop, `sale-${n}`)).userErrors).toEqual([]);

  expect(await sell(shop, 'sale-6')).toEqual({
    order: null,
    userErrors: [{ field: null, message: 'Too many attempts. Please try again later.', code: null }],
  });
  const byHand = await shop.merchant(
    'mutation { orderCreate(order: { lineItems: [{ title: "Tea", quantity: 1 }] }) { userErrors { message } } }',
  );
  expect(byHand).toEqual({ orderCreate: { userErrors: [] } });
  shop.pass(60_000);
  expect((await sell(shop, 'sale-6')).userErrors).toEqual([]);
  expect(await shop.control('rules', { ordersPerMinute: null })).toMatchObject({
    ordersPerMinute: null,
    uniqueValues: 'atomic',
  });
});

test('[X38] an order that was refused does not count', async () => {
  await using shop = new TestShop({ rules: { ordersPerMinute: 1 } });
  await define(shop);
  await shop.ask('mutation { orderCreate(order: { lineItems: [] }) { userErrors { message } } }');

  expect((await sell(shop, 'sale-1')).userErrors).toEqual([]);
});
