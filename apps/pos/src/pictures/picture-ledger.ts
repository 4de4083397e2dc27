import type { Amount } from './picture-room.ts';

/** A kept picture, with its size and when it was last seen. */
interface KeptPicture {
  readonly url: string;
  readonly bytes: number;
  readonly usedAt: number;
}

/** Which pictures are kept. The pictures themselves are in a cache of the browser. */
export interface PictureLedger {
  held(): Promise<Amount>;
  put(picture: KeptPicture): Promise<void>;
  /** Notes a use; does nothing for a picture that is not listed. */
  used(url: string, at: number): Promise<void>;
  /** Removes the least recently used until this amount is reached or nothing is left; answers which. */
  give(amount: Amount): Promise<readonly string[]>;
  urls(): Promise<ReadonlySet<string>>;
  clear(): Promise<void>;
}

/** The database of {@link openLedger}. */
export const ledgerName = 'tidemark-pictures';
const total = 'all';
/** Uses of a picture are noted at most this often: their order matters by the day, and each note is a write. */
const noteMs = 3_600_000;

/**
 * The ledger in IndexedDB: a record for each picture, and their sum, which changes in the same transaction. A deletion
 * of the database does not wait for this ledger: the ledger then ends, and calls `ended`.
 */
export async function openLedger(
  indexedDB: IDBFactory,
  ended: () => void = () => undefined,
): Promise<PictureLedger> {
  const database = await opened(indexedDB);
  database.onversionchange = () => {
    database.close();
    ended();
  };
  const within = async <T>(mode: IDBTransactionMode, act: (stores: Stores) => Promise<T>): Promise<T> => {
    const transaction = database.transaction(['pictures', 'sums'], mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('the ledger was not written'));
    });
    const [result] = await Promise.all([
      act({ pictures: transaction.objectStore('pictures'), sums: transaction.objectStore('sums') }),
      done,
    ]);
    return result;
  };
  return {
    held: () => within('readonly', heldIn),
    put: picture =>
      within('readwrite', async stores => {
        const before = await known(stores, picture.url);
        await add(stores, picture.bytes - (before?.bytes ?? 0), before ? 0 : 1);
        stores.pictures.put(picture);
      }),
    used: async (url, at) => {
      const before = await within('readonly', stores => known(stores, url));
      if (!before || at - before.usedAt < noteMs) return;
      await within('readwrite', async stores => {
        const now = await known(stores, url);
        if (now) stores.pictures.put({ ...now, usedAt: at });
      });
    },
    give: amount => within('readwrite', stores => giveFrom(stores, amount)),
    urls: () =>
      within(
        'readonly',
        async ({ pictures }) => new Set((await answered(pictures.getAllKeys())) as string[]),
      ),
    clear: () =>
      within('readwrite', async ({ pictures, sums }) => {
        pictures.clear();
        sums.clear();
      }),
  };
}

interface Stores {
  readonly pictures: IDBObjectStore;
  readonly sums: IDBObjectStore;
}

function opened(indexedDB: IDBFactory): Promise<IDBDatabase> {
  const asked = indexedDB.open(ledgerName, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore('pictures', { keyPath: 'url' }).createIndex('usedAt', 'usedAt');
    asked.result.createObjectStore('sums');
  };
  return answered(asked);
}

async function heldIn({ sums }: Stores): Promise<Amount> {
  return ((await answered(sums.get(total))) as Amount | undefined) ?? { bytes: 0, count: 0 };
}

async function known({ pictures }: Stores, url: string): Promise<KeptPicture | undefined> {
  return (await answered(pictures.get(url))) as KeptPicture | undefined;
}

async function add(stores: Stores, bytes: number, count: number): Promise<void> {
  const held = await heldIn(stores);
  stores.sums.put({ bytes: held.bytes + bytes, count: held.count + count }, total);
}

async function giveFrom(stores: Stores, amount: Amount): Promise<readonly string[]> {
  const urls: string[] = [];
  let bytes = 0;
  const asked = stores.pictures.index('usedAt').openCursor();
  await new Promise<void>((resolve, reject) => {
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const cursor = asked.result;
      if (!cursor || (bytes >= amount.bytes && urls.length >= amount.count)) return resolve();
      const picture = cursor.value as KeptPicture;
      urls.push(picture.url);
      bytes += picture.bytes;
      cursor.delete();
      cursor.continue();
    };
  });
  if (urls.length > 0) await add(stores, -bytes, -urls.length);
  return urls;
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
