import 'fake-indexeddb/auto';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import type { RxStorage } from 'rxdb';
import { MemoryChunkLog } from '../log/memory-chunk-log.ts';
import { MemoryDisk } from '../log/memory-disk.ts';
import { describeRxStorage } from './rx-storage.contract.ts';
import { getRxStorageChunklog } from './storage.ts';

const ours = { tellsOtherTabs: true, refusesAttachments: true };

describeRxStorage('chunklog in IndexedDB', () => getRxStorageChunklog, ours);
describeRxStorage(
  'chunklog in memory',
  () => {
    const disks = new Map<string, MemoryDisk>();
    const diskOf = (database: string) => disks.get(database) ?? new MemoryDisk();
    const openLog = (database: string) => {
      disks.set(database, diskOf(database));
      return new MemoryChunkLog(diskOf(database), () => 'log');
    };
    return () => getRxStorageChunklog({ openLog });
  },
  ours,
);
describeRxStorage("RxDB's Dexie storage", () => () => getRxStorageDexie() as RxStorage<unknown, unknown>, {
  tellsOtherTabs: true,
  refusesAttachments: false,
});
describeRxStorage(
  "RxDB's memory storage",
  () => {
    const collectionStates = new Map();
    return () => ({ ...getRxStorageMemory(), collectionStates }) as RxStorage<unknown, unknown>;
  },
  { tellsOtherTabs: true, refusesAttachments: false },
);
