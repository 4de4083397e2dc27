import type { BackupCopy } from './backup-copy.ts';

const store = 'unsent';

/**
 * A database of its own in IndexedDB, with one entry for each record, for browsers that cannot write files. Damage to
 * the till's database leaves it whole. Undefined in a browser without IndexedDB.
 */
export async function idbCopy(
  name: string,
  indexedDB: IDBFactory | undefined = globalThis.indexedDB,
): Promise<BackupCopy | undefined> {
  if (!indexedDB) return undefined;
  const asked = indexedDB.open(`${name}-unsent`, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(store);
  const database = await answered(asked);
  // A deletion of this database must not wait for this tab; the next write is then refused.
  database.onversionchange = () => database.close();
  return {
    put: (key, text) => written(database, texts => texts.put(text, key)),
    remove: key => written(database, texts => texts.delete(key)),
    async all() {
      const transaction = database.transaction(store);
      const texts = transaction.objectStore(store);
      const asked = Promise.all([answered(texts.getAllKeys()), answered(texts.getAll())]);
      transaction.commit();
      const [keys, values] = await asked;
      return new Map(
        keys.flatMap((key, at) => (typeof values[at] === 'string' ? [[String(key), values[at]]] : [])),
      );
    },
  };
}

/** Resolves when it is on the disk itself. @throws what the browser refuses it with. */
function written(database: IDBDatabase, act: (texts: IDBObjectStore) => void): Promise<void> {
  const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the backup copy was not written'));
    act(transaction.objectStore(store));
    // Ends also where the browser freezes the page before it answers: no later page waits for it.
    transaction.commit();
  });
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
