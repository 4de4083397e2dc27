import { fromEvent, filter, interval, map, merge, NEVER, type Observable, throttleTime } from 'rxjs';
import { inUse } from '../caches/cache-sets.ts';
import { tillName } from './kept.ts';
import { locksHere } from '../tabs/leadership.ts';
import { moveFromDexie } from '../open/move-from-dexie.ts';
import { copyHere } from '../records/backup-copy/copy-places.ts';
import { roomyCopy } from '../records/backup-copy/backup-copy.ts';
import type { DurabilityOptions } from '../selling/selling-session.ts';
import type { TillStorage } from '../caches/storage.ts';
import { hasSlept } from '../live/has-slept.ts';
import type { MakeRoom, TillOptions, Wake } from '../api/till.ts';
import type { Keep } from './keep.ts';

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

/** How often it looks whether time has jumped. */
const tickMs = 10_000;
/** A page that wakes hears of it in several ways at once. */
const oneWakeMs = 5_000;

/** What the browser says of network and attention. */
export function browserWake(): Observable<Wake> {
  if (typeof window === 'undefined') return NEVER;
  return merge(
    fromEvent(window, 'online').pipe(map(() => 'online' as const)),
    fromEvent(window, 'offline').pipe(map(() => 'offline' as const)),
    fromEvent(document, 'visibilitychange').pipe(
      filter(() => document.visibilityState === 'visible'),
      map(() => 'visible' as const),
    ),
    pageWoken().pipe(throttleTime(oneWakeMs)),
  );
}

/**
 * The page goes on where it stood still: frozen by the browser, back by the back button, or with its tablet, of which no event
 * tells but the clock.
 */
function pageWoken(): Observable<'woken'> {
  let at = Date.now();
  let wasHidden = document.hidden;
  const jumped = interval(tickMs).pipe(
    filter(() => {
      const [from, to, isHidden] = [at, Date.now(), wasHidden || document.hidden];
      [at, wasHidden] = [to, document.hidden];
      return hasSlept(to - from - tickMs, isHidden);
    }),
  );
  return merge(
    fromEvent(document, 'resume'),
    fromEvent<PageTransitionEvent>(window, 'pageshow').pipe(filter(event => event.persisted)),
    jumped,
  ).pipe(map(() => 'woken' as const));
}

/** Each key and each touch of the page, a scanner's keys too. */
export function browserTouch(): Observable<unknown> {
  if (typeof window === 'undefined') return NEVER;
  return merge(...['keydown', 'pointerdown'].map(type => fromEvent(window, type, { capture: true })));
}

/** Where a browser keeps backup copies, and how it is asked to keep the first. */
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

/** Brings what earlier code kept in this browser into the storage of today; tabs of one till do so one after the other. */
export async function browserMove(
  options: Required<Omit<TillOptions, 'storage'>>,
  storage: TillStorage,
): Promise<void> {
  const { keep, newId } = options;
  const name = tillName(options);
  const { indexedDB, navigator } = globalThis as Partial<typeof globalThis>;
  // Where the browser cannot say which databases it has, as Firefox before 126, earlier code was never run.
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
        // What may be held by a tab of earlier code is not taken from it: where nobody says, it is asked for.
        if (!here) return locks.request(name, { ifAvailable: true }, lock => lock === null);
        return [...(here.held ?? []), ...(here.pending ?? [])].some(lock => lock.name === name);
      },
    });
  await (locks ? locks.request(`${name}-move`, move) : move());
}
