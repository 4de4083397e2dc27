import { expect, test } from 'vitest';
import { opening, TestShop } from '../testing.ts';

interface Created {
  readonly orderCreate: {
    readonly order: Record<string, unknown> | null;
    readonly userErrors: readonly {
      readonly field: string[];
      readonly message: string;
      readonly code: string;
    }[];
  };
}

const fields =
  'id name email tags sourceIdentifier sourceName processedAt createdAt displayFinancialStatus displayFulfillmentStatus taxesIncluded totalPriceSet { shopMoney { amount currencyCode } } totalTaxSet { shopMoney { amount } } totalDiscountsSet { shopMoney { amount } } totalReceivedSet { shopMoney { amount } } retailLocation { id } customer { id email } customAttributes { key value } lineItems(first: 10) { nodes { title quantity sku originalUnitPriceSet { shopMoney { amount } } discountedTotalSet { shopMoney { amount } } customAttributes { key value } variant { id } } } transactions { kind status gateway amountSet { shopMoney { amount } } }';

async function create(shop: TestShop, order: object, options: object = {}) {
  const { data, errors } = await shop.ask<Created>(
    `mutation Create($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) { orderCreate(order: $order, options: $options) { order { ${fields} } userErrors { field message code } } }`,
    { order, options },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.orderCreate;
}

const euros = (amount: string) => ({ shopMoney: { amount, currencyCode: 'EUR' } });
const money = (amount: string) => ({ shopMoney: { amount } });

/** A tracked variant with stock, and its location. */
function stocked(shop: TestShop, inventoryPolicy: 'DENY' | 'CONTINUE' = 'DENY') {
  const { store } = shop.sim;
  const [variant] = [...store.variants.values()].filter(
    each => store.items.get(each.inventoryItemId)!.tracked,
  );
  store.saveVariant({ ...variant!, inventoryPolicy }, true);
  const [location] = store.locations.values();
  store.setLevel(variant!.inventoryItemId, location!.id, { available: 5 });
  const level = () => store.levels.get(`${variant!.inventoryItemId}@${location!.id}`)!;
  return {
    variantId: `gid://shopify/ProductVariant/${variant!.id}`,
    level,
    variant: variant!,
    location: location!,
  };
}

test('[X18] an order is what was asked for, to the cent', async () => {
  await using shop = new TestShop();
  const { variantId, variant, location } = stocked(shop);
  const [customer] = shop.sim.store.customers.values();

  const { order, userErrors } = await create(shop, {
    lineItems: [
      {
        variantId,
        quantity: 2,
        priceSet: euros('12.10'),
        taxLines: [{ title: 'BTW', rate: '0.21', priceSet: euros('4.20') }],
        properties: [{ name: 'Discount', value: '10 %' }],
      },
      { title: 'Gift wrap', quantity: 1, priceSet: euros('2.5') },
    ],
    taxesIncluded: true,
    customer: { toAssociate: { id: `gid://shopify/Customer/${customer!.id}` } },
    tags: ['till-2', 'pos'],
    sourceIdentifier: 'sale-1',
    sourceName: 'tidemark',
    processedAt: '2026-10-31T09:30:00Z',
    transactions: [
      {
        amountSet: euros('26.70'),
        gateway: 'cash',
        locationId: `gid://shopify/Location/${location.id}`,
      },
    ],
    fulfillmentStatus: 'FULFILLED',
  });

  expect(userErrors).toEqual([]);
  expect(order).toMatchObject({
    tags: ['pos', 'till-2'],
    sourceIdentifier: 'sale-1',
    sourceName: 'tidemark',
    processedAt: '2026-10-31T09:30:00Z',
    createdAt: '2026-11-01T12:00:00Z',
    displayFinancialStatus: 'PAID',
    displayFulfillmentStatus: 'FULFILLED',
    taxesIncluded: true,
    totalPriceSet: { shopMoney: { amount: '26.7', currencyCode: 'EUR' } },
    totalTaxSet: money('4.2'),
    totalReceivedSet: money('26.7'),
    retailLocation: { id: `gid://shopify/Location/${location.id}` },
    customer: { id: `gid://shopify/Customer/${customer!.id}`, email: customer!.email },
    transactions: [{ kind: 'SALE', status: 'SUCCESS', gateway: 'cash', amountSet: money('26.7') }],
  });
  expect(order!['lineItems']).toMatchObject({
    nodes: [
      {
        quantity: 2,
        sku: variant.sku,
        originalUnitPriceSet: money('12.1'),
        customAttributes: [{ key: 'Discount', value: '10 %' }],
        variant: { id: variantId },
      },
      { title: 'Gift wrap', variant: null },
    ],
  });
});

test('[X18] taxes that prices do not include come on top; an order without transactions has no status', async () => {
  await using shop = new TestShop();

  const { order } = await create(shop, {
    lineItems: [
      {
        title: 'Tea',
        quantity: 3,
        priceSet: euros('10.00'),
        taxLines: [{ title: 'VAT', rate: '0.2', priceSet: euros('6') }],
      },
    ],
  });

  expect(order).toMatchObject({
    taxesIncluded: false,
    totalPriceSet: money('36.0'),
    totalTaxSet: money('6.0'),
    displayFinancialStatus: null,
    displayFulfillmentStatus: 'UNFULFILLED',
  });
});

test('[X18] the one discount code is spread over the lines, the last takes the rest of a cent', async () => {
  await using shop = new TestShop();

  const { order } = await create(shop, {
    lineItems: [
      { title: 'A', quantity: 1, priceSet: euros('10.00') },
      { title: 'B', quantity: 1, priceSet: euros('10.00') },
      { title: 'C', quantity: 1, priceSet: euros('10.00') },
    ],
    discountCode: { itemFixedDiscountCode: { code: 'TEN', amountSet: euros('10.00') } },
  });

  expect(order).toMatchObject({ totalDiscountsSet: money('10.0'), totalPriceSet: money('20.0') });
  const lines = order!['lineItems'] as { nodes: { discountedTotalSet: object }[] };
  expect(lines.nodes.map(each => each.discountedTotalSet)).toEqual([
    money('6.67'),
    money('6.67'),
    money('6.66'),
  ]);
});

test('[X18] a customer to be upserted is found by address, else made', async () => {
  await using shop = new TestShop();
  const [known] = shop.sim.store.customers.values();
  const lineItems = [{ title: 'Tea', quantity: 1, priceSet: euros('3') }];
  const count = shop.sim.store.customers.size;

  const first = await create(shop, {
    lineItems,
    customer: { toUpsert: { email: known!.email!.toUpperCase() } },
  });
  const second = await create(shop, {
    lineItems,
    customer: { toUpsert: { email: 'new@example.com', firstName: 'New' } },
  });

  expect(first.order!['customer']).toMatchObject({ id: `gid://shopify/Customer/${known!.id}` });
  expect(second.order!['customer']).toMatchObject({ email: 'new@example.com' });
  expect(shop.sim.store.customers.size).toBe(count + 1);
});

test('[X18] numbers go on and are not given twice; webhooks tell of order and customer', async () => {
  await using shop = new TestShop();
  await shop.subscribe('ORDERS_CREATE', 'CUSTOMERS_UPDATE');
  const [customer] = shop.sim.store.customers.values();
  const input = {
    lineItems: [{ title: 'Tea', quantity: 1, priceSet: euros('3') }],
    customer: { toAssociate: { id: `gid://shopify/Customer/${customer!.id}` } },
  };

  const first = await create(shop, input);
  await shop.merchant('mutation ($id: ID!) { orderDelete(orderId: $id) { deletedId } }', {
    id: first.order!['id'],
  });
  const second = await create(shop, input);
  await shop.quiet();

  expect(Number(String(second.order!['name']).slice(1))).toBe(
    Number(String(first.order!['name']).slice(1)) + 1,
  );
  expect(shop.received.map(each => each.topic)).toContain('orders/create');
  expect(shop.received.map(each => each.topic)).toContain('customers/update');
});

test('[X19] by default no stock is taken', async () => {
  await using shop = new TestShop();
  const { variantId, level } = stocked(shop);

  await create(shop, { lineItems: [{ variantId, quantity: 3 }] });

  expect(level()).toMatchObject({ available: 5, onHand: level().onHand });
});

test('[X19] decremented, available falls and what is on hand stays until it is fulfilled', async () => {
  await using shop = new TestShop();
  const { variantId, level } = stocked(shop);
  const { onHand } = level();
  const options = { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' };

  await create(shop, { lineItems: [{ variantId, quantity: 3 }] }, options);
  expect(level()).toMatchObject({ available: 2, onHand });
  await create(shop, { lineItems: [{ variantId, quantity: 4 }], fulfillmentStatus: 'FULFILLED' }, options);
  expect(level()).toMatchObject({ available: -2, onHand: onHand - 4 });
});

test('[X19] obeying the policy, what cannot be claimed is refused, and nothing is taken', async () => {
  await using shop = new TestShop();
  const { variantId, level } = stocked(shop);
  const options = { inventoryBehaviour: 'DECREMENT_OBEYING_POLICY' };
  const orders = shop.sim.store.orders.size;

  const refused = await create(shop, { lineItems: [{ variantId, quantity: 6 }] }, options);
  const { userErrors } = await create(shop, { lineItems: [{ variantId, quantity: 5 }] }, options);

  expect(refused.userErrors[0]?.code).toBe('INVENTORY_CLAIM_FAILED');
  expect(userErrors).toEqual([]);
  expect(level().available).toBe(0);
  expect(shop.sim.store.orders.size).toBe(orders + 1);
});

test('[X19] a variant that may be oversold is claimed all the same', async () => {
  await using shop = new TestShop();
  const { variantId, level } = stocked(shop, 'CONTINUE');

  await create(
    shop,
    { lineItems: [{ variantId, quantity: 6 }] },
    { inventoryBehaviour: 'DECREMENT_OBEYING_POLICY' },
  );

  expect(level().available).toBe(-1);
});

test('[X19] stock is taken where the order is fulfilled', async () => {
  await using shop = new TestShop();
  const { variantId, variant, level } = stocked(shop);
  const [, warehouse] = shop.sim.store.locations.values();
  shop.sim.store.setLevel(variant.inventoryItemId, warehouse!.id, { available: 9 });

  await create(
    shop,
    {
      lineItems: [{ variantId, quantity: 2 }],
      fulfillment: { locationId: `gid://shopify/Location/${warehouse!.id}` },
    },
    { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' },
  );

  expect(level().available).toBe(5);
  expect(shop.sim.store.levels.get(`${variant.inventoryItemId}@${warehouse!.id}`)!.available).toBe(7);
});

test.each([
  [{ lineItems: [] }, ['order', 'lineItems'], 'INVALID'],
  [{ lineItems: [{ title: 'Tea', quantity: 0 }] }, ['order', 'lineItems', '0', 'quantity'], 'INVALID'],
  [{ lineItems: [{ quantity: 1 }] }, ['order', 'lineItems', '0', 'title'], 'INVALID'],
  [
    { lineItems: [{ variantId: 'gid://shopify/ProductVariant/1', quantity: 1 }] },
    ['order', 'lineItems', '0', 'variantId'],
    'INVALID',
  ],
  [
    {
      lineItems: [{ title: 'Tea', quantity: 1 }],
      customerId: 'gid://shopify/Customer/1',
      customer: { toUpsert: { email: 'a@example.com' } },
    },
    ['order'],
    'REDUNDANT_CUSTOMER_FIELDS',
  ],
  [
    {
      lineItems: [{ title: 'Tea', quantity: 1, taxLines: [{ title: 'VAT', rate: '0.2' }] }],
      taxLines: [{ title: 'VAT', rate: '0.2' }],
    },
    ['order', 'taxLines'],
    'INVALID',
  ],
])('[X20] an order that is wrong is refused and leaves nothing: %j', async (input, field, code) => {
  await using shop = new TestShop();
  const before = shop.sim.store.orders.size;

  const { order, userErrors } = await create(shop, input);

  expect(order).toBeNull();
  expect(userErrors).toMatchObject([{ field, code }]);
  expect(shop.sim.store.orders.size).toBe(before);
});

test('[X20] a time in the future is taken for now; another currency is not simulated', async () => {
  await using shop = new TestShop();
  const lineItems = [{ title: 'Tea', quantity: 1, priceSet: euros('3') }];

  const { order } = await create(shop, { lineItems, processedAt: '2099-01-01T00:00:00Z' });

  expect(order!['processedAt']).toBe(new Date(opening).toISOString().replace('.000', ''));
  await expect(create(shop, { lineItems, currency: 'USD' })).rejects.toThrow('not simulated');
});

const placement =
  'retailLocation { id } fulfillments(first: 10) { status location { id } fulfillmentLineItems(first: 10) { nodes { quantity lineItem { variant { id } } } } }';

/** An order of two of a variant, fulfilled from a second location, which does not stock it. */
async function fromElsewhere(shop: TestShop) {
  const { variantId, variant, location } = stocked(shop);
  const { store } = shop.sim;
  const elsewhere = [...store.locations.values()].find(each => each.id !== location.id)!;
  store.levels.delete(`${variant.inventoryItemId}@${elsewhere.id}`);
  const levels = store.levelsOfItem.get(variant.inventoryItemId) ?? [];
  store.levelsOfItem.set(
    variant.inventoryItemId,
    levels.filter(each => each.locationId === location.id),
  );
  const locationId = `gid://shopify/Location/${elsewhere.id}`;
  const order = {
    lineItems: [{ variantId, quantity: 2, priceSet: euros('10') }],
    fulfillment: { locationId },
    transactions: [{ amountSet: euros('20'), locationId }],
  };
  const made = await create(shop, order, { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' });
  const asked = await shop.ask<{ order: object }>(`query ($id: ID!) { order(id: $id) { ${placement} } }`, {
    id: made.order?.['id'] ?? 'gid://shopify/Order/1',
  });
  const countAt = (id: string) => store.levels.get(`${variant.inventoryItemId}@${id}`)?.available;
  return { ...made, placed: asked.data.order, variantId, location, elsewhere, countAt };
}

const at = (id: string) => ({ location: { id: `gid://shopify/Location/${id}` } });

test('[X60] an item that is not stocked where it was handed over is taken from where it is', async () => {
  await using shop = new TestShop();
  const { placed, variantId, location, elsewhere, countAt } = await fromElsewhere(shop);

  expect([countAt(location.id), countAt(elsewhere.id)]).toEqual([3, undefined]);
  const nodes = [{ quantity: 2, lineItem: { variant: { id: variantId } } }];
  expect(placed).toEqual({
    retailLocation: { id: `gid://shopify/Location/${elsewhere.id}` },
    fulfillments: [{ status: 'SUCCESS', ...at(location.id), fulfillmentLineItems: { nodes } }],
  });
});

test('[X60] a shop may stock it there below zero, and may name no location of other apps’ orders', async () => {
  await using shop = new TestShop();
  Object.assign(shop.sim.rules, { unstockedItems: 'below-zero', retailLocation: 'none' });
  const { placed, location, elsewhere, countAt } = await fromElsewhere(shop);

  expect([countAt(location.id), countAt(elsewhere.id)]).toEqual([5, -2]);
  expect(placed).toMatchObject({ retailLocation: null, fulfillments: [at(elsewhere.id)] });
});

test('[X60] a shop may refuse it; then no order is made and no stock taken', async () => {
  await using shop = new TestShop();
  Object.assign(shop.sim.rules, { unstockedItems: 'refuse' });
  const before = shop.sim.store.orders.size;
  const { order, userErrors, location, countAt } = await fromElsewhere(shop);

  expect(order).toBeNull();
  expect(userErrors).toMatchObject([{ field: ['order', 'fulfillment', 'locationId'], code: 'INVALID' }]);
  expect([shop.sim.store.orders.size, countAt(location.id)]).toEqual([before, 5]);
});

test('[X60] a shop may take it from another location although it is stocked there', async () => {
  await using shop = new TestShop();
  const { variantId, variant, location } = stocked(shop);
  const { store } = shop.sim;
  const elsewhere = [...store.locations.values()].find(each => each.id !== location.id)!;
  const levels = [location, elsewhere].map(each => `${variant.inventoryItemId}@${each.id}`);
  store.setLevel(variant.inventoryItemId, elsewhere.id, { available: 5 });
  const counts = () => levels.map(each => store.levels.get(each)?.available ?? 0);
  const before = counts();
  const locationId = `gid://shopify/Location/${location.id}`;
  const sell = () =>
    create(
      shop,
      {
        lineItems: [{ variantId, quantity: 2, priceSet: euros('10') }],
        fulfillment: { locationId },
        transactions: [{ amountSet: euros('20'), locationId }],
      },
      { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' },
    );

  Object.assign(shop.sim.rules, { handedOverFrom: 'another-location' });
  const { order } = await sell();
  expect(counts()).toEqual([before[0], before[1]! - 2]);
  const asked = await shop.ask(`query ($id: ID!) { order(id: $id) { ${placement} } }`, { id: order!['id'] });
  expect(asked.data).toMatchObject({ order: { fulfillments: [at(elsewhere.id)] } });

  Object.assign(shop.sim.rules, { handedOverFrom: 'fulfilling-location' });
  await sell();
  expect(counts()).toEqual([before[0]! - 2, before[1]! - 2]);
});
