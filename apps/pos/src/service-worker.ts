/** Lets the till open without a network: the program comes from one cache, seen pictures from another. */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { NetworkFirst } from 'workbox-strategies';
import { roomHere } from './pictures/make-room.ts';
import { openLedger, type PictureLedger } from './pictures/picture-ledger.ts';
import { pictureCache, PictureShelf } from './pictures/picture-shelf.ts';

/** Every file of the program, listed by the build (`service-worker-build.ts`). */
declare const __TIDEMARK_FILES__: { url: string; revision: string | null }[];

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

const worker = globalThis as unknown as { skipWaiting(): Promise<void> };

// A new program waits until the page says that it may begin (`app-update.ts`).
addEventListener('message', event => {
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void worker.skipWaiting();
});

precacheAndRoute(__TIDEMARK_FILES__);
cleanupOutdatedCaches();

registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), {
    denylist: [/^\/(api|auth|owner|proxy|webhooks|metrics|healthz|readyz|embed)/],
  }),
);

// The headers of the answer say which pages may hold the elements in a frame, so the server is asked while it can be.
registerRoute(
  ({ url }) => url.pathname === '/embed/frame.html',
  new NetworkFirst({ cacheName: 'frame', networkTimeoutSeconds: 3, matchOptions: { ignoreVary: true } }),
);

let ledger: Promise<PictureLedger> | undefined;
const shelf = new PictureShelf({
  openCache: () => caches.open(pictureCache),
  openLedger: () => (ledger ??= openLedger(indexedDB, () => (ledger = undefined))),
  room: roomHere,
  fetch: request => fetch(request),
  now: () => Date.now(),
});

registerRoute(
  ({ request }) => request.destination === 'image',
  async ({ request, event }) => {
    const { response, after } = await shelf.show(request);
    event.waitUntil(after);
    return response;
  },
);

addEventListener('activate', event => {
  (event as ExtendableEvent).waitUntil(shelf.tidy().catch(() => undefined));
  // Where an earlier program counted its pictures.
  indexedDB.deleteDatabase('workbox-expiration');
});
