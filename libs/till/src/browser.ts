import { fromEvent, filter, map, merge, NEVER, type Observable } from 'rxjs';
import { opfsCopy } from './promises/opfs-copy.ts';
import type { Refuge } from './selling-desk.ts';
import type { Keep } from './till.ts';

/** localStorage; in a page without one, as long as the page lives. */
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

/** What the browser says of network and attention. */
export function browserWake(): Observable<'online' | 'offline' | 'visible'> {
  if (typeof window === 'undefined') return NEVER;
  return merge(
    fromEvent(window, 'online').pipe(map(() => 'online' as const)),
    fromEvent(window, 'offline').pipe(map(() => 'offline' as const)),
    fromEvent(document, 'visibilitychange').pipe(
      filter(() => document.visibilityState === 'visible'),
      map(() => 'visible' as const),
    ),
  );
}

/** Where a browser keeps second copies, and how it is asked to keep the first. */
export async function browserRefuge(name: string): Promise<Refuge> {
  const storage = typeof navigator === 'undefined' ? undefined : navigator.storage;
  return {
    // A browser may have the interface and refuse it, in a private window for one.
    secondCopy: await opfsCopy(name).catch(() => undefined),
    persist: async () => storage?.persist?.(),
  };
}
