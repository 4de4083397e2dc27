import type { FindRequest, FindResponse } from '@tidemark/protocol';
import type { Product } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { over } from '../world/plants/plant.ts';
import { shop as name } from '../world/shop-server.ts';
import { MirroredShop, type MirroredShopOptions } from './mirrored-shop.ts';

const day = 86_400_000;
const allOrders = [
  ...['read_products', 'read_inventory', 'read_locations', 'read_customers', 'read_customer_merge'],
  ...['read_orders', 'read_all_orders', 'read_publications'],
];

/** A shop whose webhooks are lost: what changes from now on is missing in the mirror. */
async function deafShop(options: MirroredShopOptions = {}): Promise<MirroredShop> {
  const shop = await MirroredShop.open(options);
  shop.simulator.arm([{ kind: 'webhooks', effect: 'drop' }]);
  return shop;
}

function find(shop: MirroredShop, request: FindRequest): Promise<FindResponse> {
  return shop.server.ingest.find(request, shop.locationId);
}

const states = ({ found }: FindResponse) => found.map(each => [each.title, each.state]);

/** Adds a product without any webhook. Returns its id. */
function addProduct(
  shop: MirroredShop,
  title: string,
  change: { status?: 'DRAFT'; price?: string } = {},
): string {
  const { store } = shop.simulator;
  const before = new Set(store.products.keys());
  shop.edit('product-add', 0, 1);
  const added = [...store.products.values()].find(each => !before.has(each.id))!;
  const variant = store.variants.get(added.variantIds[0]!)!;
  store.saveVariant({ ...variant, price: change.price ?? variant.price }, true);
  store.saveProduct({ ...added, title, status: change.status ?? added.status });
  return added.id;
}

test('[E23] [E24] a product that never arrived is found by its title, and is in the mirror with its stock', async () => {
  await using shop = await deafShop();
  const id = addProduct(shop, 'Zebra blanket (Wide)');
  expect(await shop.document('products', id)).toBeUndefined();

  const answer = await find(shop, { kind: 'products', query: 'wide ZEB' });

  expect(states(answer)).toEqual([['Zebra blanket (Wide)', 'was-missing-in-mirror']]);
  expect(answer).toMatchObject({ shopify: 'asked', hasMore: false });
  expect(answer.documents).toMatchObject([{ id, title: 'Zebra blanket (Wide)', _deleted: false }]);
  expect(await shop.document('products', id)).toEqual(expect.objectContaining({ id }));
  expect(shop.said('find-repaired')).toEqual([
    expect.objectContaining({ collection: 'products', documents: 1 }),
  ]);
  const heads = await shop.store.mirror.heads(name, shop.locationId);
  expect(answer.heads.products).toBe(`${heads.products.epoch}:${heads.products.seq}`);
  expect(await shop.differences()).toEqual([]);

  const reads = shop.asked('ProductsById');
  expect(states(await find(shop, { kind: 'products', query: 'zebra' }))).toEqual([
    ['Zebra blanket (Wide)', 'in-mirror'],
  ]);
  expect(shop.asked('ProductsById')).toBe(reads);
});

test('[E24] what the mirror has older is read anew', async () => {
  await using shop = await deafShop();
  const [first] = shop.simulator.store.products.values();
  shop.pass(5000);
  shop.simulator.store.saveProduct({ ...first!, title: 'Okapi' });

  expect(states(await find(shop, { kind: 'products', query: 'okapi' }))).toEqual([['Okapi', 'in-mirror']]);
  expect((await shop.document('products', first!.id))?.title).toBe('Okapi');
});

test('[E23] a product is found by its barcode, whole or its beginning, and one for sale nowhere says why', async () => {
  await using shop = await deafShop();
  const id = addProduct(shop, 'Zebra blanket', { status: 'DRAFT' });
  const { store } = shop.simulator;
  const variant = store.variants.get(store.products.get(id)!.variantIds[0]!)!;
  store.saveVariant({ ...variant, barcode: '9990001112223' }, true);
  store.saveProduct(store.products.get(id)!);

  for (const query of ['99900011', '9990001112223'])
    expect(states(await find(shop, { kind: 'products', query })), query).toEqual([
      ['Zebra blanket', 'draft'],
    ]);
});

test('[E23] [E24] a product that never arrived is found by its SKU, whose second word Shopify does not search', async () => {
  await using shop = await deafShop();
  const id = addProduct(shop, 'Zebra blanket');
  const { store } = shop.simulator;
  const sku = store.variants.get(store.products.get(id)!.variantIds[0]!)!.sku!;
  expect(sku).toMatch(/^NEW-\d+$/);

  expect(states(await find(shop, { kind: 'products', query: sku.toLowerCase() }))).toEqual([
    ['Zebra blanket', 'was-missing-in-mirror'],
  ]);
});

test('[E23] [E24] a customer is found by name, e-mail address and phone number', async () => {
  await using shop = await deafShop();
  const { store } = shop.simulator;
  const [known] = store.customers.values();
  const customer = {
    ...known!,
    ...{ id: store.newId(), firstName: 'Zoë', lastName: 'Quist', addresses: [] },
    ...{ email: 'zq@shop.example', phone: '+31687654321' },
  };
  store.saveCustomer(customer);

  expect(states(await find(shop, { kind: 'customers', query: 'zoë qui' }))).toEqual([
    ['Zoë Quist', 'was-missing-in-mirror'],
  ]);
  for (const query of ['zoe quist', 'zq@shop.example', '+31687654321'])
    expect(states(await find(shop, { kind: 'customers', query })), query).toEqual([
      ['Zoë Quist', 'in-mirror'],
    ]);
  expect(await shop.document('customers', customer.id)).toBeDefined();
});

test('[E24] an order older than the window is answered and never stored; one within it is', async () => {
  await using shop = await deafShop({ scopes: allOrders });
  const { store } = shop.simulator;
  const [any] = store.orders.values();
  const add = (orderName: string, daysAgo: number) => {
    const at = Math.floor(shop.now() / 1000) * 1000 - daysAgo * day;
    const id = store.newId();
    store.saveOrder({ ...any!, id, name: orderName, createdAt: at, processedAt: at });
    return id;
  };
  const old = add('#7001', 200);
  const recent = add('#7002', 3);
  const before = await shop.store.mirror.count(name, 'orders');

  expect(states(await find(shop, { kind: 'orders', query: '#7001' }))).toEqual([['#7001', 'not-mirrored']]);
  expect(await shop.document('orders', old)).toBeUndefined();
  expect(await shop.store.mirror.count(name, 'orders')).toBe(before);

  expect(states(await find(shop, { kind: 'orders', query: '7002' }))).toEqual([
    ['#7002', 'was-missing-in-mirror'],
  ]);
  expect(await shop.document('orders', recent)).toBeDefined();
  const { from, to } = {
    from: new Date(shop.now() - 201 * day).toISOString(),
    to: new Date(shop.now() - 199 * day).toISOString(),
  };
  expect(states(await find(shop, { kind: 'orders', query: '', from, to }))).toEqual([
    ['#7001', 'not-mirrored'],
  ]);
  expect(shop.said('find-skipped')).toEqual([]);
  await shop.audit();
  expect(await shop.document('orders', old)).toBeUndefined();
});

test('[E23] old orders are found by customer, by SKU, by title through the mirror’s SKUs, and by receipt', async () => {
  await using shop = await deafShop({ scopes: allOrders });
  const { store } = shop.simulator;
  const [any] = store.orders.values();
  const [buyer] = store.customers.values();
  const product = store.products.get(any!.lines[0]!.productId!)!;
  const sale = aSale({
    receiptNumber: 'A7-000042',
    submission: {
      state: 'accepted',
      after: 'e1:1',
      orderId: '7000000000001',
      orderName: '#1',
      differences: [],
    },
  });
  await shop.store.records.store(
    name,
    'sales',
    [{ ...sale, _deleted: false }],
    () => ({ kind: 'conflict', document: sale, changed: true }),
    shop.now(),
  );
  const at = shop.now() - 300 * day;
  store.saveCustomer({ ...buyer!, firstName: 'Zoë', lastName: 'Quist' });
  await shop.catchUp();
  store.saveOrder({
    ...any!,
    ...{ id: '7000000000001', name: '#7001', customerId: buyer!.id, createdAt: at, processedAt: at },
  });

  const sku = any!.lines[0]!.sku!;
  for (const query of ['quist', sku, product.title, 'a7-000042'])
    expect(states(await find(shop, { kind: 'orders', query })), query).toContainEqual([
      '#7001',
      'not-mirrored',
    ]);
});

test('[E23] an order’s words that are those of more products than Shopify is asked for: there may be more', async () => {
  await using shop = await deafShop();
  const lone = addProduct(shop, 'Okapi');
  for (let n = 0; n < 11; n++) addProduct(shop, `Zebra ${n}`);
  await shop.catchUp();
  expect(await shop.document('products', lone)).toBeDefined();

  expect(await find(shop, { kind: 'orders', query: 'okapi' })).toMatchObject({ found: [], hasMore: false });
  expect(await find(shop, { kind: 'orders', query: 'zebra' })).toMatchObject({ found: [], hasMore: true });
});

test('[E23] orders of more than 60 days ago need a scope; without it they are not there, and nothing fails', async () => {
  await using shop = await deafShop();
  const [any] = shop.simulator.store.orders.values();
  const at = shop.now() - 300 * day;
  shop.simulator.store.saveOrder({
    ...any!,
    id: '7000000000001',
    name: '#7001',
    createdAt: at,
    processedAt: at,
  });

  expect(await find(shop, { kind: 'orders', query: '#7001' })).toMatchObject({ found: [], shopify: 'asked' });
});

test('[E23] more than fifty: the best fifty, and that there are more', async () => {
  await using shop = await deafShop();
  for (let n = 0; n < 60; n++) addProduct(shop, `Zebra ${n}`);

  const answer = await find(shop, { kind: 'products', query: 'zebra' });

  expect(answer.found).toHaveLength(50);
  expect(answer.hasMore).toBe(true);
  expect(answer.found[0]).toEqual({
    id: expect.any(String),
    title: 'Zebra 0',
    state: 'was-missing-in-mirror',
  });
  expect(await shop.differences()).toEqual([]);
});

test('[E25] Shopify is gone: the mirror’s answer, and that it is the mirror’s', async () => {
  await using shop = await MirroredShop.open();
  const [product] = shop.simulator.store.products.values();
  shop.simulator.arm([{ kind: 'status', status: 503, times: 0 }]);

  const answer = await find(shop, { kind: 'products', query: product!.title });

  expect(answer.shopify).toBe('unreachable');
  expect(states(answer)).toEqual([[product!.title, 'in-mirror']]);
});

test('[E25] an answer that breaks off, and a throttled Shopify, are asked again', async () => {
  await using shop = await deafShop();
  addProduct(shop, 'Zebra');
  shop.simulator.arm([
    { kind: 'truncated', operation: 'ProductsFound' },
    { kind: 'throttle', operation: 'ProductsById' },
    { kind: 'reset', when: 'after', operation: 'LevelsOfItems' },
  ]);

  const answer = await find(shop, { kind: 'products', query: 'zebra' });

  expect(answer.shopify).toBe('asked');
  expect(states(answer)).toEqual([['Zebra', 'was-missing-in-mirror']]);
  expect(await shop.differences()).toEqual([]);
});

test('[E25] Shopify is waited for no longer than a search has time; what comes later is not lost', async () => {
  await using shop = await deafShop({ findMs: 60 });
  addProduct(shop, 'Zebra');
  const [known] = shop.simulator.store.products.values();
  shop.simulator.arm([{ kind: 'latency', ms: 6_000, operation: 'ProductsFound' }]);
  const asked = performance.now();

  const answer = await find(shop, { kind: 'products', query: known!.title });

  expect(performance.now() - asked).toBeLessThan(5_000);
  expect(answer.shopify).toBe('unreachable');
  expect(states(answer)).toEqual([[known!.title, 'in-mirror']]);
  shop.simulator.arm([]);
  expect(states(await find(shop, { kind: 'products', query: 'zebra' }))).toEqual([
    ['Zebra', 'was-missing-in-mirror'],
  ]);
});

test('[E25] a search that nobody waits for any more ends', async () => {
  await using shop = await deafShop();
  shop.simulator.arm([{ kind: 'latency', ms: 6_000, operation: 'ProductsFound' }]);
  const till = new AbortController();
  const asked = performance.now();

  const search = shop.server.ingest.find({ kind: 'products', query: 'zebra' }, shop.locationId, till.signal);
  till.abort(new Error('typed on'));

  await expect(search).rejects.toThrow('typed on');
  expect(performance.now() - asked).toBeLessThan(5_000);
});

test('[E25] a product whose price cannot be read costs only itself', async () => {
  await using shop = await deafShop();
  addProduct(shop, 'Zebra good');
  const odd = addProduct(shop, 'Zebra odd', { price: '1.005' });
  addProduct(shop, 'Zebra also good');

  const answer = await find(shop, { kind: 'products', query: 'zebra' });

  expect(states(answer).map(([title]) => title)).toEqual(['Zebra also good', 'Zebra good']);
  expect(shop.said('find-skipped')).toEqual([
    expect.objectContaining({ id: odd, reason: expect.stringContaining('1.005') }),
  ]);
});

test('[E24] what was deleted meanwhile, and the mirror still has, is not found and leaves the mirror', async () => {
  await using shop = await deafShop();
  const [product] = shop.simulator.store.products.values();
  shop.edit('product-delete', 0);
  expect(await shop.document('products', product!.id)).toBeDefined();

  const answer = await find(shop, { kind: 'products', query: product!.title });

  expect(answer.found.map(each => each.id)).not.toContain(product!.id);
  expect(await shop.document('products', product!.id)).toBeUndefined();
});

test('[E24] what is deleted between the search and the read is not found', async () => {
  await using shop = await deafShop({
    plant: {
      shopify: shopify =>
        over(shopify, {
          async find(...asked) {
            const listing = await shopify.find(...asked);
            shop.edit('product-delete', shop.simulator.store.products.size - 1);
            return listing;
          },
        }),
    },
  });
  const id = addProduct(shop, 'Zebra');

  const answer = await find(shop, { kind: 'products', query: 'zebra' });

  expect(answer).toMatchObject({ found: [], shopify: 'asked' });
  expect(shop.simulator.store.products.has(id)).toBe(false);
  expect(await shop.document('products', id)).toBeUndefined();
});

test.each([
  '"',
  "'",
  '\\',
  ':',
  '*',
  '- OR AND NOT ( )',
  'title:"x" OR id:>1',
  '🦊🦊',
  'qqq:*',
  '%_',
  'Ж'.repeat(200),
  'zebra" OR status:active OR title:"',
])('[E23] a query of %s finds nothing and fails nothing', async query => {
  await using shop = await deafShop({ scopes: allOrders });

  for (const kind of ['products', 'customers', 'orders'] as const)
    expect(await find(shop, { kind, query }), kind).toMatchObject({
      ...{ found: [], documents: [], hasMore: false, shopify: 'asked' },
    });
});

test('[E23] the documents of an answer are those of the mirror, rev by rev', async () => {
  await using shop = await MirroredShop.open();
  const [product] = shop.simulator.store.products.values();

  const { documents } = await find(shop, { kind: 'products', query: product!.title });

  const stored = (await shop.document('products', product!.id)) as Product;
  expect(documents).toEqual([stored]);
});
