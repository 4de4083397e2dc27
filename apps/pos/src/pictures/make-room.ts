import { ledgerName, openLedger } from './picture-ledger.ts';
import { shortOf, type Room } from './picture-room.ts';
import { pictureCache } from './picture-shelf.ts';

/** A cache with no useful content: it keeps room for sales that pictures and copies of the shop cannot take. */
const reserveCache = 'room-for-sales';
const reserveUrl = '/room-for-sales';
/** Set when a write finds no room; removed when an opening finds plenty again. */
const fullKey = 'tidemark-was-full';
/** Some thousands of sales. */
const reserveBytes = 8 * 1024 * 1024;
const pieceBytes = 64 * 1024;

/**
 * Gives room back to a write that found none: first all pictures; then, for a record, the room that was kept for it.
 * Answers whether there was anything to give.
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
      await cache.put(reserveUrl, new Response(emptyBytes(reserveBytes)));
    } catch (error) {
      await caches.delete(reserveCache);
      throw error;
    }
  }
  noteFull(false);
}

/** So many bytes, a piece at a time: all at once, copying them would hold up a slow tablet for a tenth of a second. */
function emptyBytes(count: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let left = count;
  return new ReadableStream({
    pull(stream) {
      const piece = new Uint8Array(Math.min(left, pieceBytes));
      left -= piece.length;
      if (piece.length > 0) stream.enqueue(piece);
      else stream.close();
    },
  });
}

/** What the browser says of this site's storage, empty where it says nothing; and whether a write found it full. */
export async function roomHere(): Promise<Room> {
  const said = await globalThis.navigator?.storage?.estimate?.();
  return { ...said, wasFull: keeps(keep => keep.getItem(fullKey) !== null) ?? false };
}

function noteFull(isFull: boolean): void {
  keeps(keep => (isFull ? keep.setItem(fullKey, 'full') : keep.removeItem(fullKey)));
}

/** Undefined where localStorage is missing, as in a service worker, or refused. */
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
  // On a full disk the list may refuse too; a list of removed pictures costs nothing.
  await openLedger(indexedDB)
    .then(ledger => ledger.clear())
    .catch(() => indexedDB.deleteDatabase(ledgerName));
  return was;
}
