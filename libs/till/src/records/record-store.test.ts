import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { editCart, shownLines } from '@tidemark/conflict';
import type { Cart } from '@tidemark/schema';
import { aCart, anUnpricedLine, aSale } from '@tidemark/schema/testing';
import { afterEach, expect, test } from 'vitest';
import { faultyStorage } from '../testing/faulty-storage.ts';
import { Receipts } from '../selling/sales/receipts.ts';
import { memoryKeep, memoryStorage } from '../testing.ts';
import { TestServer } from '../testing/test-server.ts';
import { until } from '../testing/test-tills.ts';
import { Wire } from '../wire/wire.ts';
import { Ledger } from './marks/ledger.ts';
import { currentVersions, type RecordVersions } from './record-schemas.ts';
import { recordsName, RecordStore } from './record-store.ts';
import { scrubbing } from './log-storage.ts';
import { Traffic } from './traffic.ts';

const opened: RecordStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store[Symbol.asyncDispose]();
});

let databases = 0;
const disks = new MemoryBrowser();

async function aStore(
  name: string,
  storageName = 'memory',
  versions?: RecordVersions,
  memory = memoryStorage(disks),
) {
  // RxDB tells tabs of one process apart by their storages' names.
  const storage = { ...memory, name: storageName };
  const store = await RecordStore.open({
    name,
    storage,
    multiInstance: true,
    ...(versions ? { versions } : {}),
  });
  opened.push(store);
  return store;
}

/** Sales as the first tills stored them. */
const firstVersions: RecordVersions = {
  ...currentVersions,
  sales: { schema: { ...currentVersions.sales.schema, version: 0 }, migrationStrategies: {} },
};

test('[T13] two tabs that number at the same moment never give out one number twice', async () => {
  const name = `tabs${++databases}`;
  const keep = memoryKeep();
  const [a, b] = [await aStore(name, 'memory-a'), await aStore(name, 'memory-b')];
  const numbering = [a, b].map(store => new Receipts(store.marks, keep, name));

  const numbers = await Promise.all(
    Array.from({ length: 30 }, (_, n) => numbering[n % 2]!.take('A7', [], `sale-${n}`)),
  );

  expect(new Set(numbers).size).toBe(30);
});

test('[T13] what one tab writes, the tab that leads sends; both show what became of it', async () => {
  const name = `tabs${++databases}`;
  const server = new TestServer();
  const [leading, other] = [await aStore(name, 'memory-a'), await aStore(name, 'memory-b')];
  const [ledger, theirs] = [await Ledger.open(leading), await Ledger.open(other)];
  const wire = new Wire('http://server', server.fetch as typeof fetch, () => 'token-of-till-aaaa');
  const { shop } = server;
  await using _traffic = new Traffic({
    isSignedIn: () => true,
    signs: () => false,
    now: () => 0,
    store: leading,
    ledger,
    wire,
    shop,
    tillId: () => 'till-aaaa',
    random: () => 0,
    fence: async () => undefined,
  });

  await other.of('sales').insert(aSale({ id: 'sale-0001' }));

  await until(() => server.records.stored('sales').length === 1, 'sent by the tab that leads');
  await until(() => theirs.document('sales', 'sale-0001')?.submission?.state === 'waiting', 'known to both');
  expect(server.records.pushed).toEqual(['sales/sale-0001']);
});

test('[T13] a write that the storage only said it did is done again, though another tab wrote in its place', async () => {
  const name = `tabs${++databases}`;
  const other = await aStore(name, 'memory-b');
  await other.of('carts').insert(aCart());
  const addOne = (cart: Cart | undefined) =>
    cart && editCart(cart, { do: 'add', lineId: '1', item: anUnpricedLine(), units: 1 }, 'till-000a', 1);
  let lies = 0;
  const lying = faultyStorage(memoryStorage(disks), collection =>
    collection === 'carts' && lies-- > 0 ? 'lie' : undefined,
  );
  const create = lying.createStorageInstance.bind(lying);
  const slow: typeof lying = {
    ...lying,
    createStorageInstance: async parameters => {
      const instance = await create(parameters);
      const write = instance.bulkWrite.bind(instance);
      instance.bulkWrite = async (rows, context) => {
        const isLie = parameters.collectionName === 'carts' && lies > 0;
        const answer = await write(rows, context);
        if (isLie) await other.of('carts').change('cart-0001', addOne);
        // This tab hears of it.
        await new Promise(setImmediate);
        return answer;
      };
      return instance;
    },
  };
  const store = await aStore(name, 'memory-a', currentVersions, slow);

  lies = 1;
  const cart = await store.of('carts').change('cart-0001', addOne);

  expect(shownLines(cart as Cart)).toMatchObject([{ id: '1', quantity: 2 }]);
});

test('[T27] a new version of a schema takes every promise with it, and what older code writes later', async () => {
  const name = `versions${++databases}`;
  const old = await aStore(name);
  await old.of('sales').insert(aSale({ id: 'sale-0001' }));
  await old.of('sales').insert(aSale({ id: 'sale-0002', receiptNumber: 'A-000002' }));
  await old[Symbol.asyncDispose]();
  const present = currentVersions.sales.schema.version;
  const next: RecordVersions = {
    ...currentVersions,
    sales: {
      schema: { ...currentVersions.sales.schema, version: present + 2 },
      migrationStrategies: {
        ...currentVersions.sales.migrationStrategies,
        [present + 1]: sale => ({ ...sale, note: 'by step 1' }),
        [present + 2]: sale => ({ ...sale, shiftId: 'by-step-2' }),
      },
    },
  };

  const store = await aStore(name, 'memory', next);

  expect(await store.of('sales').all()).toMatchObject([
    { id: 'sale-0001', note: 'by step 1', shiftId: 'by-step-2' },
    { id: 'sale-0002', note: 'by step 1', shiftId: 'by-step-2' },
  ]);
  await store[Symbol.asyncDispose]();
  const older = await aStore(name);
  await older.of('sales').insert(aSale({ id: 'sale-0003', receiptNumber: 'A-000003' }));
  await older[Symbol.asyncDispose]();
  expect(await (await aStore(name, 'memory', next)).of('sales').all()).toHaveLength(3);
});

test('[T27] a till of before has sales of version 0: they are there, as they were', async () => {
  const name = `versions${++databases}`;
  const old = await aStore(name, 'memory', firstVersions);
  const sale = aSale({ id: 'sale-0001' });
  await old.of('sales').insert(sale);
  await old[Symbol.asyncDispose]();

  expect(await (await aStore(name)).of('sales').all()).toEqual([sale]);
});

test('[T27] what was brought into a new version is nowhere else on the disk, and stays removed once it is', async () => {
  const name = `versions${++databases}`;
  const old = await aStore(name, 'memory', firstVersions);
  await old.of('sales').insert(aSale({ id: 'sale-0001', note: 'for Anna Karenina' }));
  await old[Symbol.asyncDispose]();
  const disk = disks.disk(recordsName(name));
  const words = () => disk.state.records.filter(each => JSON.stringify(each).includes('Karenina')).length;
  const store = await aStore(name);
  expect(words()).toBe(1);

  await store.of('sales').remove(['sale-0001'], () => true);
  await scrubbing(store.of('sales').rx.storageInstance as never);
  expect(words()).toBe(0);
  await store[Symbol.asyncDispose]();

  expect(await (await aStore(name)).of('sales').all()).toEqual([]);
});

test('[T27] a disk too full to remove what was brought keeps no till from opening; the next opening does it', async () => {
  const name = `versions${++databases}`;
  const old = await aStore(name, 'memory', firstVersions);
  for (const n of [1, 2])
    await old.of('sales').insert(aSale({ id: `sale-000${n}`, receiptNumber: `A-00000${n}` }));
  await old[Symbol.asyncDispose]();
  const disk = disks.disk(recordsName(name));
  const copies = () => disk.state.records.filter(each => JSON.stringify(each).includes('A-000001')).length;
  let isFull = true;
  // Both are removed in one write, and brought one by one.
  const memory = faultyStorage(memoryStorage(disks), (_collection, rows) =>
    isFull && rows === 2 ? new Error('full') : undefined,
  );

  const store = await aStore(name, 'memory', undefined, memory);
  expect(await store.of('sales').all()).toHaveLength(2);
  expect(copies()).toBe(2);
  await store[Symbol.asyncDispose]();
  isFull = false;

  expect(await (await aStore(name, 'memory', undefined, memory)).of('sales').all()).toHaveLength(2);
  expect(copies()).toBe(1);
});

test('[T27] a till that ended before it had rewritten an earlier version’s log does it at its next opening', async () => {
  const name = `versions${++databases}`;
  const old = await aStore(name, 'memory', firstVersions);
  await old.of('sales').insert(aSale({ id: 'sale-0001', note: 'for Anna Karenina' }));
  // All of it is removed; its log still has what it said.
  await old.of('sales').remove(['sale-0001'], () => true);
  await old[Symbol.asyncDispose]();
  const said = () => JSON.stringify(disks.disk(recordsName(name)).state.records);
  expect(said()).toContain('Karenina');

  await aStore(name);

  expect(said()).not.toContain('Karenina');
});
