import { expect, test } from 'vitest';
import { shop as name } from '../world/shop-server.ts';
import { MirroredShop } from './mirrored-shop.ts';

const [onlineStore, pointOfSale] = ['50110000001', '50110000002'] as const;
const gid = (id: string) => `gid://shopify/Publication/${id}`;

/** Ids of the shop's active products. */
function activeIds({ simulator }: MirroredShop): string[] {
  return [...simulator.store.products.values()].filter(each => each.status === 'ACTIVE').map(({ id }) => id);
}

/** Takes a product off a channel, or puts it on. */
async function publish(shop: MirroredShop, id: string, on: boolean, channel: string = pointOfSale) {
  const direction = on ? 'Publish' : 'Unpublish';
  const { errors } = await shop.simulator.merchant(
    `mutation ($id: ID!, $input: [PublicationInput!]!) { publishable${direction}(id: $id, input: $input) { userErrors { message } } }`,
    { id: `gid://shopify/Product/${id}`, input: [{ publicationId: gid(channel) }] },
  );
  expect(errors).toBeUndefined();
}

/** Sets flags that Shopify had all along, and that the mirror never read. */
function flagSilently({ simulator: { store } }: MirroredShop, id: string): void {
  const product = store.products.get(id)!;
  store.products.set(id, { ...product, isGiftCard: true, requiresSellingPlan: true });
  const variant = store.variants.get(product.variantIds[0]!)!;
  store.variants.set(variant.id, { ...variant, requiresComponents: true });
}

/** Leaves the mirror as an older version did. */
function forgetReading({ store }: MirroredShop): Promise<void> {
  return store.mirror.setWatermark(name, { resource: 'products:read-as', value: '' });
}

test('[E32] a mirror of before learns what its products are, once, and nothing else changes', async () => {
  await using shop = await MirroredShop.open();
  const [id = '', ...others] = activeIds(shop);
  flagSilently(shop, id);
  await shop.catchUp();
  expect((await shop.document('products', id))?.isGiftCard).toBeUndefined();
  await forgetReading(shop);
  const revs = () => Promise.all(others.map(async each => (await shop.document('products', each))?.rev));
  const before = await revs();

  await shop.restart();
  await shop.quiet();

  expect(await shop.document('products', id)).toMatchObject({
    ...{ isGiftCard: true, requiresSellingPlan: true },
    variants: expect.arrayContaining([expect.objectContaining({ requiresComponents: true })]),
  });
  expect(await revs()).toEqual(before);
  expect(shop.said('reread-finished')).toHaveLength(1);
  const bulks = shop.asked('StartBulk');
  await shop.restart();
  await shop.quiet();
  expect(shop.asked('StartBulk')).toBe(bulks);
});

test('[E32] a reading that dies again and again ends, and a first import needs none', async () => {
  await using shop = await MirroredShop.open();
  expect(shop.said('reread-started')).toEqual([]);
  const [id = ''] = activeIds(shop);
  flagSilently(shop, id);
  await forgetReading(shop);

  for (let calls = 2; shop.said('reread-finished').length === 0; calls += 10) {
    await shop.restart({ dieAfter: calls });
    await expect
      .poll(() => shop.server.lifetime.isDead || shop.said('reread-finished').length > 0, { interval: 1 })
      .toBe(true);
  }
  await shop.restart();
  await shop.quiet();

  expect((await shop.document('products', id))?.isGiftCard).toBe(true);
});

test('[E32] [E33] another sales channel is another shop window: all products are read for it', async () => {
  await using shop = await MirroredShop.open();
  const [id = ''] = activeIds(shop);
  // No catch-up would read the product as changed.
  shop.simulator.rules.publishing = 'silent';
  await publish(shop, id, false, onlineStore);
  await shop.quiet();
  expect((await shop.document('products', id))?.published).toBe(true);

  await shop.restart({ publicationId: gid(onlineStore) });
  await shop.quiet();

  expect((await shop.document('products', id))?.published).toBe(false);
});

test('[G27] [E33] without a configured channel the Point of Sale counts, and Shopify’s word of a change reaches the mirror', async () => {
  await using shop = await MirroredShop.open({ publicationId: null });
  const [id = ''] = activeIds(shop);

  await publish(shop, id, false);
  await shop.quiet();
  expect((await shop.document('products', id))?.published).toBe(false);
  await publish(shop, id, false, onlineStore);
  await publish(shop, id, true);
  await shop.quiet();
  expect((await shop.document('products', id))?.published).toBe(true);
});

test('[G27] an app that may not read publications goes on without, as before', async () => {
  const scopes = ['read_products', 'read_inventory', 'read_locations', 'read_customers', 'read_orders'];
  await using shop = await MirroredShop.open({ publicationId: null, scopes });
  const [id = ''] = activeIds(shop);

  await publish(shop, id, false);
  await shop.quiet();

  expect((await shop.document('products', id))?.published).toBe(true);
});

test('[E33] a change of channel that Shopify tells nobody of is found by an audit', async () => {
  await using shop = await MirroredShop.open({ publicationId: null });
  shop.simulator.rules.publishing = 'silent';
  const [id = ''] = activeIds(shop);
  await publish(shop, id, false);
  await shop.quiet();
  await shop.catchUp();
  expect((await shop.document('products', id))?.published).toBe(true);

  await shop.audit();

  expect((await shop.document('products', id))?.published).toBe(false);
});

test('[E33] [E9] what was put on the channel in silence is sold from its next scan', async () => {
  await using shop = await MirroredShop.open({ publicationId: null });
  const [id = ''] = activeIds(shop);
  const variant = shop.simulator.store.variants.get(shop.simulator.store.products.get(id)!.variantIds[0]!)!;
  await publish(shop, id, false);
  await shop.quiet();
  const code = variant.sku ?? variant.barcode ?? '';
  expect((await shop.server.ingest.lookup(code, shop.locationId)).cause).toBe('not-published');

  shop.simulator.rules.publishing = 'silent';
  await publish(shop, id, true);

  expect((await shop.server.ingest.lookup(code, shop.locationId)).cause).toBe('in-mirror');
  expect((await shop.document('products', id))?.published).toBe(true);
});
