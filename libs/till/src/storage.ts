import type { RxStorage } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';

/** Where a till keeps what it promised, and where what it can read again. */
export interface TillStorages {
  readonly promises: RxStorage<unknown, unknown>;
  readonly caches: RxStorage<unknown, unknown>;
}

/**
 * The one place that names the till's storage. It is RxDB's free one on IndexedDB.
 *
 * A browser says that it stored something when the operating system has it, and a power cut may still take it away: so it
 * is with caches. A promise waits for the disk. RxDB hands its settings to `new Dexie` (`getDexieDbWithTables` in its
 * storage-dexie/dexie-helper), and Dexie 4 hands this one, for all that its name says of Chrome, to each IndexedDB
 * transaction as `durability`.
 */
export function browserStorages(): TillStorages {
  return {
    promises: getRxStorageDexie({ chromeTransactionDurability: 'strict' }) as RxStorage<unknown, unknown>,
    caches: getRxStorageDexie({ chromeTransactionDurability: 'relaxed' }) as RxStorage<unknown, unknown>,
  };
}
