/**
 * What the page of `storage-kill.e2e.ts` does: writes without end, reports what was acknowledged, reads the storage.
 */
import {
  getRxStorageChunklog,
  moveDatabase,
  type ChunklogInternals,
  type DiskIndex,
} from '@tidemark/chunklog-storage';
import {
  createRxDatabase,
  fillWithDefaultSettings,
  getDefaultRevision,
  getDefaultRxDocumentMeta,
  type RxCollection,
  type RxStorage,
} from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';

interface Item {
  readonly id: string;
  readonly round: number;
  readonly text: string;
}
type Items = RxCollection<Item>;

/** What is stored, and what the storage found damaged. */
export interface Found {
  readonly sales: readonly number[];
  readonly products: readonly number[];
  /** The products that were found before all were loaded; undefined where the storage could not tell. */
  readonly listedBefore: readonly number[] | undefined;
  /** The same after the disk index was stored. */
  readonly listed: readonly number[] | undefined;
  readonly damages: number;
}

const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 20 },
    round: { type: 'integer', minimum: 0, maximum: 1_000_000, multipleOf: 1 },
    text: { type: 'string' },
  },
  required: ['id', 'round', 'text'],
} as const;

const products = 40;
const text = 'x'.repeat(400);
let damages = 0;

const storage = (): RxStorage<unknown, unknown> =>
  getRxStorageChunklog({
    kindOf: name => (name === 'products' ? 'cache' : 'precious'),
    listingOf: name =>
      name === 'products'
        ? { version: 1, keysOf: ({ round }) => [`round ${String(round)}`], orderOf: ({ id }) => String(id) }
        : undefined,
    // So small that a rewrite is always under way.
    leastGarbage: 64 * 1024,
    onDamage: () => damages++,
  }) as RxStorage<unknown, unknown>;

async function open(): Promise<{ sales: Items; products: Items; close: () => Promise<boolean> }> {
  const database = await createRxDatabase<{ sales: Items; products: Items }>({
    name: 'killed',
    storage: storage(),
    multiInstance: false,
    eventReduce: false,
  });
  await database.addCollections({ sales: { schema }, products: { schema } });
  return { ...database.collections, close: () => database.close() };
}

/**
 * In each round from this one on, writes one more sale and all products, and tells the server once they are
 * acknowledged. Meanwhile it stores the disk index again and again, since each rewrite outdates it.
 */
export async function writeFrom(first: number): Promise<never> {
  const held = await open();
  void keepOn(directoryOf(held.products));
  for (let round = first; ; round++) {
    await Promise.all([
      held.sales.bulkInsert([{ id: `s${round}`, round, text }]),
      writeProducts(held.products, round),
    ]);
    navigator.sendBeacon(`/acknowledged/${round}`);
  }
}

function directoryOf({ storageInstance }: Items): DiskIndex {
  const { diskIndex } = storageInstance.internals as ChunklogInternals;
  if (!diskIndex) throw new Error('products are not listed');
  return diskIndex;
}

async function keepOn(diskIndex: DiskIndex): Promise<never> {
  for (;;) {
    await diskIndex.keep();
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** Writes all products in one write, which is stored whole or not at all. */
async function writeProducts({ storageInstance }: Items, round: number): Promise<void> {
  const ids = Array.from({ length: products }, (_, n) => `p${n}`);
  const held = new Map((await storageInstance.findDocumentsById(ids, true)).map(each => [each.id, each]));
  const rows = ids.map(id => {
    const previous = held.get(id);
    if (previous) return { previous, document: { ...previous, round } };
    const made = { _deleted: false, _attachments: {}, _meta: getDefaultRxDocumentMeta() };
    return { document: { id, round, text, ...made, _rev: getDefaultRevision() } };
  });
  const { error } = await storageInstance.bulkWrite(rows, 'a round');
  if (error[0]) throw new Error(`${error[0].documentId} was refused`);
}

export async function look(): Promise<Found> {
  const held = await open();
  const diskIndex = directoryOf(held.products);
  const listedNow = async () =>
    (await diskIndex.search([['round']], products))?.map(each => Number(each['round']));
  const listedBefore = await listedNow();
  const rounds = async (items: Items) =>
    (await items.find().exec()).map(each => each.round).sort((a, b) => a - b);
  const stored = { sales: await rounds(held.sales), products: await rounds(held.products) };
  let listed: readonly number[] | undefined;
  // A rewrite that is under way outdates the index at once.
  for (let tries = 0; !listed && tries < 50; tries++) {
    await diskIndex.keep();
    listed = await listedNow();
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  const found = { ...stored, listedBefore, listed, damages };
  await held.close();
  return found;
}

const moved = {
  databaseName: 'moved',
  collections: [{ name: 'sales', schema: fillWithDefaultSettings(schema as never) }],
  newToken: () => crypto.randomUUID(),
};

const dexie = (): RxStorage<unknown, unknown> => getRxStorageDexie() as RxStorage<unknown, unknown>;

/** Stores this many sales in another storage, Dexie. */
export async function fillDexie(count: number): Promise<void> {
  const database = await createRxDatabase<{ sales: Items }>({ name: 'moved', storage: dexie() });
  await database.addCollections({ sales: { schema } });
  for (let from = 0; from < count; from += 500)
    await database.collections.sales.bulkInsert(
      Array.from({ length: 500 }, (_, n) => ({ id: `s${from + n}`, round: from + n, text })),
    );
  await database.close();
}

export async function move(): Promise<void> {
  await moveDatabase({ ...moved, from: dexie(), to: storage() });
}

export async function countMoved(): Promise<number> {
  const database = await createRxDatabase<{ sales: Items }>({ name: 'moved', storage: storage() });
  await database.addCollections({ sales: { schema } });
  const count = await database.collections.sales.count().exec();
  await database.close();
  return count;
}

const witness = 'witness';

/** Creates a database that nothing writes to. */
export async function leaveWitness(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open(witness);
    request.onsuccess = () => resolve(request.result.close());
    request.onerror = () => reject(request.error ?? new Error('no reason given'));
  });
}

/** Whether the browser still has it: it is gone only where the browser deleted all that it had of this site. */
export async function hasWitness(): Promise<boolean> {
  return (await indexedDB.databases()).some(({ name }) => name === witness);
}

Object.assign(globalThis, {
  killed: { leaveWitness, hasWitness, writeFrom, look, fillDexie, move, countMoved },
});
