import { expect, test } from 'vitest';
import type { Fault } from './faults.ts';
import { opening, TestShop } from '../testing.ts';

const shopName = 'query ShopName { shop { name } }';

function retitle(shop: TestShop, title: string): string {
  const [product] = shop.sim.store.products.values();
  shop.sim.store.saveProduct({ ...product!, title });
  return `gid://shopify/Product/${product!.id}`;
}

const customerCreate =
  'mutation MakeCustomer { customerCreate(input: { firstName: "Once" }) { customer { id } userErrors { message } } }';

const isMade = (shop: TestShop) =>
  [...shop.sim.store.customers.values()].some(each => each.firstName === 'Once');

test.each([402, 423, 429, 430, 500, 503])(
  '[X27] status %i, so many times, then all is well',
  async status => {
    await using shop = new TestShop();
    shop.sim.arm([{ kind: 'status', status, times: 2, retryAfter: 2 }]);

    const first = await shop.send(shopName);

    expect([first.status, first.headers.get('retry-after')]).toEqual([status, '2']);
    expect((await shop.send(shopName)).status).toBe(status);
    expect((await shop.send(shopName)).status).toBe(200);
  },
);

test('[X27] THROTTLED comes with HTTP 200', async () => {
  await using shop = new TestShop();
  shop.sim.arm([{ kind: 'throttle' }]);

  const { status, errors } = await shop.ask(shopName);

  expect([status, errors?.[0]?.extensions.code]).toEqual([200, 'THROTTLED']);
});

test.each<[string, Fault, boolean]>([
  ['a reset before', { kind: 'reset', when: 'before' }, false],
  ['a reset after', { kind: 'reset', when: 'after' }, true],
  ['a 500 before', { kind: 'status', status: 500 }, false],
  ['a 500 after', { kind: 'status', status: 500, when: 'after' }, true],
  ['a truncated answer', { kind: 'truncated' }, true],
])('[X27] %s: the mutation has its effect or not', async (_name, fault, isDone) => {
  await using shop = new TestShop();
  shop.sim.arm([fault]);

  await shop.ask(customerCreate).catch(() => undefined);

  expect(isMade(shop)).toBe(isDone);
  await shop.ask(customerCreate);
  expect(isMade(shop)).toBe(true);
});

test('[X27] a truncated body is not JSON', async () => {
  await using shop = new TestShop();
  shop.sim.arm([{ kind: 'truncated' }]);

  await expect((await shop.send(shopName)).json()).rejects.toThrow();
});

test('[X27] partial data comes with an internal error beside it', async () => {
  await using shop = new TestShop();
  shop.sim.arm([{ kind: 'partial-data' }]);

  const { data, errors } = await shop.ask(shopName);

  expect(data).toEqual({ shop: { name: 'Tidemark Demo' } });
  expect(errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
});

test('[X27] a slow answer comes late, before or after the effect', async () => {
  await using shop = new TestShop();
  shop.sim.arm([
    { kind: 'latency', ms: 60, operation: 'ShopName', times: 1 },
    { kind: 'latency', ms: 60, when: 'after', operation: 'MakeCustomer', times: 1 },
  ]);
  const begun = performance.now();
  await shop.ask(shopName);

  expect(performance.now() - begun).toBeGreaterThan(50);
  const answer = shop.ask(customerCreate);
  await expect.poll(() => isMade(shop), { interval: 2 }).toBe(true);
  await answer;
});

test('[X27] a fault meets the calls that it names; chance comes from the seed', async () => {
  const failures = async (seed: number) => {
    await using shop = new TestShop({ seed });
    shop.sim.arm([{ kind: 'status', status: 500, times: 0, operation: '^ShopName$', probability: 0.5 }]);
    expect((await shop.send('query Other { shop { name } }')).status).toBe(200);
    const seen = [];
    for (let n = 0; n < 12; n++) seen.push((await shop.send(shopName)).status);
    return seen;
  };

  const seen = await failures(1);

  expect(new Set(seen)).toEqual(new Set([200, 500]));
  expect(await failures(1)).toEqual(seen);
  expect(await failures(2)).not.toEqual(seen);
});

test('[X29] stale reads show the shop as it was when they were armed, until they end', async () => {
  await using shop = new TestShop();
  const id = retitle(shop, 'Before');
  shop.sim.arm([{ kind: 'stale-reads', ms: 10_000 }]);
  const title = async () =>
    (
      await shop.ask<{ product: { title: string }; products: { nodes: object[] } }>(
        'query ($id: ID!) { product(id: $id) { title } products(first: 5, query: "title:After") { nodes { id } } }',
        { id },
      )
    ).data;
  retitle(shop, 'After');

  expect(await title()).toEqual({ product: { title: 'Before' }, products: { nodes: [] } });
  shop.pass(10_000);
  expect(await title()).toMatchObject({ product: { title: 'After' } });
});

test('[X29] one call reads the shop as it was so long ago, also what was deleted since', async () => {
  await using shop = new TestShop();
  const id = retitle(shop, 'First');
  shop.pass(60_000);
  retitle(shop, 'Second');
  shop.pass(60_000);
  shop.sim.store.deleteProduct(id.replace(/\D/g, ''));
  const read = async (behindMs: number) => {
    shop.sim.arm([{ kind: 'stale', behindMs, operation: 'Title' }]);
    const { data } = await shop.ask<{ product: { title: string } | null }>(
      'query Title($id: ID!) { product(id: $id) { title } }',
      { id },
    );
    return data.product?.title;
  };

  expect(await read(0)).toBeUndefined();
  expect(await read(30_000)).toBe('Second');
  expect(await read(90_000)).toBe('First');
  expect(shop.sim.armed()).toEqual([]);
});

test('[X29] a mutation under stale reads has its effect', async () => {
  await using shop = new TestShop();
  shop.sim.arm([{ kind: 'stale-reads', ms: 10_000 }]);

  await shop.ask(customerCreate);

  expect(isMade(shop)).toBe(true);
});

test('[X5] the index misses a thing for good, while reads by id have it', async () => {
  await using shop = new TestShop();
  const id = retitle(shop, 'Ghost');
  const rest = id.replace(/\D/g, '');
  const variantId = shop.sim.store.products.get(rest)!.variantIds[0]!;
  const sku = shop.sim.store.variants.get(variantId)!.sku!;
  shop.sim.arm([{ kind: 'search-missing', id: rest }]);
  shop.pass(86_400_000);
  retitle(shop, 'Ghost');

  const { data } = await shop.ask<Record<string, { nodes: object[] }>>(
    'query ($id: ID!, $sku: String!) { product(id: $id) { title } products(first: 5, query: "title:Ghost") { nodes { id } } productVariants(first: 5, query: $sku) { nodes { id } } }',
    { id, sku: `sku:${sku}` },
  );

  expect(data).toEqual({
    product: { title: 'Ghost' },
    products: { nodes: [] },
    productVariants: { nodes: [] },
  });
});

test('[X12] a scope is lost, and comes back with the calm', async () => {
  await using shop = new TestShop();
  const list = () => shop.ask('{ orders(first: 1) { nodes { id } } }');
  shop.sim.arm([
    { kind: 'missing-scope', scope: 'read_orders' },
    { kind: 'missing-scope', scope: 'write_orders' },
  ]);

  expect((await list()).errors?.[0]?.extensions.code).toBe('ACCESS_DENIED');
  shop.sim.arm([]);
  expect((await list()).errors).toBeUndefined();
});

test('[X27] what is armed is told, and an empty list ends all', async () => {
  await using shop = new TestShop();
  const faults: Fault[] = [
    { kind: 'status', status: 500, times: 3 },
    { kind: 'webhooks', effect: 'drop' },
    { kind: 'bulk', effect: 'failed' },
    { kind: 'search-missing', id: '1' },
    { kind: 'search-lag', ms: 1000 },
    { kind: 'stale-reads', ms: 5000 },
    { kind: 'missing-scope', scope: 'read_orders' },
  ];

  expect(await shop.control('faults', { faults })).toEqual({ armed: faults });
  expect(await shop.control('faults')).toEqual({ armed: faults });
  expect(await shop.control('faults', { faults: [] })).toEqual({ armed: [] });
});

test('[X30] the shop’s clock goes forth and back of ours', async () => {
  await using shop = new TestShop();

  await shop.control('clock', { advanceMs: -3_600_000 });
  retitle(shop, 'An hour ago');

  expect(shop.sim.now()).toBe(opening - 3_600_000);
  expect([...shop.sim.store.products.values()][0]!.updatedAt).toBe(opening - 3_600_000);
});

test('[X31] ids above 2^53 keep their digits, in answers, webhooks and cursors', async () => {
  await using shop = new TestShop({ firstId: 9_007_199_254_740_993n });
  await shop.subscribe('CUSTOMERS_CREATE');
  const { data } = await shop.ask<{ customerCreate: { customer: { id: string } } }>(customerCreate);
  const id = data.customerCreate.customer.id.replace(/\D/g, '');
  await shop.quiet();

  expect(BigInt(id)).toBeGreaterThan(2n ** 53n);
  expect(shop.received[0]?.body).toContain(`"id":${id},`);
  const page = async (after: string | null) =>
    (
      await shop.ask<{ customers: { nodes: { id: string }[]; pageInfo: { endCursor: string } } }>(
        'query ($after: String) { customers(first: 1, after: $after, reverse: true) { nodes { id } pageInfo { endCursor } } }',
        { after },
      )
    ).data.customers;
  const first = await page(null);
  expect(first.nodes[0]?.id).toBe(data.customerCreate.customer.id);
  expect((await page(first.pageInfo.endCursor)).nodes[0]?.id).not.toBe(first.nodes[0]?.id);
});

test('[X32] a shop with no products, one with a product of 2,048 variants, ids anew', async () => {
  await using shop = new TestShop();
  const count = async () =>
    (await shop.ask<{ productsCount: { count: number } }>('{ productsCount { count } }')).data.productsCount;

  await shop.control('reset', { products: 0 });
  expect(await count()).toEqual({ count: 0 });
  expect(shop.sim.store.orders.size).toBe(0);
  await shop.control('reset', { products: 5, largestProduct: 2048, firstId: '9007199254740993' });
  const sizes = [...shop.sim.store.products.values()].map(each => each.variantIds.length);
  expect(Math.max(...sizes)).toBe(2048);
  expect(BigInt(shop.sim.store.newId())).toBeGreaterThan(2n ** 53n);
});

test('[X32] a reset ends faults, subscriptions and bulk operations', async () => {
  await using shop = new TestShop();
  await shop.subscribe('PRODUCTS_UPDATE');
  shop.sim.arm([{ kind: 'status', status: 500, times: 5 }]);

  await shop.control('reset', { products: 3 });

  expect(shop.sim.armed()).toEqual([]);
  expect(shop.sim.webhooks.list()).toEqual([]);
  expect((await shop.ask('{ products(first: 1) { nodes { id } } }')).status).toBe(200);
});
