import 'fake-indexeddb/auto';
import type { RxStorage } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryChunkLog } from '../log/memory-chunk-log.ts';
import { MemoryDisk } from '../log/memory-disk.ts';
import { moveDatabase, type MovedCollection } from './move-database.ts';
import { getRxStorageChunklog } from '../rx/storage.ts';
import { everything, item, itemSchema, next, openItems } from '../testing-documents.ts';

const from = getRxStorageDexie() as RxStorage<unknown, unknown>;
const collections = ['sales', 'carts'].map(name => ({
  name,
  schema: itemSchema(),
})) as unknown as MovedCollection[];

describe('moveDatabase', () => {
  let databaseName: string;
  let disk: MemoryDisk;
  let to: RxStorage<unknown, unknown>;
  const openDisk = () => getRxStorageChunklog({ openLog: () => new MemoryChunkLog(disk, () => 'log') });
  const move = () =>
    moveDatabase({ databaseName, from, to, collections, newToken: () => crypto.randomUUID() });
  const contents = async (storage: RxStorage<unknown, unknown>, collection: string) => {
    const instance = await openItems(storage, { database: databaseName, collection });
    const documents = await everything(instance);
    await instance.close();
    return documents;
  };

  beforeEach(async () => {
    databaseName = `shop-${crypto.randomUUID()}`;
    disk = new MemoryDisk();
    to = openDisk();
    const sales = await openItems(from, { database: databaseName, collection: 'sales' });
    const gone = item('gone', { _deleted: true });
    const unsent = Array.from({ length: 1200 }, (_, n) => item(`s${n}`, {}, 1000 + (n % 7)));
    await sales.bulkWrite(
      [gone, ...unsent].map(document => ({ document })),
      'a test',
    );
    await sales.close();
  });

  test('[M1] everything arrives, tombstones too, and the old is gone', async () => {
    const before = await contents(from, 'sales');

    const moved = await move();

    expect(moved).toEqual([
      { name: 'sales', documents: 1201, written: 1201 },
      { name: 'carts', documents: 0, written: 0 },
    ]);
    expect(await contents(to, 'sales')).toEqual(before);
    expect(await contents(from, 'sales')).toEqual([]);
  });

  test('[M2] once more does nothing', async () => {
    await move();
    const before = await contents(to, 'sales');

    expect(await move()).toMatchObject([{ documents: 0, written: 0 }, {}]);
    expect(await contents(to, 'sales')).toEqual(before);
  });

  test('[M3] wherever it is killed, the next call completes it', async () => {
    const before = await contents(from, 'sales');
    for (const moment of [3, 9, 15, 20, 26]) {
      disk.crashAt(moment);
      await Promise.race([disk.death, move()]);
      disk.crash();
      to = openDisk();
    }

    await move();

    expect(await contents(to, 'sales')).toEqual(before);
  });

  test('[M4] what the new storage has in a later revision is left', async () => {
    const sales = await openItems(to, { database: databaseName, collection: 'sales' });
    const later = next(item('s1'), { title: 'edited since' });
    await sales.bulkWrite([{ document: later }], 'a test');
    await sales.close();

    await move();

    expect((await contents(to, 'sales')).find(({ id }) => id === 's1')).toEqual(later);
  });

  test('[M5] what cannot be written leaves the old as it is', async () => {
    const before = await contents(from, 'sales');
    disk.quota = 5000;

    await expect(move()).rejects.toMatchObject({ code: 'quota' });

    expect(await contents(from, 'sales')).toEqual(before);
  });

  test('[M5] what does not arrive whole leaves the old as it is', async () => {
    const before = await contents(from, 'sales');
    const honest = to;
    to = {
      ...honest,
      async createStorageInstance(params) {
        const instance = await honest.createStorageInstance(params);
        instance.bulkWrite = async () => ({ error: [] });
        return instance;
      },
    };

    await expect(move()).rejects.toThrow('did not arrive');

    expect(await contents(from, 'sales')).toEqual(before);
  });
});
