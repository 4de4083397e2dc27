import { getRxStorageChunklog } from '@tidemark/chunklog-storage';
import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import 'fake-indexeddb/auto';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import type { RxStorage } from 'rxdb';

/** RxDB's storages, each with a disk that outlives the databases on it. */
export const storages = {
  memory: () => getRxStorageMemory() as RxStorage<unknown, unknown>,
  dexie: () => getRxStorageDexie() as RxStorage<unknown, unknown>,
  chunklog: () => getRxStorageChunklog() as RxStorage<unknown, unknown>,
  'chunklog-in-memory': () => new MemoryBrowser().openTab() as RxStorage<unknown, unknown>,
} as const;

export type StorageName = keyof typeof storages;
