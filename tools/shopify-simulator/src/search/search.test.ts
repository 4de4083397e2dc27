import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

async function found(shop: TestShop, query: string): Promise<number> {
  const { data } = await shop.ask<{ products: { nodes: object[] } }>(
    'query P($query: String) { products(first: 50, query: $query) { nodes { id } } }',
    { query },
  );
  return data.products.nodes.length;
}

test('[X3] a quoted time is compared to the second, an unquoted one by its day', async () => {
  await using shop = new TestShop();
  const [product] = shop.sim.store.products.values();
  shop.sim.store.saveProduct(product!);

  expect(await found(shop, `updated_at:>='2026-11-01T12:00:00Z'`)).toBe(1);
  expect(await found(shop, `updated_at:>='2026-11-01T12:00:01Z'`)).toBe(0);
  expect(await found(shop, 'updated_at:>=2026-11-01T23:59:59Z')).toBe(1);
});

test('[X4] an unknown search field filters nothing and warns', async () => {
  await using shop = new TestShop();

  const { data, extensions } = await shop.ask<{ products: { nodes: object[] } }>(
    '{ products(first: 50, query: "nonsense:1") { nodes { id } } }',
  );

  expect(data.products.nodes).toHaveLength(30);
  expect(JSON.stringify(extensions)).toContain('invalid_field');
});

test.each([
  ['title:sub*', 1],
  ['title:sup', 0],
  ['(title:submarine* OR vendor:nobody*) AND title:yell*', 1],
  ['yell*', 1],
  ['ellow*', 0],
  ['sku:"A \\"B\\""', 1],
  ['tag:odd*', 1],
])('[X41] products are searched by the beginnings of words: %s', async (query, count) => {
  await using shop = new TestShop();
  const [product] = shop.sim.store.products.values();
  const variant = shop.sim.store.variants.get(product!.variantIds[0]!)!;
  shop.sim.store.saveVariant({ ...variant, sku: 'A "B"' }, true);
  shop.sim.store.saveProduct({ ...product!, title: 'Submarine (Yellow)', tags: ['odd-one'] });

  expect(await found(shop, query)).toBe(count);
});

test('[X41] customers are searched by the words of their e-mail address', async () => {
  await using shop = new TestShop();
  const [customer] = shop.sim.store.customers.values();
  shop.sim.store.saveCustomer({ ...customer!, email: 'bo.wang@shop.example' });
  const count = async (query: string) =>
    (
      await shop.ask<{ customers: { nodes: object[] } }>(
        'query C($query: String) { customers(first: 50, query: $query) { nodes { id } } }',
        { query },
      )
    ).data.customers.nodes.length;

  expect(await count('email:wang*')).toBe(1);
  expect(await count('email:"bo.wang@shop.example"')).toBe(1);
  expect(await count('email:ang*')).toBe(0);
});

test('[X6] a documented filter that is not simulated is an error that says so', async () => {
  await using shop = new TestShop();

  const { errors } = await shop.ask('{ orders(first: 5, query: "gateway:cash") { nodes { id } } }');

  expect(errors?.[0]?.message).toBe('not simulated: orders searched by gateway');
});

test('[X5] the search index lags, a read by id does not', async () => {
  await using shop = new TestShop({ searchLagMs: 5000 });
  const [product] = shop.sim.store.products.values();
  shop.sim.store.saveProduct({ ...product!, title: 'Zebra' });

  expect(await found(shop, 'title:Zebra')).toBe(0);
  const { data } = await shop.ask('query ($id: ID!) { product(id: $id) { title } }', {
    id: `gid://shopify/Product/${product!.id}`,
  });
  expect(data).toEqual({ product: { title: 'Zebra' } });
  shop.pass(5000);
  expect(await found(shop, 'title:Zebra')).toBe(1);
});

test('[X5] an order is found by its source identifier only when the index has it', async () => {
  await using shop = new TestShop({ searchLagMs: 3000 });
  const [order] = shop.sim.store.orders.values();
  shop.sim.store.saveOrder({ ...order!, id: shop.sim.store.newId(), sourceIdentifier: 'sale-1' });
  const count = async () =>
    (
      await shop.ask<{ orders: { nodes: object[] } }>(
        `{ orders(first: 5, query: "source_identifier:'sale-1'") { nodes { id } } }`,
      )
    ).data.orders.nodes.length;

  expect(await count()).toBe(0);
  shop.pass(3000);
  expect(await count()).toBe(1);
});
