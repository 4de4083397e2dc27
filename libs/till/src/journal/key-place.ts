import { makeKeyPair } from '@tidemark/journal';

/** A pair of keys, and the till that the server knows under it. */
export interface KeptKey {
  readonly pair: CryptoKeyPair;
  /** Undefined until a sign-in bound the key to a till. */
  readonly tillId: string | undefined;
}

/** Where a browser keeps the key of one shop's till: all of its tabs find the same one. */
export interface KeyPlace {
  /** The key that is kept; else one that is made and kept now. Undefined: this page has no cryptography. */
  load(): Promise<KeptKey | undefined>;
  /** Keeps another, new key in its place: the server knows the old one under another till. */
  renew(): Promise<KeptKey | undefined>;
  /** Notes the till that the server knows under the key. */
  bind(tillId: string): Promise<void>;
}

/** The one store of that database. */
export const keyStore = 'key';

/**
 * A database of its own in IndexedDB. The private part is kept as the browser's own object: no script can read it, not
 * even ours.
 */
export function browserKeyPlace(
  name: string,
  { indexedDB, crypto }: Pick<Partial<typeof globalThis>, 'indexedDB' | 'crypto'> = globalThis,
): KeyPlace {
  const put = async (make: 'if-none' | 'anew'): Promise<KeptKey | undefined> => {
    if (!indexedDB || !crypto?.subtle) return undefined;
    return usingKeys(indexedDB, name, async database => {
      const kept = make === 'if-none' ? await read(database) : undefined;
      if (kept) return kept;
      const pair = await makeKeyPair(crypto);
      return write(database, keys => {
        if (make === 'anew') {
          keys.delete('till');
          keys.put(pair, 'pair');
          return;
        }
        // Another tab may have kept one meanwhile: that one counts.
        const held = keys.getKey('pair');
        held.onsuccess = () => held.result ?? keys.put(pair, 'pair');
      });
    });
  };
  return {
    load: () => put('if-none'),
    renew: () => put('anew'),
    bind: async tillId => {
      if (!indexedDB) return;
      await usingKeys(indexedDB, name, database => write(database, keys => void keys.put(tillId, 'till')));
    },
  };
}

/** Keys that last as long as this object, for tests and for tills in memory. */
export function memoryKeyPlace(): KeyPlace {
  let kept: Promise<KeptKey> | undefined;
  const make = async (): Promise<KeptKey> => ({ pair: await makeKeyPair(), tillId: undefined });
  return {
    load: () => (kept ??= make()),
    renew: () => (kept = make()),
    bind: async tillId => {
      const held = await kept;
      if (held) kept = Promise.resolve({ ...held, tillId });
    },
  };
}

/** Opens the database of keys for as long as `act` needs it. */
export async function usingKeys<T>(
  indexedDB: IDBFactory,
  name: string,
  act: (database: IDBDatabase) => Promise<T>,
): Promise<T> {
  const asked = indexedDB.open(`${name}-key`, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(keyStore);
  const database = await answered(asked);
  try {
    return await act(database);
  } finally {
    database.close();
  }
}

async function read(database: IDBDatabase): Promise<KeptKey | undefined> {
  const keys = database.transaction(keyStore).objectStore(keyStore);
  const [pair, tillId] = await Promise.all([answered(keys.get('pair')), answered(keys.get('till'))]);
  if (!pair) return undefined;
  return { pair: pair as CryptoKeyPair, tillId: typeof tillId === 'string' ? tillId : undefined };
}

async function write(
  database: IDBDatabase,
  act: (keys: IDBObjectStore) => void,
): Promise<KeptKey | undefined> {
  await writeKeys(database, act);
  return read(database);
}

/** Writes on the disk itself. */
export async function writeKeys(database: IDBDatabase, act: (keys: IDBObjectStore) => void): Promise<void> {
  const transaction = database.transaction(keyStore, 'readwrite', { durability: 'strict' });
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the key was not kept'));
  });
  act(transaction.objectStore(keyStore));
  await done;
}

export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
