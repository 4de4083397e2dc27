import { ledgerName, openLedger } from './picture-ledger.ts';
import { shortOf, type Room } from './picture-room.ts';
import { pictureCache } from './picture-shelf.ts';

/** A cache with nothing of use in it: room that pictures and copies of the shop cannot take from a sale. */
const reserveCache = 'room-for-sales';
const reserveUrl = '/room-for-sales';
/** There from a write that found no room until there is plenty again, at an opening. */
const fullKey = 'tidemark-was-full';
/** Some thousands of sales. */
const reserveBytes = 8 * 1024 * 1024;

/**
 * Gives room back to a write that found none: all pictures first; then, for what nobody else has, the room that was kept
 * for it. Answers whether there was anything to give.
 */
export async function makeRoom(what: 'record' | 'cache'): Promise<boolean> {
  noteFull(true);
  if (await dropPictures()) return true;
  return what === 'record' && caches.delete(reserveCache);
}

/** Keeps room for sales while there is plenty, so that there is some when there is none. */
export async function keepReserve(room: Room): Promise<void> {
  if (shortOf(room, reserveBytes) > 0) return;
  if (!(await caches.has(reserveCache))) {
    const cache = await caches.open(reserveCache);
    try {
      await cache.put(reserveUrl, new Response(new Uint8Array(reserveBytes)));
    } catch (error) {
      await caches.delete(reserveCache);
      throw error;
    }
  }
  noteFull(false);
}

/** What the browser says of this site's storage, nothing where it does not; and whether a write met its end. */
export async function roomHere(): Promise<Room> {
  const said = await globalThis.navigator?.storage?.estimate?.();
  return { ...said, wasFull: keeps(keep => keep.getItem(fullKey) !== null) ?? false };
}

function noteFull(isFull: boolean): void {
  keeps(keep => (isFull ? keep.setItem(fullKey, 'full') : keep.removeItem(fullKey)));
}

/** Undefined where there is none, as in a service worker, or it is refused. */
function keeps<T>(act: (keep: Storage) => T): T | undefined {
  try {
    return act(localStorage);
  } catch {
    return undefined;
  }
}

/** Removes all pictures, and the list of them. Answers whether there were any. */
export async function dropPictures(): Promise<boolean> {
  const was = await caches.delete(pictureCache);
  // On a full disk the list may refuse as well; a list of what is gone costs nothing.
  await openLedger(indexedDB)
    .then(ledger => ledger.clear())
    .catch(() => indexedDB.deleteDatabase(ledgerName));
  return was;
}
