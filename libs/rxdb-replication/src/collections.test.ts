import { collectionNames, recordNames } from '@tidemark/schema';
import { aCart, aProduct } from '@tidemark/schema/testing';
import { addRxPlugin, createRxDatabase } from 'rxdb';
import { disableWarnings, RxDBDevModePlugin } from 'rxdb/plugins/dev-mode';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { expect, test } from 'vitest';
import { isReplicated, tidemarkCollection, tidemarkCollections } from './collections.ts';

test('[X13] RxDB takes every schema, with its strictest checks, and validates by it', async () => {
  disableWarnings();
  addRxPlugin(RxDBDevModePlugin);
  const storage = wrappedValidateAjvStorage({ storage: getRxStorageMemory() });
  const database = await createRxDatabase({ name: 'schemas', storage, multiInstance: false });
  const all = [...collectionNames, ...recordNames];
  await database.addCollections({
    ...(tidemarkCollections(all) as object),
    products: tidemarkCollection('products', { indexes: ['title'] }),
  } as never);

  const { products, carts } = database.collections as Record<
    string,
    { insert(document: object): Promise<unknown> }
  >;
  await products?.insert({ ...aProduct(), rev: '0'.repeat(16) });
  await carts?.insert(aCart());
  await expect(
    products?.insert({ ...aProduct({ id: '2' }), rev: '0'.repeat(16), title: 5 }),
  ).rejects.toThrow();
  expect(Object.keys(database.collections).every(isReplicated)).toBe(true);
  expect(isReplicated('users')).toBe(false);
  await database.remove();
});

test('[X13] a cache is compared by rev alone, and the shop wins', async () => {
  const { conflictHandler } = tidemarkCollection('products');
  const mine = { ...aProduct(), rev: '1'.repeat(16), _deleted: false } as never;
  const theirs = { ...aProduct({ title: 'other' }), rev: '2'.repeat(16), _deleted: false } as never;

  expect(conflictHandler?.isEqual(mine, theirs, 'test')).toBe(false);
  expect(
    await conflictHandler?.resolve({ realMasterState: theirs, newDocumentState: mine } as never, 'test'),
  ).toBe(theirs);
});
