import { expect, test } from 'vitest';
import { defaultScopes } from './access.ts';
import { opening, TestShop } from '../testing.ts';

const without = (...scopes: string[]) => defaultScopes.filter(each => !scopes.includes(each));
const day = 86_400_000;

test('[X12] a field without its scope is denied in Shopify’s words; the rest is answered', async () => {
  await using shop = new TestShop({ scopes: without('read_customers', 'write_customers') });

  const { status, data, errors } = await shop.ask(
    '{ shop { name } customer(id: "gid://shopify/Customer/1") { id } }',
  );

  expect(status).toBe(200);
  expect(data).toMatchObject({ shop: { name: 'Tidemark Demo' }, customer: null });
  expect(errors).toMatchObject([
    {
      message: 'Access denied for customer field. Required access: `read_customers` access scope.',
      path: ['customer'],
      extensions: {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess: '`read_customers` access scope.',
      },
    },
  ]);
});

test('[X12] a nested field without its scope is null beside the data around it', async () => {
  await using shop = new TestShop({ scopes: without('read_customers', 'write_customers') });
  const [order] = [...shop.sim.store.orders.values()].filter(
    each => each.customerId !== undefined && each.createdAt > opening - 59 * day,
  );

  const { data, errors } = await shop.ask<{ order: { name: string; customer: object | null } }>(
    'query ($id: ID!) { order(id: $id) { name customer { email } } }',
    { id: `gid://shopify/Order/${order!.id}` },
  );

  expect(data.order.name).toBe(order!.name);
  expect(data.order.customer).toEqual({ email: null });
  expect(errors?.[0]?.path).toEqual(['order', 'customer', 'email']);
});

test('[X12] write includes read; a mutation needs write', async () => {
  await using shop = new TestShop({ scopes: ['write_products'] });
  await using reader = new TestShop({ scopes: ['read_products'] });
  const remove =
    'mutation { productDelete(input: { id: "gid://shopify/Product/1" }) { userErrors { message } } }';

  expect((await shop.ask('{ products(first: 1) { nodes { id } } }')).errors).toBeUndefined();
  expect((await shop.ask(remove)).errors).toBeUndefined();
  expect((await reader.ask(remove)).errors?.[0]?.extensions.code).toBe('ACCESS_DENIED');
});

test('[X12] an app is told which scopes it has', async () => {
  await using shop = new TestShop({ scopes: ['read_products'] });

  const { data } = await shop.ask('{ currentAppInstallation { accessScopes { handle } } }');

  expect(data).toEqual({ currentAppInstallation: { accessScopes: [{ handle: 'read_products' }] } });
});

test('[X13] orders of more than 60 days ago are there only with read_all_orders', async () => {
  const query = '{ ordersCount(limit: null) { count } orders(first: 250) { nodes { createdAt } } }';
  type Seen = { ordersCount: { count: number }; orders: { nodes: { createdAt: string }[] } };
  await using shop = new TestShop({ products: 300 });
  await using all = new TestShop({ products: 300, scopes: [...defaultScopes, 'read_all_orders'] });

  const some = (await shop.ask<Seen>(query)).data;
  const every = (await all.ask<Seen>(query)).data;

  expect(every.ordersCount.count).toBe(shop.sim.store.orders.size);
  expect(some.ordersCount.count).toBeLessThan(every.ordersCount.count);
  expect(some.orders.nodes.every(each => Date.parse(each.createdAt) >= opening - 60 * day)).toBe(true);
  const [old] = [...shop.sim.store.orders.values()].filter(each => each.createdAt < opening - 60 * day);
  const byId = await shop.ask('query ($id: ID!) { order(id: $id) { id } nodes(ids: [$id]) { id } }', {
    id: `gid://shopify/Order/${old!.id}`,
  });
  expect(byId.data).toEqual({ order: null, nodes: [null] });
});
