export { faultyStorage, type WriteFault } from './faulty-storage.ts';
export { memoryCopy, type SecondCopy } from './promises/second-copy.ts';
import type { RxStorage } from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { openBrowserTill } from './open-browser-till.ts';
import { withDefaults } from './open-till.ts';
import { memoryCopy, type SecondCopy } from './promises/second-copy.ts';
import type { Keep, Till, TillOptions } from './till.ts';

/** Small values that last as long as the map: a "browser" that can be reopened. */
export function memoryKeep(values = new Map<string, string>()): Keep {
  return {
    get: key => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: key => void values.delete(key),
  };
}

/** A till on RxDB's memory storage. Pass the same keep, storage and second copy to open the same till again. */
export function openMemoryTill(
  options: TillOptions & {
    readonly rxStorage?: RxStorage<unknown, unknown>;
    readonly secondCopy?: SecondCopy;
  },
): Promise<Till> {
  const storage = options.rxStorage ?? (getRxStorageMemory() as unknown as RxStorage<unknown, unknown>);
  const storages = { promises: storage, caches: storage };
  return openBrowserTill(withDefaults({ keep: memoryKeep(), ...options }), storages, false, async () => ({
    secondCopy: options.secondCopy ?? memoryCopy(),
    persist: async () => true,
  }));
}
