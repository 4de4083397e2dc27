import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';

/** The destination of each shop's requests. The library has one fetch for the whole process, so it looks here. */
const routes = new Map<string, { origin: string | undefined; fetch: typeof fetch }>();

/** Sends requests to this shop to `apiOrigin`, which may have a path, from now on, or to the shop itself without one. */
export function route(shop: string, apiOrigin: string | undefined, fetchFunction: typeof fetch): void {
  routes.set(shop, { origin: apiOrigin, fetch: fetchFunction });
  setAbstractFetchFunc(sendRouted as typeof fetch);
}

export function sendRouted(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const way = routes.get(url.hostname);
  if (!way) throw new Error(`no route to ${url.hostname}`);
  if (way.origin === undefined) return way.fetch(url, init);
  return way.fetch(new URL(way.origin.replace(/\/$/, '') + url.pathname + url.search), init);
}

/**
 * Where a simulator answers for a shop: in `template`, `{shop}` stands for the shop's name without `.myshopify.com`, as
 * in `http://127.0.0.1:4001/shops/{shop}`.
 */
export function apiOriginOf(template: string, shop: string): string {
  return template.replace('{shop}', shop.replace(/\.myshopify\.com$/, ''));
}
