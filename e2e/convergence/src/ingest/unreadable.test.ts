import type { Fault } from '@tidemark/shopify-simulator';
import { expect, test } from 'vitest';
import { MirroredShop } from './mirrored-shop.ts';

const silent: Fault = { kind: 'webhooks', effect: 'drop' };
/** More decimals than the shop's currency has, as after a change of the currency. */
const odd = '19.999';

/** Gives a product's first variant a price, as the merchant does. */
function reprice({ simulator: { store } }: MirroredShop, id: string, price: string): void {
  const product = store.products.get(id)!;
  store.saveVariant({ ...store.variants.get(product.variantIds[0]!)!, price }, true);
  store.saveProduct(product);
}

function productIds(shop: MirroredShop): string[] {
  return [...shop.simulator.store.products.keys()];
}

/** What the till's "Sync All" shows of unreadable documents. */
async function unreadable(shop: MirroredShop): Promise<{ count: number; ids: string[]; reasons: string[] }> {
  const { quarantined, unreadable: all = [] } = await shop.status();
  return { count: quarantined, ids: all.map(each => each.id), reasons: all.map(each => each.reason) };
}

async function priceOf(shop: MirroredShop, id: string): Promise<number | undefined> {
  return (await shop.document('products', id))?.variants[0]?.price;
}

test('[E26] one product that cannot be read stops no catch-up: it is set aside by id, and the rest is news', async () => {
  await using shop = await MirroredShop.open({ faults: [silent] });
  const [bad, good] = productIds(shop);
  const [before, reached] = [await priceOf(shop, bad!), await shop.watermark('products')];
  shop.pass(2000);
  reprice(shop, bad!, odd);
  reprice(shop, good!, '22.00');

  await shop.catchUp();

  expect(await priceOf(shop, good!)).toBe(2200);
  expect(await shop.watermark('products')).toBeGreaterThan(reached);
  expect(await priceOf(shop, bad!)).toBe(before);
  expect((await shop.status()).shopifyReachable).toBe(true);
  const { title } = shop.simulator.store.products.get(bad!)!;
  expect(await unreadable(shop)).toEqual({
    count: 1,
    ids: [bad],
    reasons: [`“${title}”: 19.999 has more than 2 decimals`],
  });
  const health = await shop.server.ingest.health();
  expect(health.unreadable).toMatchObject([{ collection: 'products', id: bad }]);

  // Logged once, however often it is read.
  await shop.catchUp();
  expect(shop.said('quarantined')).toHaveLength(1);

  reprice(shop, bad!, '12.00');
  await shop.catchUp();
  expect(await unreadable(shop)).toEqual({ count: 0, ids: [], reasons: [] });
  expect(await shop.differences()).toEqual([]);
});

test('[E26] news of one that cannot be read is applied like any other: nothing is parked', async () => {
  await using shop = await MirroredShop.open();
  const [bad, good] = productIds(shop);
  reprice(shop, bad!, odd);
  reprice(shop, good!, '22.00');
  await shop.quiet();

  expect(await priceOf(shop, good!)).toBe(2200);
  expect((await unreadable(shop)).ids).toEqual([bad]);
  expect(shop.said('notice-parked')).toEqual([]);
});

test('[E26] an import leaves out what cannot be read, and the catch-ups after it go on', async () => {
  await using shop = await MirroredShop.begin({
    faults: [silent],
    onEvent: (event, of) => {
      if (event.name === 'import-started') reprice(of, productIds(of)[0]!, odd);
    },
  });
  await shop.imported();
  const [bad, good] = productIds(shop);
  expect(await shop.document('products', bad!)).toBeUndefined();
  expect((await unreadable(shop)).ids).toEqual([bad]);
  // It did not make the catch-up read everything.
  expect(await shop.watermark('products')).toBeGreaterThan(0);

  reprice(shop, good!, '22.00');
  await shop.catchUp();
  expect(await priceOf(shop, good!)).toBe(2200);
});

test('[E26] [E9] a code of a product that cannot be read has that cause, and says why', async () => {
  await using shop = await MirroredShop.open({ faults: [silent] });
  shop.edit('product-add', 0, 1);
  const bad = productIds(shop).at(-1)!;
  reprice(shop, bad, odd);
  const { sku } = shop.simulator.store.variants.get(shop.simulator.store.products.get(bad)!.variantIds[0]!)!;

  const answer = await shop.server.ingest.lookup(sku!, shop.locationId);

  expect(answer).toMatchObject({ cause: 'unreadable', matches: [] });
  expect(answer.reason).toContain('19.999 has more than 2 decimals');
  expect((await unreadable(shop)).ids).toEqual([bad]);
  reprice(shop, bad, '5.00');
  expect(await shop.server.ingest.lookup(sku!, shop.locationId)).toMatchObject({
    cause: 'was-missing-in-mirror',
  });
  expect((await unreadable(shop)).count).toBe(0);
});

test('[E26] a search goes on without what cannot be read', async () => {
  await using shop = await MirroredShop.open({ faults: [silent] });
  shop.edit('product-add', 0, 1);
  shop.edit('product-add', 0, 2);
  const [bad, good] = productIds(shop).slice(-2);
  reprice(shop, bad!, odd);

  const request = { kind: 'products', query: 'added' } as const;
  const { found, shopify } = await shop.server.ingest.find(request, shop.locationId);

  expect(shopify).toBe('asked');
  expect(found.map(each => each.id)).toEqual([good]);
  expect((await unreadable(shop)).ids).toEqual([bad]);
});

test('[E26] an audit sets aside what cannot be read, calls it no repair, and does not read it again and again', async () => {
  await using shop = await MirroredShop.open({ faults: [silent] });
  const [stored, never] = productIds(shop);
  reprice(shop, stored!, odd);
  shop.simulator.store.deleteProduct(never!);
  await shop.catchUp();
  shop.edit('product-add', 0, 1);
  const added = productIds(shop).at(-1)!;
  reprice(shop, added, odd);

  await shop.audit();

  expect((await unreadable(shop)).ids.sort()).toEqual([stored, added].sort());
  const asked = shop.asked('ProductsById');
  await shop.audit();
  await shop.audit();
  expect((await shop.status()).audit!.collections.products).toMatchObject({ repaired: 0, trouble: null });
  expect(shop.asked('ProductsById')).toBe(asked);
  expect((await unreadable(shop)).count).toBe(2);
});

test('[E26] what can be read again, or was deleted without a word, leaves quarantine by the next audit', async () => {
  await using shop = await MirroredShop.open({ faults: [silent] });
  const [mended, deleted] = productIds(shop);
  reprice(shop, mended!, odd);
  reprice(shop, deleted!, odd);
  await shop.catchUp();
  expect((await unreadable(shop)).count).toBe(2);
  reprice(shop, mended!, '5.00');
  shop.simulator.store.deleteProduct(deleted!);

  await shop.audit();

  expect((await unreadable(shop)).count).toBe(0);
  expect(await shop.differences()).toEqual([]);
});

test('[E26] [E12] an order that does not fit leaves quarantine with the window', async () => {
  await using shop = await MirroredShop.open({ faults: [silent] });
  const { store } = shop.simulator;
  const order = [...store.orders.values()].find(each => each.createdAt > shop.now() - 30 * 86_400_000)!;
  const lines = order.lines.map(line => ({ ...line, currentQuantity: -1 }));
  store.saveOrder({ ...order, lines });
  await shop.catchUp();
  expect((await unreadable(shop)).ids).toEqual([order.id]);
  const asked = shop.asked('OrdersById');
  await shop.audit();
  expect((await shop.status()).audit!.collections.orders).toMatchObject({ repaired: 0 });
  expect(shop.asked('OrdersById')).toBe(asked);

  shop.pass(70 * 86_400_000);
  await shop.catchUp();

  expect((await unreadable(shop)).count).toBe(0);
});
