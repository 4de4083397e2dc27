/**
 * The stores that the benchmark compares: each stores products durably, page by page, finds one by its barcode, and the
 * first by title for typed words, in its own way without a special index.
 */
import { Dexie } from 'dexie';
import PouchDB from 'pouchdb-browser';
import pouchFind from 'pouchdb-find';
import { createRxDatabase, type RxCollection, type RxDatabase, type RxStorage } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { createIndexes, createStore, type Row } from 'tinybase';
import { createIndexedDbPersister } from 'tinybase/persisters/persister-indexed-db';
import type { ChunklogInternals } from '../rx/storage-instance.ts';
import { getRxStorageChunklog } from '../rx/storage.ts';

export type Product = {
  readonly id: string;
  readonly title: string;
  readonly barcode: string;
  readonly body: object;
};

/** An open store of products. */
export type Peer = {
  /** Resolves when the products can be found, and are as durable as this peer makes a page. */
  insert(products: readonly Product[]): Promise<void>;
  /** Resolves when all is on disk, for a peer that does not write page by page. */
  finish(): Promise<void>;
  /** How many products have this barcode. */
  find(barcode: string): Promise<number>;
  /** How many of the first products, at most `shown`, have in their title a word for each of these beginnings. */
  search(beginnings: readonly string[]): Promise<number>;
  /** Background work that makes the next opening quicker. */
  keep?(): Promise<void>;
  /** Resolves when everything is in memory, for a peer that answers before that. */
  readonly loaded?: Promise<void>;
};

/** How many results are shown. */
const shown = 20;

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

async function openProducts(
  name: string,
  storage: RxStorage<unknown, unknown>,
): Promise<RxCollection<Product>> {
  type Products = { readonly products: RxCollection<Product> };
  const database: RxDatabase<Products> = await createRxDatabase<Products>({
    ...{ name, storage, multiInstance: false, eventReduce: false },
  });
  return (await database.addCollections({ products: { schema } })).products;
}

function asPeer(products: RxCollection<Product>): Peer {
  return {
    insert: async page => void (await products.bulkInsert([...page])),
    finish: () => Promise.resolve(),
    find: async barcode => (await products.find({ selector: { barcode } }).exec()).length,
    search: async beginnings => {
      const selector = { $and: beginnings.map(each => ({ title: { $regex: `\\b${each}` } })) };
      return (await products.find({ selector, sort: [{ title: 'asc' }], limit: shown }).exec()).length;
    },
  };
}

function hasWords(title: string, beginnings: readonly string[]): boolean {
  const words = title.split(' ');
  return beginnings.every(each => words.some(word => word.startsWith(each)));
}

/** Like any RxStorage; while everything is being read, the disk index finds a barcode. */
async function openChunklog(): Promise<Peer> {
  const storage = getRxStorageChunklog({
    kindOf: () => 'cache',
    listingOf: collection =>
      collection === 'products'
        ? { version: 1, keysOf: each => [String(each['barcode'])], orderOf: each => String(each['title']) }
        : undefined,
  });
  const products = await openProducts('bench-chunklog', storage as RxStorage<unknown, unknown>);
  const { diskIndex } = products.storageInstance.internals as ChunklogInternals;
  const peer = asPeer(products);
  let isLoaded = false;
  const loaded = peer.find('').then(() => void (isLoaded = true));
  return {
    ...peer,
    find: async barcode => {
      const early = isLoaded ? undefined : await diskIndex?.find(barcode);
      return early ? early.length : peer.find(barcode);
    },
    keep: async () => diskIndex?.keep(),
    loaded,
  };
}

/** One record for each product, without a database above: the cost of IndexedDB itself. */
async function openDexie(): Promise<Peer> {
  const database = new Dexie('bench-plain-dexie');
  database.version(1).stores({ products: 'id, title, barcode' });
  const products = database.table<Product, string>('products');
  return {
    insert: async page => void (await products.bulkPut([...page])),
    finish: () => Promise.resolve(),
    find: barcode => products.where('barcode').equals(barcode).count(),
    search: beginnings =>
      products
        .orderBy('title')
        .filter(({ title }) => hasWords(title, beginnings))
        .limit(shown)
        .count(),
  };
}

/** It makes its index on the first query, so a scan during a sync waits for that. Its replication is not included. */
async function openPouchDB(): Promise<Peer> {
  PouchDB.plugin(pouchFind);
  const database = new PouchDB<Product>('bench-pouchdb', { auto_compaction: true });
  await database.createIndex({ index: { fields: ['barcode'] } });
  return {
    insert: async page => void (await database.bulkDocs(page.map(each => ({ _id: each.id, ...each })))),
    finish: () => Promise.resolve(),
    find: async barcode => (await database.find({ selector: { barcode } })).docs.length,
    // Unsorted: it sorts only by an index.
    search: async beginnings => {
      const selector = { $and: beginnings.map(each => ({ title: { $regex: `\\b${each}` } })) };
      return (await database.find({ selector, limit: shown })).docs.length;
    },
  };
}

/**
 * In memory, and written as a whole: once, at the end, which is to its advantage; or after each page, like all others,
 * whose pages are on the disk when they are acknowledged.
 */
async function openTinyBase(name: string, isSavedByPage: boolean): Promise<Peer> {
  const store = createStore();
  const indexes = createIndexes(store).setIndexDefinition('barcode', 'products', 'barcode');
  const persister = createIndexedDbPersister(store, name);
  await persister.load();
  const save = async () => void (await persister.save());
  return {
    insert: async page => {
      store.transaction(() => {
        for (const each of page) store.setRow('products', each.id, each as unknown as Row);
      });
      if (isSavedByPage) await save();
    },
    finish: save,
    find: async barcode => indexes.getSliceRowIds('barcode', barcode).length,
    search: async beginnings => {
      const titles: string[] = [];
      store.forEachRow('products', id => {
        const title = String(store.getCell('products', id, 'title'));
        if (hasWords(title, beginnings)) titles.push(title);
      });
      return titles.sort().slice(0, shown).length;
    },
  };
}

export const peers = {
  chunklog: openChunklog,
  'RxDB on Dexie': async () =>
    asPeer(await openProducts('bench-dexie', getRxStorageDexie() as RxStorage<unknown, unknown>)),
  PouchDB: openPouchDB,
  'Dexie alone': openDexie,
  TinyBase: () => openTinyBase('bench-tinybase', false),
  'TinyBase, saved by page': () => openTinyBase('bench-tinybase-by-page', true),
} satisfies Record<string, () => Promise<Peer>>;
