import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ShopFile } from './shop-file.ts';
import { TestShop } from '../testing.ts';

test('[X50] a shop is saved as it was at one moment, while it goes on', async () => {
  await using shop = new TestShop();
  const { store, webhooks } = shop.sim;
  const folder = mkdtempSync(join(tmpdir(), 'shop-file-'));
  const file = join(folder, 'shop.json');
  const kept = new ShopFile(file, store, () => webhooks.list());
  const before = structuredClone(store.records());
  const [product] = [...store.products.values()];
  if (!product) throw new Error('an empty shop');

  const saving = kept.save();
  await Promise.resolve();
  store.saveProduct({ ...product, title: 'Later' });
  await saving;

  expect(ShopFile.read(file)).toEqual({
    records: JSON.parse(JSON.stringify(before)) as unknown,
    subscriptions: [],
  });
  await kept.save();
  expect(readFileSync(file, 'utf8')).toBe(JSON.stringify({ records: store.records(), subscriptions: [] }));
  expect(ShopFile.read(join(folder, 'none.json'))).toBeUndefined();
  rmSync(folder, { recursive: true });
});

test('[X50] the shop is shown as it was, whatever changed since, with what is derived of its rows', async () => {
  await using shop = new TestShop();
  const { store } = shop.sim;
  const mark = store.mark();
  const before = structuredClone(store.records());
  const bought = new Map(store.boughtBy);
  const levels = structuredClone(store.levelsOfItem);
  const [first, second] = [...store.products.values()];
  const [location, other] = [...store.locations.values()];
  const [order] = [...store.orders.values()];
  const itemId = store.variants.get(second?.variantIds[0] ?? '')?.inventoryItemId;
  if (!first || !second || !location || !order || !itemId) throw new Error('too small a shop');

  store.deleteProduct(first.id);
  store.setLevel(itemId, location.id, { available: 77 });
  if (other) store.setLevel(itemId, other.id, { available: 5 });
  store.saveShop({ name: 'Renamed' });
  store.deleteOrder(order.id);
  const then = store.copyAt(mark);

  const inOrder = (rows: unknown) => JSON.parse(JSON.stringify(rows)) as Record<string, { id: string }[]>;
  const [was, is] = [inOrder(before), inOrder(then.records())];
  for (const [name, rows] of Object.entries(was)) expect(sorted(is[name]), name).toEqual(sorted(rows));
  expect(new Map([...then.levelsOfItem].map(([id, each]) => [id, sorted(each)]))).toEqual(
    new Map([...levels].map(([id, each]) => [id, sorted(each)])),
  );
  for (const [id, each] of bought) expect(then.boughtBy.get(id), id).toEqual(each);
});

function sorted(rows: unknown): unknown {
  return Array.isArray(rows) ? (rows as { id: string }[]).toSorted((a, b) => a.id.localeCompare(b.id)) : rows;
}
