/** What the benchmark compares: each stores products durably, page by page, and finds one by its barcode. */
import { Dexie } from 'dexie';
import PouchDB from 'pouchdb-browser';
import pouchFind from 'pouchdb-find';
import { createRxDatabase, type RxCollection, type RxDatabase, type RxStorage } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { createIndexes, createStore, type Row } from 'tinybase';
import { createIndexedDbPersister } from 'tinybase/persisters/persister-indexed-db';
import { getRxStorageChunklog } from './storage.ts';

export type Product = {
  readonly id: string;
  readonly title: string;
  readonly barcode: string;
  readonly body: object;
};

/** An open store of products. */
export type Peer = {
  /** Resolves when they are found, and as durable as this peer makes a page. */
  insert(products: readonly Product[]): Promise<void>;
  /** Resolves when all is on disk, for a peer that does not write page by page. */
  finish(): Promise<void>;
  /** How many products have this barcode. */
  find(barcode: string): Promise<number>;
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

async function openRxDB(name: string, storage: RxStorage<unknown, unknown>): Promise<Peer> {
  type Products = { readonly products: RxCollection<Product> };
  const database: RxDatabase<Products> = await createRxDatabase<Products>({
    ...{ name, storage, multiInstance: false, eventReduce: false },
  });
  const { products } = await database.addCollections({ products: { schema } });
  return {
    insert: async page => void (await products.bulkInsert([...page])),
    finish: () => Promise.resolve(),
    find: async barcode => (await products.find({ selector: { barcode } }).exec()).length,
  };
}

/** One record for each product, and no database above it: what IndexedDB itself costs. */
async function openDexie(): Promise<Peer> {
  const database = new Dexie('bench-plain-dexie');
  database.version(1).stores({ products: 'id, title, barcode' });
  const products = database.table<Product, string>('products');
  return {
    insert: async page => void (await products.bulkPut([...page])),
    finish: () => Promise.resolve(),
    find: barcode => products.where('barcode').equals(barcode).count(),
  };
}

/** Its index is made when it is asked for, so a scan during a sync waits for it. Its replication is not in this. */
async function openPouchDB(): Promise<Peer> {
  PouchDB.plugin(pouchFind);
  const database = new PouchDB<Product>('bench-pouchdb', { auto_compaction: true });
  await database.createIndex({ index: { fields: ['barcode'] } });
  return {
    insert: async page => void (await database.bulkDocs(page.map(each => ({ _id: each.id, ...each })))),
    finish: () => Promise.resolve(),
    find: async barcode => (await database.find({ selector: { barcode } })).docs.length,
  };
}

/** In memory, and written as a whole: it is written once, at the end, which is to its advantage. */
async function openTinyBase(): Promise<Peer> {
  const store = createStore();
  const indexes = createIndexes(store).setIndexDefinition('barcode', 'products', 'barcode');
  const persister = createIndexedDbPersister(store, 'bench-tinybase');
  await persister.load();
  return {
    insert: async page =>
      void store.transaction(() => {
        for (const each of page) store.setRow('products', each.id, each as unknown as Row);
      }),
    finish: async () => void (await persister.save()),
    find: async barcode => indexes.getSliceRowIds('barcode', barcode).length,
  };
}

export const peers = {
  chunklog: () =>
    openRxDB(
      'bench-chunklog',
      getRxStorageChunklog({ kindOf: () => 'cache' }) as RxStorage<unknown, unknown>,
    ),
  'RxDB on Dexie': () => openRxDB('bench-dexie', getRxStorageDexie() as RxStorage<unknown, unknown>),
  PouchDB: openPouchDB,
  'Dexie alone': openDexie,
  TinyBase: openTinyBase,
} satisfies Record<string, () => Promise<Peer>>;
