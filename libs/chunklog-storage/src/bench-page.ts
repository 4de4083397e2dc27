/** What the benchmark runs in the page: fills one storage with products page by page, as a first sync would. */
import { createRxDatabase, type RxCollection, type RxDatabase, type RxStorage } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { getRxStorageChunklog } from './storage.ts';

type Product = { readonly id: string; readonly title: string; readonly barcode: string };
type Products = { readonly products: RxCollection<Product> };
type StorageName = 'chunklog' | 'dexie';

export type Filled = {
  readonly ms: number;
  readonly scans: readonly number[];
  readonly longestTask: number;
};

const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 30 },
    title: { type: 'string', maxLength: 100 },
    barcode: { type: 'string', maxLength: 20 },
    body: { type: 'object', additionalProperties: true },
  },
  required: ['id', 'title', 'barcode', 'body'],
  indexes: ['title', 'barcode'],
} as const;

const storages: Record<StorageName, () => RxStorage<unknown, unknown>> = {
  chunklog: () => getRxStorageChunklog({ kindOf: () => 'cache' }) as RxStorage<unknown, unknown>,
  dexie: () => getRxStorageDexie() as RxStorage<unknown, unknown>,
};

const longTasks: number[] = [];
new PerformanceObserver(list => {
  for (const { duration } of list.getEntries()) longTasks.push(duration);
}).observe({ entryTypes: ['longtask'] });

const pageOf = async (page: number): Promise<Product[]> =>
  (await (await fetch(`/products/${page}`, { cache: 'no-store' })).json()) as Product[];

async function open(name: StorageName): Promise<RxDatabase<Products>> {
  const database = await createRxDatabase<Products>({
    name: `bench-${name}`,
    storage: storages[name](),
    multiInstance: false,
    eventReduce: false,
  });
  await database.addCollections({ products: { schema } });
  return database;
}

/** Fetches and parses every page, and does nothing with it. */
export async function limit(pages: number): Promise<number> {
  const startedAt = performance.now();
  for (let page = 0; page < pages; page++) await pageOf(page);
  return performance.now() - startedAt;
}

/** Fetches every page and inserts it, while a cashier scans a product every 50 ms that is already there. */
export async function fill(name: StorageName, pages: number): Promise<Filled> {
  const { products } = await open(name);
  const scans: number[] = [];
  longTasks.splice(0);
  const startedAt = performance.now();
  const writing = (async () => {
    for (let page = 0; page < pages; page++) await products.bulkInsert(await pageOf(page));
    return performance.now() - startedAt;
  })();
  let isDone = false;
  void writing.finally(() => (isDone = true));
  for (let n = 0; !isDone; n++) {
    await new Promise(resolve => setTimeout(resolve, 50));
    scans.push(await scan(products, n % 900));
  }
  const ms = await writing;
  await new Promise(resolve => setTimeout(resolve, 100));
  return { ms, scans, longestTask: Math.max(0, ...longTasks) };
}

/** The first answer of a page that was just loaded: a scan. Then a hundred more. */
export async function reopen(name: StorageName): Promise<Filled> {
  longTasks.splice(0);
  const startedAt = performance.now();
  const { products } = await open(name);
  await scan(products, 1);
  const ms = performance.now() - startedAt;
  const scans: number[] = [];
  for (let n = 0; n < 100; n++) scans.push(await scan(products, 2 + n));
  await new Promise(resolve => setTimeout(resolve, 100));
  return { ms, scans, longestTask: Math.max(0, ...longTasks) };
}

export async function disk(): Promise<number> {
  return (await navigator.storage.estimate()).usage ?? 0;
}

async function scan(products: RxCollection<Product>, n: number): Promise<number> {
  const startedAt = performance.now();
  const found = await products.find({ selector: { barcode: `40${String(n).padStart(8, '0')}` } }).exec();
  if (found.length > 1) throw new Error('two products of one barcode');
  return performance.now() - startedAt;
}

Object.assign(globalThis, { bench: { limit, fill, reopen, disk } });
