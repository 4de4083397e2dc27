import { expect, test } from 'vitest';
import type { Fault } from '@tidemark/shopify-simulator';
import { over } from '../world/plants/plant.ts';
import { MirroredShop } from './mirrored-shop.ts';

const silent: Fault = { kind: 'webhooks', effect: 'drop' };

test('[E14] an audit compares every document, repairs what differs, and the next one finds nothing', async () => {
  await using shop = await MirroredShop.open({ faults: [silent] });
  shop.edit('product-add', 0, 1);
  shop.edit('product-delete', 1);
  shop.edit('customer-edit', 0, 2);
  shop.edit('stock', 0, 3);
  expect(await shop.differences()).not.toEqual([]);

  await shop.audit();

  expect(await shop.differences()).toEqual([]);
  const { products, customers } = (await shop.status()).audit!.collections;
  expect([products, customers]).toMatchObject([
    { compared: 6, repaired: 2, trouble: null },
    { compared: shop.simulator.store.customers.size, repaired: 1, trouble: null },
  ]);
  await shop.audit();
  expect(shop.said('audit-finished').at(-1)).toMatchObject({ repaired: 0 });
});

test('[E14] much that differs is read again and committed in parts, so that nobody waits for all of it', async () => {
  await using shop = await MirroredShop.open({ faults: [silent] });
  for (let n = 0; n < 300; n++) shop.edit('product-add', n, 1);
  const { mirror } = shop.store;
  const commit = mirror.commit.bind(mirror);
  const sizes: number[] = [];
  mirror.commit = (...asked) => {
    if (asked[1] === 'products') sizes.push(asked[2].length);
    return commit(...asked);
  };

  await shop.audit();

  expect(await shop.differences()).toEqual([]);
  expect(sizes.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(300);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(250);
});

test.each<[string, string, (shop: MirroredShop) => Promise<void> | void]>([
  ['missed-webhook', 'different', shop => shop.edit('product-title', 0, 5)],
  ['missed-deletion', 'extra', shop => shop.edit('product-delete', 0)],
  [
    'lagging-search',
    'different',
    async shop => {
      shop.simulator.arm([{ kind: 'search-missing', id: [...shop.simulator.store.products.keys()][0]! }]);
      shop.edit('product-title', 0, 5);
      shop.pass(10 * 60_000);
      shop.edit('product-title', 1, 6);
      await shop.catchUp();
    },
  ],
])('[E14] a repair is logged with its likely cause: %s', async (cause, difference, happen) => {
  await using shop = await MirroredShop.open({ faults: [silent] });
  const [id] = shop.simulator.store.products.keys();
  await happen(shop);

  await shop.audit();

  expect(shop.said('audit-repaired').filter(each => each['collection'] === 'products')).toMatchObject([
    { id, difference, cause },
  ]);
});

test('[E14] a document that only the listing lacks stays, and is no repair', async () => {
  const hidden = new Set<string>();
  await using shop = await MirroredShop.open({
    plant: {
      shopify: shopify =>
        over(shopify, {
          async *readBulk(kind, url, signal) {
            for await (const item of shopify.readBulk(kind, url, signal))
              if (item.kind !== 'read' || !hidden.has(item.read.document.id)) yield item;
          },
        }),
    },
  });
  hidden.add([...shop.simulator.store.products.keys()][0]!);

  await shop.audit();

  expect((await shop.status()).audit!.collections.products).toMatchObject({ compared: 5, repaired: 0 });
  expect(await shop.differences()).toEqual([]);
});

test('[E14] a document that only the read by id lacks stays as it is, and the next audit repairs it', async () => {
  let hides = false;
  await using shop = await MirroredShop.open({
    faults: [silent],
    plant: {
      shopify: shopify =>
        over(shopify, {
          async byIds(kind, ids, lane, signal) {
            const reads = await shopify.byIds(kind, ids, lane, signal);
            return hides ? { ...reads, found: [], gone: ids } : reads;
          },
        }),
    },
  });
  const [id] = shop.simulator.store.products.keys();
  const before = await shop.document('products', id!);
  shop.edit('product-title', 0, 5);
  hides = true;

  await shop.audit();

  expect(await shop.document('products', id!)).toEqual(before);
  hides = false;
  await shop.audit();
  expect(await shop.differences()).toEqual([]);
});

test('[E14] the audit after the first import is owed until it has finished, over the end of its process too', async () => {
  let isKilled = false;
  await using shop = await MirroredShop.begin({
    auditAfterImport: true,
    onEvent: ({ name }, { server }) => {
      if (name !== 'audit-started' || isKilled) return;
      isKilled = true;
      server.kill();
    },
  });
  await expect.poll(() => isKilled).toBe(true);
  expect(shop.said('audit-finished')).toEqual([]);

  await shop.restart();
  await expect.poll(() => shop.said('audit-finished').length).toBe(1);

  await shop.restart();
  await shop.catchUp();
  await shop.server.ingest.idle();
  expect(shop.said('audit-started')).toHaveLength(2);
});
