import { keep, kept } from '../../page/page-keep.ts';

const key = 'tidemark-last-shop';

/** The shop of the last sign-in in this browser; '' where none is known. */
export function lastShop(): string {
  return kept(key) ?? '';
}

/** Keeps it where there is room: a sign-in does not depend on it. */
export function keepLastShop(shop: string): void {
  keep(key, shop);
}

/** The shop that a person who tries out Tidemark signs in to; '' unless the server runs on this machine. */
export function demoShop(server: string): string {
  const { hostname } = new URL(server, location.href);
  return ['localhost', '127.0.0.1'].includes(hostname) ? 'tidemark-demo.myshopify.com' : '';
}
