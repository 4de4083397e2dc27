import 'fake-indexeddb/auto';
import { ChunklogError } from '@tidemark/chunklog-storage';
import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import type { RxStorage } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { faultyStorage } from '../testing/faulty-storage.ts';
import { tillName } from '../browser/kept.ts';
import { moveFromDexie, type DexieMove } from './move-from-dexie.ts';
import { memoryStorage } from '../testing.ts';
import type { TestServer } from '../testing/test-server.ts';
import {
  aBrowser,
  aDraft,
  aShop,
  cash,
  openTestTill,
  until,
  type TestBrowser,
} from '../testing/test-tills.ts';
import type { Till } from '../api/till.ts';

const dexie = getRxStorageDexie() as RxStorage<unknown, unknown>;

let server: TestServer;
let browser: TestBrowser;
let disks: MemoryBrowser;
let move: DexieMove;
const opened: Till[] = [];

/** A till on Dexie, closed, with two sales and a parked cart that were not sent. */
beforeEach(async () => {
  server = aShop();
  browser = aBrowser();
  browser.rxStorage = dexie;
  const till = await openTestTill(server, browser);
  server.bend = () => new Response('', { status: 503 });
  for (const quantity of [1, 2])
    expect(await till.selling.sell(aDraft(quantity), cash(2500))).toMatchObject({ kind: 'sold' });
  await till.selling.park(aDraft(), 'Noor');
  await till[Symbol.asyncDispose]();
  disks = new MemoryBrowser();
  browser.rxStorage = memoryStorage(disks);
  move = {
    name: tillName({ server: browser.values.get('test-origin')!, shop: server.shop }),
    generation: 1,
    to: browser.rxStorage,
    indexedDB,
    newId: () => crypto.randomUUID(),
    isOpenElsewhere: async () => false,
  };
});

afterEach(async () => {
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

test('[T36] unsent sales, parked carts and the catalogue move over without a network, and go on from where they were', async () => {
  await moveFromDexie(move);
  const till = await open();

  expect(till.catalogue.size).toBe(1);
  expect(await unsentOf(till)).toMatchObject({ sales: 2, carts: 1 });
  expect(await firstValueFrom(till.selling.carts$)).toMatchObject([{ name: { value: 'Noor' } }]);
  expect(await leftDatabases()).toEqual([]);
  server.bend = () => undefined;
  server.requests.length = 0;
  await till.sync('manual');
  await until(() => server.records.stored('sales').length === 2, 'sent');
  const pulls = server.requests.filter(each => each.includes('/products/pull'));
  expect(pulls.filter(each => !each.includes('checkpoint='))).toEqual([]);
  const sold = await till.selling.sell(aDraft(), cash(1250));
  expect(sold).toMatchObject({ kind: 'sold', entry: { sale: { receiptNumber: 'A-000003' } } });
});

test.each([0, 2, 4])(
  '[T36] a move that dies after %i writes leaves everything, and is completed by the next',
  async after => {
    let writes = 0;
    const dying = faultyStorage(memoryStorage(disks), () =>
      ++writes > after ? new Error('killed') : undefined,
    );
    await moveFromDexie({ ...move, to: dying }).catch(() => undefined);

    await moveFromDexie(move);
    const till = await open();

    expect(await unsentOf(till)).toMatchObject({ sales: 2, carts: 1 });
    expect(await leftDatabases()).toEqual([]);
  },
);

test('[T36] where there is no room for both, the copy of the shop makes room for what cannot be read again', async () => {
  const all = await leftDatabases();
  const isFull = () => leftDatabases().then(left => left.length === all.length);
  const full: RxStorage<unknown, unknown> = {
    ...move.to,
    createStorageInstance: async parameters => {
      const instance = await move.to.createStorageInstance(parameters);
      const write = instance.bulkWrite.bind(instance);
      instance.bulkWrite = async (...args) => {
        if (await isFull()) throw new ChunklogError('quota', 'the disk is full');
        return write(...args);
      };
      return instance;
    },
  };

  await moveFromDexie({ ...move, to: full });
  const till = await open();

  expect(await unsentOf(till)).toMatchObject({ sales: 2, carts: 1 });
  expect(await leftDatabases()).toEqual([]);
  expect(till.catalogue.size).toBe(0);
  server.bend = () => undefined;
  await till.sync('manual');
  expect(till.catalogue.size).toBe(1);
});

test('[T36] nothing is moved while another tab may still write with the earlier code', async () => {
  const before = await leftDatabases();

  await expect(moveFromDexie({ ...move, isOpenElsewhere: async () => true })).rejects.toThrow(
    'Close that tab',
  );

  expect(await leftDatabases()).toEqual(before);
});

async function open(): Promise<Till> {
  const till = await openTestTill(server, browser, { random: () => 0 });
  opened.push(till);
  return till;
}

async function unsentOf(till: Till) {
  return (await firstValueFrom(till.selling.safety$)).unsent;
}

/** What is left of the till's databases on Dexie. */
async function leftDatabases(): Promise<string[]> {
  const all = await indexedDB.databases();
  return all.flatMap(({ name }) => (name?.startsWith(`rxdb-dexie-${move.name}-`) ? [name] : []));
}
