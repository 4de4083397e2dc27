import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';

/** The destination of each shop's requests. The library has one fetch for the whole process, so it looks here. */
const routes = new Map<string, { origin: string | undefined; fetch: typeof fetch }>();

/** Sends requests to this shop to `apiOrigin` from now on, or to the shop itself without one. */
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
