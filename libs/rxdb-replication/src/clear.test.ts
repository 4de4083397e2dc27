import { aProduct } from '@tidemark/schema/testing';
import { createRxDatabase, type RxCollection, type RxStorage } from 'rxdb';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { expect, test } from 'vitest';
import { clearMeta } from './clear.ts';
import { tidemarkCollection } from './collections.ts';
import type { PlaceCheckpoint } from './place.ts';

const place: PlaceCheckpoint = { epoch: 'history-1', seq: 1, scope: '' };

/** A storage that refuses reads of RxDB's own store, once armed. */
function refusing() {
  const memory = getRxStorageMemory() as unknown as RxStorage<unknown, unknown>;
  const refused = { isArmed: false };
  const storage: typeof memory = {
    ...memory,
    async createStorageInstance(parameters) {
      const instance = await memory.createStorageInstance(parameters);
      const read = instance.findDocumentsById.bind(instance);
      instance.findDocumentsById = (ids, withDeleted) =>
        refused.isArmed && parameters.collectionName.startsWith('_rxdb_internal')
          ? Promise.reject(new Error('the database could not be read'))
          : read(ids, withDeleted);
      return instance;
    },
  };
  return { storage, refused };
}

/** Starts pulling; `asked` is the checkpoint from which RxDB pulls. */
async function replicated(collection: RxCollection) {
  const asked = Promise.withResolvers<unknown>();
  const state = replicateRxCollection<unknown, PlaceCheckpoint>({
    collection: collection as RxCollection<unknown>,
    replicationIdentifier: 'clear',
    retryTime: 1,
    toggleOnDocumentVisible: false,
    pull: {
      batchSize: 10,
      handler: stored => {
        asked.resolve(stored);
        const { _deleted, ...product } = { ...aProduct(), rev: '1'.repeat(16), _deleted: false };
        return Promise.resolve({
          documents: stored ? [] : [{ ...product, _deleted }],
          checkpoint: place,
        } as never);
      },
    },
  });
  const from = await asked.promise;
  await state.awaitInSync();
  return { state, from };
}

test('[X7] a replication whose end RxDB gave up half-way is cleared all the same, and forgets its checkpoint', async () => {
  const { storage, refused } = refusing();
  const database = await createRxDatabase({ name: 'clear', storage, multiInstance: false });
  const { products } = await database.addCollections({ products: tidemarkCollection('products') });
  const first = await replicated(products as unknown as RxCollection);
  refused.isArmed = true;

  await clearMeta(first.state);
  await clearMeta(first.state);

  refused.isArmed = false;
  const second = await replicated(products as unknown as RxCollection);
  expect([first.from, second.from]).toEqual([undefined, undefined]);
  await second.state.cancel();
  const third = await replicated(products as unknown as RxCollection);
  expect(third.from).toEqual(place);
  await database.remove();
});
