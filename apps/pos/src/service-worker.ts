/** Lets the till open without a network: the program from one cache, the pictures that were seen from another. */
import { CacheableResponsePlugin } from 'workbox-cacheable-response';
import { ExpirationPlugin } from 'workbox-expiration';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { NetworkFirst, StaleWhileRevalidate } from 'workbox-strategies';

/** Every file of the program, put in by the build (`service-worker-build.ts`). */
declare const __TIDEMARK_FILES__: { url: string; revision: string | null }[];

// Workbox's types are not written for exact optional properties.
type Plugins = NonNullable<NonNullable<ConstructorParameters<typeof StaleWhileRevalidate>[0]>['plugins']>;

const worker = globalThis as unknown as { skipWaiting(): Promise<void> };

// A new program waits until the page says that this is the moment (`app-update.ts`).
addEventListener('message', event => {
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void worker.skipWaiting();
});

precacheAndRoute(__TIDEMARK_FILES__);
cleanupOutdatedCaches();

registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), {
    denylist: [/^\/(api|webhooks|metrics|healthz|readyz|embed)/],
  }),
);

// Who may hold the elements in a frame is in the answer's headers, and asked of the server while it can be.
registerRoute(
  ({ url }) => url.pathname === '/embed/frame.html',
  new NetworkFirst({ cacheName: 'frame', networkTimeoutSeconds: 3, matchOptions: { ignoreVary: true } }),
);

registerRoute(
  ({ request }) => request.destination === 'image',
  new StaleWhileRevalidate({
    cacheName: 'pictures',
    plugins: [
      new ExpirationPlugin({ maxEntries: 5000 }),
      new CacheableResponsePlugin({ statuses: [0, 200] }),
    ] as Plugins,
  }),
);
