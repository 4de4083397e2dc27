import { expect, test } from 'vitest';
import { defaultScopes } from '@tidemark/shopify-simulator';
import { memoryKeep, memoryStorage } from '@tidemark/till/testing';
import { offered, Path } from './path.ts';

test('a till holds what the shop holds, and says that it checked', async () => {
  await using path = await Path.open();
  const till = await path.readyTill();

  expect(offered(till)).toEqual(path.expected());
  const status = (
    till.status$ as unknown as {
      value: {
        collections: Record<string, { onTill: number; inMirror?: number; inShopify?: number }>;
        verifiedAt?: number;
      };
    }
  ).value;
  expect(status.collections['products']).toMatchObject({ onTill: 40, inMirror: 40, inShopify: 40 });
  expect(status.verifiedAt).toBeGreaterThan(0);
});

test('a change reaches an open till by webhook and stream alone', async () => {
  await using path = await Path.open();
  const till = await path.readyTill();
  await expect
    .poll(() => (till.status$ as unknown as { value: { connection: string } }).value.connection)
    .toBe('live');
  const [product] = path.simulator.store.records().products;

  path.simulator.store.saveProduct({ ...product!, title: 'Renamed by hand' });

  await expect.poll(() => till.catalogue.product(product!.id)?.title).toBe('Renamed by hand');
});

test('changes while the till was closed, with every webhook lost, are there when it opens again', async () => {
  await using path = await Path.open();
  const keep = memoryKeep();
  const rxStorage = memoryStorage();
  const till = await path.readyTill({ keep, rxStorage } as never);
  await till[Symbol.asyncDispose]();
  path.simulator.arm([{ kind: 'webhooks', effect: 'drop' }]);
  const [first, second, third] = path.simulator.store.records().products;
  path.simulator.store.saveProduct({ ...first!, title: 'Changed while closed' });
  path.simulator.store.deleteProduct(second!.id);
  const variant = path.simulator.store.variantsOf(third!)[0]!;
  path.simulator.store.setLevel(variant.inventoryItemId, path.simulator.store.records().locations[0]!.id, {
    available: 77,
  });

  const again = await path.till({ keep, rxStorage } as never);
  await again.sync('reload');

  expect(offered(again)).toEqual(path.expected());
  expect(again.catalogue.product(second!.id)).toBeUndefined();
});

test('[E17] a new product whose webhook is answered by a stale read is there after the next catch-up', async () => {
  await using path = await Path.open();
  const till = await path.readyTill();
  path.simulator.arm([{ kind: 'stale-reads', ms: 60_000 }]);
  const [product] = path.simulator.store.records().products;
  const id = path.simulator.store.newId();
  path.simulator.store.saveProduct({ ...product!, id, title: 'Too new to be read', variantIds: [] });
  await expect.poll(() => path.simulator.webhooks.pending).toBe(0);
  await path.ingest.idle();
  path.simulator.arm([]);

  await till.sync('manual');

  expect((await till.documents('products')).map(each => each.title)).toContain('Too new to be read');
});

test('a scan finds what no trigger brought, and repairs it', async () => {
  await using path = await Path.open();
  const till = await path.readyTill();
  path.simulator.arm([{ kind: 'webhooks', effect: 'drop' }]);
  const made = await path.simulator.merchant(
    'mutation ($input: ProductSetInput!) { productSet(input: $input, synchronous: true) { product { id } userErrors { message } } }',
    {
      input: {
        title: 'Stowaway',
        status: 'ACTIVE',
        productOptions: [{ name: 'Title', values: [{ name: 'Default Title' }] }],
        variants: [
          {
            optionValues: [{ optionName: 'Title', name: 'Default Title' }],
            price: '5.00',
            barcode: '2900000000011',
          },
        ],
      },
    },
  );
  expect(made.errors).toBeUndefined();

  expect(await till.scan('2900000000011')).toMatchObject({
    kind: 'repaired',
    missingIn: 'mirror',
    sellable: { product: { title: 'Stowaway' } },
  });
  expect(await till.scan('2900000000011')).toMatchObject({ kind: 'found' });
  expect(await till.scan('2999999999999')).toMatchObject({ kind: 'not-found', cause: 'not-in-shopify' });
});

test('a search by words brings product, customer and order to the till; an order of last year is shown and not kept', async () => {
  await using path = await Path.open({ scopes: [...defaultScopes, 'read_all_orders'] });
  const till = await path.readyTill();
  path.simulator.arm([{ kind: 'webhooks', effect: 'drop' }]);
  const { store } = path.simulator;
  const { products, customers = [], orders = [] } = store.records();
  store.saveProduct({ ...products[0]!, title: 'Zebra blanket' });
  const product = await till.find('products', 'blanket zebra', {});
  expect(product).toMatchObject({
    kind: 'answered',
    found: [{ title: 'Zebra blanket', state: 'in-mirror' }],
  });
  expect(till.catalogue.search('zebra', 9).products.map(each => each.title)).toEqual(['Zebra blanket']);

  await path.quiet(till);
  store.saveCustomer({
    ...customers[0]!,
    id: store.newId(),
    lastName: 'Quist',
    email: undefined,
    addresses: [],
  });
  const customer = await till.find('customers', 'quist', {});
  expect(customer).toMatchObject({ found: [{ wasMissingIn: 'mirror', state: 'was-missing-in-mirror' }] });

  await path.quiet(till);
  const day = 86_400_000;
  const placed = (name: string, daysAgo: number) => {
    const at = Math.floor(store.now() / 1000) * 1000 - daysAgo * day;
    store.saveOrder({ ...orders[0]!, id: store.newId(), name, createdAt: at, processedAt: at });
  };
  placed('#7001', 2);
  placed('#7002', 300);
  const names = async () => (await till.documents('orders')).map(each => each.name);
  expect(await till.find('orders', '#7001', {})).toMatchObject({ found: [{ wasMissingIn: 'mirror' }] });
  expect(await till.find('orders', '#7002', {})).toMatchObject({
    found: [{ title: '#7002', state: 'not-mirrored', document: { name: '#7002' } }],
  });
  expect(await names()).toContain('#7001');
  expect(await names()).not.toContain('#7002');
});

test('a restarted server goes on where it was, webhooks in its inbox included', async () => {
  await using path = await Path.open();
  await path.imported();
  const products = path.simulator.store.records().products;
  for (const product of products.slice(0, 10))
    path.simulator.store.saveProduct({ ...product, title: `${product.title} (new)` });

  await path.restartServer();
  const till = await path.readyTill();

  expect(offered(till)).toEqual(path.expected());
});

test('an import meets a failed bulk operation, a broken line and a lagging index, and misses nothing', async () => {
  await using path = await Path.open({ searchLagMs: 200 });
  path.simulator.arm([
    { kind: 'bulk', effect: 'failed' },
    { kind: 'bulk', effect: 'broken-line' },
    { kind: 'bulk', effect: 'cut-off' },
  ]);
  const till = await path.readyTill();
  await till.sync('manual');

  expect(offered(till)).toEqual(path.expected());
});

test('a product with 2,048 variants arrives whole', async () => {
  await using path = await Path.open();
  const [product] = path.simulator.store.records().products;
  const variants = Array.from({ length: 2048 - product!.variantIds.length }, (_, n) => ({
    price: '1.00',
    optionValues: [{ optionName: 'Title', name: `V${n}` }],
  }));
  await path.simulator.merchant(
    'mutation ($productId: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkCreate(productId: $productId, variants: $variants) { userErrors { message } } }',
    { productId: `gid://shopify/Product/${product!.id}`, variants },
  );

  const till = await path.readyTill();

  expect(till.catalogue.product(product!.id)?.variants).toHaveLength(2048);
});

test('Shopify away: the till pulls what the mirror has, and says whose news is missing', async () => {
  await using path = await Path.open();
  const till = await path.readyTill();
  path.simulator.arm([{ kind: 'status', status: 503, times: 1000 }]);

  const entry = await till.sync('manual');

  expect(entry.outcome).toBe('shopify-unreachable');
  path.simulator.arm([]);
  expect((await till.sync('manual')).outcome).toBe('up-to-date');
});

test('"Clear all data and sync" ends with the same till', async () => {
  await using path = await Path.open();
  const till = await path.readyTill();

  const entry = await till.clearAndSync();

  expect(entry).toMatchObject({ trigger: 'clear', outcome: 'up-to-date' });
  expect(offered(till)).toEqual(path.expected());
  const [product] = path.simulator.store.records().products;
  path.simulator.store.saveProduct({ ...product!, title: 'After the swap' });
  await expect.poll(() => till.catalogue.product(product!.id)?.title).toBe('After the swap');
});

test('"Clear all data and sync" that is interrupted leaves the old data in use', async () => {
  await using path = await Path.open();
  const till = await path.readyTill();
  const stop = new AbortController();
  const clearing = till.clearAndSync(stop.signal);
  stop.abort(new Error('the cashier went away'));

  expect((await clearing).outcome).not.toBe('up-to-date');
  expect(offered(till)).toEqual(path.expected());
  expect((await till.sync('manual')).outcome).toBe('up-to-date');
});
