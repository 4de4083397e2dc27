import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';

/** By shop: where its requests go. The library's fetch is one for the whole process, so it asks here. */
const routes = new Map<string, { origin: string | undefined; fetch: typeof fetch }>();

/** From now on, requests to this shop go to `apiOrigin`, or to the shop itself without one. */
export function route(shop: string, apiOrigin: string | undefined, fetchFunction: typeof fetch): void {
  routes.set(shop, { origin: apiOrigin, fetch: fetchFunction });
  setAbstractFetchFunc(sendRouted as typeof fetch);
}

export function sendRouted(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const way = routes.get(url.hostname);
  if (!way) throw new Error(`no route to ${url.hostname}`);
  return way.fetch(way.origin === undefined ? url : new URL(url.pathname + url.search, way.origin), init);
}
