import { ShopifyError } from '@tidemark/shopify';
import { expect, test } from 'vitest';
import { over, type Plant } from '../world/plants/plant.ts';
import { MirroredShop } from './mirrored-shop.ts';

const silent = [{ kind: 'webhooks', effect: 'drop' }] as const;

test('[E3] the watermark is the highest Shopify time seen, whatever our own clock says', async () => {
  await using shop = await MirroredShop.open({ faults: silent });
  shop.edit('product-title', 0, 5);
  shop.pass(3 * 60_000);

  await shop.catchUp();

  const newest = Math.max(...[...shop.simulator.store.products.values()].map(each => each.updatedAt ?? 0));
  expect(await shop.watermark('products')).toBe(Math.floor(newest / 1000) * 1000);
});

test('[E3] the watermark stays while its slice is not whole, and what was missed is read next time', async () => {
  let breaks = false;
  await using shop = await MirroredShop.open({ faults: silent, plant: breaksAfterOneProduct(() => breaks) });
  const before = await shop.watermark('products');
  shop.pass(60 * 60_000);
  shop.edit('product-title', 0, 5);
  shop.pass(60_000);
  shop.edit('product-title', 1, 6);
  breaks = true;

  await shop.catchUp();

  const [first] = shop.simulator.store.products.keys();
  expect((await shop.document('products', first!))?.title).toBe('Renamed 5');
  expect(await shop.watermark('products')).toBe(before);
  expect(await shop.differences()).toHaveLength(1);

  breaks = false;
  await shop.catchUp();
  expect(await shop.watermark('products')).toBeGreaterThan(before);
  expect(await shop.differences()).toEqual([]);
});

test('[E3] the watermark never goes back, though what Shopify shows is older', async () => {
  let backMs = 0;
  await using shop = await MirroredShop.open({
    faults: silent,
    plant: {
      shopify: shopify =>
        over(shopify, {
          async *updatedSince(kind, since, signal) {
            for await (const page of shopify.updatedSince(kind, since, signal)) {
              const items = page.items.map(each => ({ ...each, updatedAt: (each.updatedAt ?? 0) - backMs }));
              yield { ...page, items };
            }
          },
        }),
    },
  });
  shop.edit('product-title', 0, 5);
  await shop.catchUp();
  const reached = await shop.watermark('products');
  shop.edit('product-title', 1, 6);
  backMs = 60 * 60_000;

  await shop.catchUp();

  const [, second] = shop.simulator.store.products.keys();
  expect((await shop.document('products', second!))?.title).toBe('Renamed 6');
  expect(await shop.watermark('products')).toBe(reached);
});

test('[E16] what an order’s line was of stays known after the product is deleted', async () => {
  await using shop = await MirroredShop.open();
  const order = [...shop.simulator.store.orders.values()].find(
    each => each.createdAt > shop.now() - 30 * 86_400_000 && each.lines.some(line => line.productId),
  );
  const [line] = order!.lines;
  expect(shop.simulator.store.deleteProduct(line!.productId!)).toBe(true);
  // Shopify's lines name their product only while it exists.
  shop.simulator.store.saveOrder({ ...order!, note: 'looked at again' });
  await shop.quiet();

  const mirrored = await shop.document('orders', order!.id);

  expect(mirrored).toMatchObject({ note: 'looked at again' });
  expect(mirrored?.lines.find(each => each.id === line!.id)).toMatchObject({
    productId: line!.productId,
    variantId: line!.variantId,
  });
});

/** Shopify shows one product of a listing, and no more. */
function breaksAfterOneProduct(breaks: () => boolean): Partial<Plant> {
  return {
    shopify: shopify =>
      over(shopify, {
        async *updatedSince(kind, since, signal) {
          for await (const page of shopify.updatedSince(kind, since, signal)) {
            if (kind !== 'products' || !breaks()) yield page;
            else {
              const own = page.items.filter(each => (each.updatedAt ?? 0) >= since + 5 * 60_000).slice(0, 1);
              yield { ...page, items: own };
              throw new ShopifyError('throttled', 'no more today');
            }
          }
        },
      }),
  };
}
