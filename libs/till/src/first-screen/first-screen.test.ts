import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { revOf } from '@tidemark/protocol';
import type { Product } from '@tidemark/schema';
import { anInventoryLevel, aProduct, aVariant, someSettings } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import type { Cached } from '../caches/cache-record.ts';
import { Caches } from '../caches/caches.ts';
import { rowAfter } from '../caches/row-after.ts';
import { faultyStorage, memoryStorage } from '../testing.ts';
import { firstCollection, firstSchema, FirstScreens, productsOnFirstScreen } from './first-screen.ts';
import { screenBounds } from './listed-products.ts';

let databases = 0;

const withRev = <T extends { readonly id: string }>(made: T): T & { rev: string } => ({
  ...made,
  rev: revOf(made),
});

const product = (id: string, title: string): Product =>
  withRev(aProduct({ id, title, variants: [aVariant({ id: `${id}01`, inventoryItemId: `i${id}` })] }));

const level = (id: string, available: number, locationId = 'L'): Cached =>
  withRev(anInventoryLevel({ inventoryItemId: `i${id}`, locationId, available }));

const bowl = product('1', 'Bowl');

async function someCaches(storage = memoryStorage(), name = `first${++databases}`): Promise<Caches> {
  const caches = await Caches.open(name, 1, storage, false);
  caches.first.at('L');
  return caches;
}

const titlesOn = async ({ first }: Caches) => (await first.screen())?.products.map(({ title }) => title);

/** What a page shows of these caches once it has read them. */
async function kept(caches: Caches): Promise<void> {
  const products = (await caches.stored('products')) as Product[];
  products.sort((a, b) => (a.title < b.title ? -1 : 1));
  const settings = undefined;
  await caches.keepScreen(() => ({ settings, products, total: products.length }));
}

test('[T38] the screen follows each write, and is there for a till that was killed after any of them', async () => {
  const storage = memoryStorage();
  await using caches = await someCaches(storage, 'killed');
  expect(await caches.first.screen()).toBeUndefined();

  await caches.write('products', [bowl, product('2', 'Mug')], [], { epoch: 'e', seq: 2 });
  await caches.write('products', [product('3', 'Cup')], []);
  await caches.write('products', [product('1', 'Jar')], ['2']);
  const settings = withRev(someSettings());
  await caches.write('settings', [settings], []);

  const screen = await caches.first.screen();
  expect(screen).toMatchObject({ total: 2, settings, products: [{ title: 'Cup' }, { title: 'Jar' }] });
});

test('[T38] it holds the stock of one location, as it was written last', async () => {
  await using caches = await someCaches();
  await caches.write('inventoryLevels', [level('1', 7), level('1', 9, 'elsewhere')], []);
  await caches.write('products', [bowl], []);
  const stock = async () => (await caches.first.screen())?.levels.map(({ available }) => available);
  expect(await stock()).toEqual([7]);

  await caches.write('inventoryLevels', [level('1', 6)], []);
  expect(await stock()).toEqual([6]);
  await caches.write('inventoryLevels', [level('1', 5, 'elsewhere'), level('2', 5)], []);
  expect(await stock()).toEqual([6]);
  await caches.write('inventoryLevels', [], ['i1@L']);
  expect(await stock()).toEqual([]);
});

test('[T38] the stock of another location is there once the screen is kept for it', async () => {
  await using caches = await someCaches();
  await caches.write('inventoryLevels', [level('1', 7), level('1', 9, 'elsewhere')], []);
  await caches.write('products', [bowl], []);

  caches.first.at('elsewhere');
  await kept(caches);

  expect(await caches.first.screen()).toMatchObject({ locationId: 'elsewhere', levels: [{ available: 9 }] });
});

test('[T38] it is changed before what makes it old is stored, though that fails', async () => {
  let isFull = false;
  const full = (collection: string) => (isFull && collection === 'cache' ? new Error('full') : undefined);
  await using caches = await someCaches(faultyStorage(memoryStorage(), full));
  await caches.write('products', [bowl], []);
  isFull = true;

  await expect(caches.write('products', [product('1', 'Jar')], [])).rejects.toThrow('full');
  expect(await titlesOn(caches)).toEqual(['Jar']);

  isFull = false;
  await caches.write('products', [product('2', 'Mug')], []);
  await kept(caches);
  expect(await titlesOn(caches)).toEqual(['Bowl', 'Mug']);
});

test('[T38] where the screen cannot be stored, nothing newer is stored', async () => {
  let isFull = false;
  const full = (collection: string) =>
    isFull && collection === firstCollection ? new Error('full') : undefined;
  await using caches = await someCaches(faultyStorage(memoryStorage(), full));
  await caches.write('products', [bowl], []);
  isFull = true;

  await expect(caches.write('products', [product('1', 'Jar')], [])).rejects.toThrow('full');

  expect(await caches.stored('products')).toMatchObject([{ title: 'Bowl' }]);
});

test('[T38] a write of what is not on the screen writes nothing of it', async () => {
  let writes = 0;
  const counted = (collection: string) => void (collection === firstCollection && writes++);
  await using caches = await someCaches(faultyStorage(memoryStorage(), counted));
  const many = Array.from({ length: screenBounds.mostProducts + 9 }, (_, n) =>
    product(String(1000 + n), `Tile ${1000 + n}`),
  );
  await caches.write('products', many, []);
  const before = writes;

  await caches.write('products', [product(String(1000 + many.length - 1), 'Tile 9999')], []);
  await caches.write('inventoryLevels', [level('9', 1)], []);
  await caches.setPlace('products', { epoch: 'e', seq: 4 });
  await caches.write('customers', [], ['7']);

  expect(writes).toBe(before);
});

test('[T38] a screen that followed its writes is not compared again with what is stored; one that may differ is', async () => {
  let isFull = false;
  const full = (collection: string) => (isFull && collection === 'cache' ? new Error('full') : undefined);
  await using caches = await someCaches(faultyStorage(memoryStorage(), full));
  await caches.write('products', [bowl], []);
  let reads = 0;
  const storedByIds = caches.storedByIds.bind(caches);
  caches.storedByIds = (...args) => {
    reads++;
    return storedByIds(...args);
  };
  await kept(caches);
  expect(reads).toBeGreaterThan(0);
  await caches.write('products', [product('2', 'Mug')], []);
  reads = 0;
  await kept(caches);
  expect(reads).toBe(0);

  isFull = true;
  await expect(caches.write('products', [product('2', 'Jug')], [])).rejects.toThrow('full');
  await kept(caches);

  expect(reads).toBeGreaterThan(0);
  expect(await titlesOn(caches)).toEqual(['Bowl', 'Mug']);
});

test('[T38] of a screen whose products went, what is left is shown, and it is filled where it is kept', async () => {
  await using caches = await someCaches();
  const ids = Array.from({ length: screenBounds.mostProducts + 5 }, (_, n) => String(1000 + n));
  await caches.write(
    'products',
    ids.map(id => product(id, `Tile ${id}`)),
    [],
  );
  expect(await titlesOn(caches)).toHaveLength(productsOnFirstScreen);

  await caches.write('products', [], ids.slice(0, screenBounds.mostProducts - 2));

  expect(await titlesOn(caches)).toEqual(['Tile 1118', 'Tile 1119']);
  expect(await caches.first.screen()).toMatchObject({ total: 7 });
  await kept(caches);
  expect(await titlesOn(caches)).toHaveLength(7);
});

test('[T38] two tabs that write at the same moment leave a whole screen, and one of both writes once it is kept', async () => {
  const browser = new MemoryBrowser();
  const stored = new Map<string, Product>();
  const documents = {
    count: async () => stored.size,
    storedByIds: async (name: string, ids: readonly string[]) =>
      name === 'products' ? ids.flatMap(id => stored.get(id) ?? []) : [],
  };
  const open = (tab: string) =>
    FirstScreens.open(browser.openTab() as never, {
      databaseName: 'tabs',
      databaseInstanceToken: tab,
      multiInstance: true,
    });
  await using one = await open('one');
  await using two = await open('two');
  const write = (tab: FirstScreens, after: Product) => {
    const products = [{ id: after.id, before: stored.get(after.id), after }];
    return tab.whileWriting({ products }, documents, async () => void stored.set(after.id, after));
  };
  await write(one, bowl);

  await Promise.all([write(one, product('2', 'Mug')), write(two, product('3', 'Cup'))]);

  const listed = (await one.screen())?.products.map(({ title }) => title);
  expect([
    ['Bowl', 'Cup'],
    ['Bowl', 'Mug'],
    ['Bowl', 'Cup', 'Mug'],
  ]).toContainEqual(listed);
  const products = [...stored.values()];
  await one.keepScreen(() => ({ settings: undefined, products, total: 3 }), documents);
  expect((await two.screen())?.products.map(({ title }) => title)).toEqual(['Bowl', 'Cup', 'Mug']);
});

test('times are kept, and forgotten with the screen', async () => {
  await using caches = await someCaches();
  await caches.write('products', [bowl], []);
  await caches.first.keepVerifiedTimes({ products: 5 });
  expect(await caches.first.verifiedTimes()).toEqual({ products: 5 });

  await caches.first.forget();

  expect(await caches.first.verifiedTimes()).toEqual({});
  expect(await caches.first.screen()).toBeUndefined();
});

test('[T38] a screen that an earlier version kept is shown, until something is written or it is kept anew', async () => {
  for (const next of ['written', 'kept'] as const) {
    const storage = memoryStorage();
    await using caches = await someCaches(storage, `of-before-${next}`);
    await caches.write('products', [product('2', 'Mug')], []);
    // Writes as the version before did, through the storage itself.
    const records = await storage.createStorageInstance<{ id: string; body?: object }>({
      databaseName: `of-before-${next}-c1`,
      databaseInstanceToken: 'tab',
      multiInstance: false,
      collectionName: firstCollection,
      schema: firstSchema as never,
      options: {},
      devMode: false,
    });
    const [before] = await records.findDocumentsById(['screen'], false);
    const body = { settings: undefined, products: [bowl], total: 1, orderOfTitles: 2 };
    const row = rowAfter({ id: 'screen', body }, before);
    // Those versions did not number their writes.
    const old = { ...row, document: { ...row.document, _rev: '' } };
    expect(await records.bulkWrite([old], 'a test')).toEqual({
      error: [],
    });
    expect(await caches.first.screen()).toMatchObject({ total: 1, products: [bowl], levels: [] });

    if (next === 'written') await caches.write('products', [product('3', 'Cup')], []);
    else await kept(caches);

    expect(await titlesOn(caches)).toEqual(next === 'written' ? undefined : ['Mug']);
    await records.close();
  }
});
