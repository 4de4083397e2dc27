import { expect, test } from 'vitest';
import { over, type Plant } from '../world/plants/plant.ts';
import { olderReadRetires } from '../world/plants/plants.ts';
import { MirroredShop } from './mirrored-shop.ts';

/**
 * A webhook's read begins before Shopify's database shows a product, and is answered after a catch-up has stored it:
 * the older read says "there is none".
 */
async function differencesAfterSlowRead(plant: Partial<Plant>): Promise<string[]> {
  const begun = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  let isSlow = false;
  await using shop = await MirroredShop.open({
    plant: {
      ...plant,
      shopify: shopify =>
        over(shopify, {
          async byIds(kind, ids, lane, signal) {
            if (!isSlow || kind !== 'products') return shopify.byIds(kind, ids, lane, signal);
            isSlow = false;
            const reads = await shopify.byIds(kind, ids, lane, signal);
            begun.resolve();
            await answered.promise;
            return { ...reads, found: [], gone: ids };
          },
        }),
    },
  });
  isSlow = true;
  shop.edit('product-title', 0, 5);
  await begun.promise;
  // Two catch-ups: one may have begun before.
  await shop.catchUp();
  await shop.catchUp();
  const drained = shop.said('drained').length;
  answered.resolve();
  await expect.poll(() => shop.said('drained').length, { interval: 1 }).toBeGreaterThan(drained);
  // Compare before a catch-up asks about the product again.
  const differences = await shop.differences();
  return differences.filter(each => each.includes('products/'));
}

test('[M3] [M15] a read that began earlier takes nothing away that a later one showed', async () => {
  expect(await differencesAfterSlowRead({})).toEqual([]);
});

test('[W3] where an older read retires, it is noticed', async () => {
  expect(await differencesAfterSlowRead({ mirror: olderReadRetires.mirror })).toHaveLength(1);
});
