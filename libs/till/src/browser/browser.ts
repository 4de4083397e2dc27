import { inUse } from '../caches/cache-sets.ts';
import { tillName } from './kept.ts';
import { locksHere } from '../tabs/leadership.ts';
import { moveFromDexie } from '../open/move-from-dexie.ts';
import { copyHere } from '../records/backup-copy/copy-places.ts';
import { roomyCopy } from '../records/backup-copy/backup-copy.ts';
import type { DurabilityOptions } from '../selling/selling-session.ts';
import type { TillStorage } from '../caches/storage.ts';
import type { MakeRoom, TillOptions } from '../api/till.ts';
import type { Keep } from './keep.ts';

/** localStorage; in a page without it, values last as long as the page. */
export function browserKeep(): Keep {
  const memory = new Map<string, string>();
  try {
    const { localStorage } = globalThis;
    localStorage.setItem('tidemark-probe', '1');
    localStorage.removeItem('tidemark-probe');
    return {
      get: key => localStorage.getItem(key) ?? undefined,
      set: (key, value) => localStorage.setItem(key, value),
      remove: key => localStorage.removeItem(key),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      get: key => memory.get(key),
      set: (key, value) => void memory.set(key, value),
      remove: key => void memory.delete(key),
    };
  }
}

/** Where a browser keeps backup copies, and how to ask it not to evict the till. */
export async function browserDurability(
  name: string,
  makeRoom: MakeRoom = async () => false,
): Promise<DurabilityOptions> {
  const storage = typeof navigator === 'undefined' ? undefined : navigator.storage;
  const copy = await copyHere(name);
  return {
    backupCopy: copy && roomyCopy(copy, () => makeRoom('record')),
    persist: async () => storage?.persist?.(),
  };
}

/**
 * Brings what earlier code kept in this browser into the present storage; tabs of one till do so one after the other.
 */
export async function browserMove(
  options: Required<Omit<TillOptions, 'storage'>>,
  storage: TillStorage,
): Promise<void> {
  const { keep, newId } = options;
  const name = tillName(options);
  const { indexedDB, navigator } = globalThis as Partial<typeof globalThis>;
  // Earlier code never ran in a browser that cannot list its databases, such as Firefox before 126.
  if (!indexedDB?.databases) return;
  const locks = navigator?.locks;
  const move = (): Promise<void> =>
    moveFromDexie({
      name,
      generation: inUse({ keep, name }),
      to: storage.rx,
      indexedDB,
      newId,
      isOpenElsewhere: async () => {
        if (!locks) return false;
        const here = await locksHere(locks);
        // Do not take a lock that a tab of earlier code may hold: where locks are not listed, ask for this one.
        if (!here) return locks.request(name, { ifAvailable: true }, lock => lock === null);
        return [...(here.held ?? []), ...(here.pending ?? [])].some(lock => lock.name === name);
      },
    });
  await (locks ? locks.request(`${name}-move`, move) : move());
}
