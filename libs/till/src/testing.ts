export { faultyStorage, type WriteFault } from './testing/faulty-storage.ts';
export type { Tabs } from './tabs/tabs.ts';
export { MemoryTabs, type MemoryTab } from './tabs/memory-tabs.ts';
export { memoryCopy, type BackupCopy } from './records/backup-copy/backup-copy.ts';
import type { ChunkLog } from '@tidemark/chunklog-storage';
import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import type { RxStorage } from 'rxdb';
import { filter, firstValueFrom, NEVER } from 'rxjs';
import { browserDurability } from './browser/browser.ts';
import { browserTabs, singleTab } from './tabs/leadership.ts';
import type { Tabs } from './tabs/tabs.ts';
import { pinIterations, type Pins } from './lock/pin-verifier.ts';
import { openBrowserTill } from './open/open-browser-till.ts';
import { withDefaults } from './open/open-till.ts';
import { memoryKeyPlace, type KeyPlace } from './journal/key-place.ts';
import { memoryCopy, type BackupCopy } from './records/backup-copy/backup-copy.ts';
import { kindOf, listingOf } from './caches/storage.ts';
import type { Till, TillOptions } from './api/till.ts';
import type { Keep } from './browser/keep.ts';

/** Small values that last as long as the map: a "browser" that can be reopened. */
export function memoryKeep(values = new Map<string, string>()): Keep {
  return {
    get: key => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: key => void values.delete(key),
  };
}

/** Verifiers that cost nothing, for tests that sign in thousands of times. */
export const plainPins: Pins = {
  canMake: true,
  make: async pin => ({ salt: 'none', iterations: pinIterations, hash: `plain-${pin}` }),
  isRight: async (pin, { hash }) => hash === `plain-${pin}`,
};

/**
 * The storage of one tab of a browser in memory: all tabs of one `MemoryBrowser` have the same disks. `reach` may put
 * something between the tab and its logs.
 */
export function memoryStorage(
  browser = new MemoryBrowser(),
  reach?: (log: ChunkLog) => ChunkLog,
): RxStorage<unknown, unknown> {
  return browser.openTab({ kindOf, listingOf }, reach) as RxStorage<unknown, unknown>;
}

/**
 * A till in memory, with all that is stored shown. To open the same till again, pass the same keep, storage and backup
 * copy. With `tabs` of one `MemoryTabs`, and a storage of its own on the same browser, that also works while it is
 * open.
 */
export async function openMemoryTill(
  options: TillOptions & {
    readonly rxStorage?: RxStorage<unknown, unknown>;
    readonly backupCopy?: BackupCopy;
    readonly tabs?: Tabs;
    readonly pins?: Pins;
    /** Where its key is kept; default: it has none, as in a page without cryptography. */
    readonly keyPlace?: KeyPlace;
  },
): Promise<Till> {
  const storage = { rx: options.rxStorage ?? memoryStorage(), damage$: NEVER };
  const till = await openBrowserTill(withDefaults({ keep: memoryKeep(), ...options }), storage, {
    openTabs: async () => options.tabs ?? singleTab(),
    multiInstance: options.tabs !== undefined,
    pins: options.pins ?? plainPins,
    keyPlaceOf: () => options.keyPlace ?? noKeyPlace,
    durabilityOf: async () => ({
      backupCopy: options.backupCopy ?? memoryCopy(),
      persist: async () => true,
    }),
  });
  await till.opened;
  await firstValueFrom(till.status$.pipe(filter(({ opening }) => !opening)));
  return till;
}

/** A till of this page as `openTill` opens it, but on another storage, for example that of earlier code. */
export function openTillOn(rxStorage: RxStorage<unknown, unknown>, options: TillOptions): Promise<Till> {
  return openBrowserTill(
    withDefaults(options),
    { rx: rxStorage, damage$: NEVER },
    { openTabs: browserTabs, multiInstance: true, pins: plainPins, durabilityOf: browserDurability },
  );
}
export { tillName } from './browser/kept.ts';
export { memoryKeyPlace, type KeyPlace };

/** A page without cryptography. */
const noKeyPlace: KeyPlace = {
  load: async () => undefined,
  renew: async () => undefined,
  bind: async () => undefined,
};
