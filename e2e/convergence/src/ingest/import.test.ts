import { ShopifyError } from '@tidemark/shopify';
import { expect, test } from 'vitest';
import { over } from '../world/plants/plant.ts';
import { MirroredShop } from './mirrored-shop.ts';

const kinds = 5;

test('[E5] an import that dies again and again, each time a little later, ends with the whole shop', async () => {
  await using shop = await MirroredShop.begin();
  let lives = 0;
  for (let calls = 2; shop.said('import-finished').length === 0; calls += 10) {
    await shop.restart({ dieAfter: calls });
    lives++;
    await expect
      .poll(() => shop.server.lifetime.isDead || shop.said('import-finished').length > 0, { interval: 1 })
      .toBe(true);
  }
  await shop.restart();
  await shop.imported();

  expect(lives).toBeGreaterThan(3);
  expect(await shop.differences()).toEqual([]);
});

test('[E5] a restart waits for the bulk operation that was begun, and begins no other', async () => {
  let looks = 0;
  const armed = Promise.withResolvers<() => void>();
  await using shop = await MirroredShop.begin({
    plant: {
      shopify: shopify =>
        over(shopify, {
          bulkState: async (id, signal) => {
            const state = await shopify.bulkState(id, signal);
            if (++looks === 2) (await armed.promise)();
            return state;
          },
        }),
    },
  });
  armed.resolve(() => shop.server.kill());
  await expect.poll(() => shop.server.lifetime.isDead, { interval: 1 }).toBe(true);
  expect(shop.asked('StartBulk')).toBe(1);

  await shop.restart();
  await shop.imported();

  expect(shop.asked('StartBulk')).toBe(kinds);
  expect(await shop.differences()).toEqual([]);
});

test('[E6] what changed while the import ran is found by the catch-up after it, however long the import ran', async () => {
  await using shop = await MirroredShop.begin({
    faults: [{ kind: 'webhooks', effect: 'drop' }],
    onEvent: (event, of) => {
      if (event.name !== 'import-progress' || event['done'] !== 6) return;
      // The products are read, the rest is not.
      of.edit('product-title', 0, 77);
      of.edit('product-delete', 1);
      of.pass(60 * 60_000);
    },
  });

  await shop.imported();

  const [first] = shop.simulator.store.products.keys();
  expect((await shop.document('products', first!))?.title).toBe('Renamed 77');
  expect(await shop.differences()).toEqual([]);
});

test('[E4] a product that comes and goes before the locations are known leaves no level behind', async () => {
  const known = Promise.withResolvers<void>();
  await using shop = await MirroredShop.begin({
    plant: {
      shopify: shopify =>
        over(shopify, {
          locations: async signal => {
            await known.promise;
            return shopify.locations(signal);
          },
        }),
    },
  });
  const [first = ''] = shop.simulator.store.products.keys();
  const isMirrored = async () => (await shop.document('products', first)) !== undefined;
  await expect
    .poll(
      async () => {
        shop.edit('product-title', 0, 77);
        return isMirrored();
      },
      { interval: 20 },
    )
    .toBe(true);
  shop.edit('product-delete', 0);
  await expect.poll(isMirrored, { interval: 5 }).toBe(false);
  await expect
    .poll(async () => (await shop.waitingNotices()) + shop.simulator.webhooks.pending, { interval: 5 })
    .toBe(0);
  expect(await shop.documents('locations')).toEqual([]);

  known.resolve();
  await shop.imported();

  expect(await shop.differences()).toEqual([]);
});

test('[E10] a line of a bulk file that cannot be read is counted, and read again by the catch-up', async () => {
  await using shop = await MirroredShop.open({ faults: [{ kind: 'bulk', effect: 'broken-line' }] });

  const [lost] = shop.said('quarantined');
  expect(lost).toMatchObject({ collection: 'products', line: 2 });
  expect(await shop.differences()).toEqual([]);
});

test('[E11] a resource that the app may not read costs only itself: the rest is imported, and the till says which', async () => {
  await using shop = await MirroredShop.open({
    scopes: ['read_products', 'read_inventory', 'read_locations'],
  });

  const { collections } = await shop.status();
  const troubled = Object.entries(collections).filter(([, { trouble }]) => trouble !== null);
  expect(troubled.map(([name]) => name).sort()).toEqual(['customers', 'orders']);
  expect(collections.customers.trouble).toContain('Access denied');
  expect(shop.said('import-refused').map(each => each['collection'])).toEqual(['customers', 'orders']);
  const missing = (await shop.differences()).map(each => each.split('/')[0]);
  expect(new Set(missing)).toEqual(new Set(['mirror: customers']));
  expect(collections.products.mirror).toBe(6);
});

test('[E11] a scope lost later costs catch-ups only that resource, until it is back', async () => {
  let mayRead = true;
  await using shop = await MirroredShop.open({
    faults: [{ kind: 'webhooks', effect: 'drop' }],
    plant: {
      shopify: shopify =>
        over(shopify, {
          updatedSince: (kind, since, signal) => {
            if (kind === 'productCollections' && !mayRead)
              throw new ShopifyError('forbidden', 'no access to collections');
            return shopify.updatedSince(kind, since, signal);
          },
        }),
    },
  });
  mayRead = false;
  shop.edit('collection-edit');
  shop.edit('customer-edit', 0, 8);
  shop.edit('stock', 0, 55);

  await shop.catchUp();

  expect((await shop.status()).collections.productCollections.trouble).toBe('no access to collections');
  expect((await shop.differences()).map(each => each.split('/')[0])).toEqual(['mirror: productCollections']);

  mayRead = true;
  await shop.catchUp();
  expect((await shop.status()).collections.productCollections.trouble).toBeNull();
  expect(await shop.differences()).toEqual([]);
});
