export { faultyStorage, type WriteFault } from './faulty-storage.ts';
export type { Tabs } from './leadership.ts';
export { MemoryTabs } from './memory-tabs.ts';
export { memoryCopy, type SecondCopy } from './promises/second-copy.ts';
import type { RxStorage } from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { singleTab, type Tabs } from './leadership.ts';
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

/**
 * A till on RxDB's memory storage. Pass the same keep, storage and second copy to open the same till again; with `tabs` of
 * one `MemoryTabs`, also while it is open: its storage then tells all that are open on it what one of them wrote.
 */
export function openMemoryTill(
  options: TillOptions & {
    readonly rxStorage?: RxStorage<unknown, unknown>;
    readonly secondCopy?: SecondCopy;
    readonly tabs?: Tabs;
  },
): Promise<Till> {
  const storage = options.rxStorage ?? (getRxStorageMemory() as unknown as RxStorage<unknown, unknown>);
  const storages = { promises: storage, caches: storage };
  return openBrowserTill(withDefaults({ keep: memoryKeep(), ...options }), storages, {
    openTabs: async () => options.tabs ?? singleTab(),
    multiInstance: false,
    openRefuge: async () => ({
      secondCopy: options.secondCopy ?? memoryCopy(),
      persist: async () => true,
    }),
  });
}
