import { revOf } from '@tidemark/protocol';
import { aProduct } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { Caches, type Cached } from '../caches/caches.ts';
import { firstCollection, firstSchema, FirstScreens, type FirstScreen } from './first-screen.ts';
import { rowAfter } from '../caches/row-after.ts';
import { faultyStorage, memoryStorage } from '../testing.ts';

let databases = 0;

const product = (title: string): Cached => {
  const made = aProduct({ title });
  return { ...made, rev: revOf(made) };
};

const screenOf = (total: number) => (): FirstScreen => ({ settings: undefined, products: [], total });

async function someCaches(storage = memoryStorage()): Promise<Caches> {
  const caches = await Caches.open(`first${++databases}`, 1, storage, false);
  await caches.write('products', [product('Mug')], []);
  return caches;
}

test('[T38] what was kept is there until something on it is written', async () => {
  await using caches = await someCaches();
  const { first } = caches;
  await first.keepScreen(screenOf(1));
  expect(await first.screen()).toMatchObject({ total: 1 });

  await caches.setPlace('products', { epoch: 'e', seq: 4 });
  await caches.write('customers', [], ['7']);
  expect(await first.screen()).toMatchObject({ total: 1 });
  await caches.write('products', [product('Bowl')], []);

  expect(await first.screen()).toBeUndefined();
});

test('[T38] it is given up before what makes it old is stored, though that fails', async () => {
  let isFull = false;
  const full = (collection: string) => (isFull && collection === 'cache' ? new Error('full') : undefined);
  await using caches = await someCaches(faultyStorage(memoryStorage(), full));
  await caches.first.keepScreen(screenOf(1));
  isFull = true;

  await expect(caches.write('products', [product('Bowl')], [])).rejects.toThrow('full');

  expect(await caches.first.screen()).toBeUndefined();
});

test('[T38] it is not kept where it cannot be stored that it is old: nothing newer is stored then', async () => {
  let isFull = false;
  const full = (collection: string) => (isFull && collection === 'first' ? new Error('full') : undefined);
  await using caches = await someCaches(faultyStorage(memoryStorage(), full));
  await caches.first.keepScreen(screenOf(1));
  isFull = true;

  await expect(caches.write('products', [product('Bowl')], [])).rejects.toThrow('full');

  expect(await caches.stored('products')).toMatchObject([{ title: 'Mug' }]);
});

test('[T38] what is seen while something is written is not kept', async () => {
  await using caches = await someCaches();

  const writing = caches.write('products', [product('Bowl')], []);
  await caches.first.whileWriting(() => caches.first.keepScreen(screenOf(1)));
  await writing;

  expect(await caches.first.screen()).toBeUndefined();
});

test('[T38] a write that begins while it is being kept gives it up after that', async () => {
  await using caches = await someCaches();

  const keeping = caches.first.keepScreen(screenOf(1));
  await caches.write('products', [product('Bowl')], []);
  await keeping;

  expect(await caches.first.screen()).toBeUndefined();
});

test('times are kept, and forgotten with the screen', async () => {
  await using caches = await someCaches();
  await caches.first.keepScreen(screenOf(1));
  await caches.first.keepVerifiedTimes({ products: 5 });
  expect(await caches.first.verifiedTimes()).toEqual({ products: 5 });

  await caches.first.forget();

  expect(await caches.first.verifiedTimes()).toEqual({});
  expect(await caches.first.screen()).toBeUndefined();
});

test('[T38] a screen that an earlier version kept, in another order of titles, is shown and kept anew', async () => {
  const storage = memoryStorage();
  const place = { databaseName: 'of-before', databaseInstanceToken: 'tab', multiInstance: false };
  // Writes as the version before did, through the storage itself.
  const records = await storage.createStorageInstance<{ id: string; body?: object }>({
    ...place,
    collectionName: firstCollection,
    schema: firstSchema as never,
    options: {},
    devMode: false,
  });
  await records.bulkWrite([rowAfter({ id: 'screen', body: screenOf(1)() }, undefined)], 'a test');
  await using first = await FirstScreens.open(storage, place);

  expect(await first.screen()).toMatchObject({ total: 1 });
  await first.keepScreen(screenOf(2));
  expect(await first.screen()).toMatchObject({ total: 2 });
  await first.keepScreen(screenOf(3));
  expect(await first.screen()).toMatchObject({ total: 2 });
  await records.close();
});
