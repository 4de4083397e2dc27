const key = 'tidemark-last-shop';

/** The shop of the last sign-in in this browser; '' where none is known. A page without storage asks each time. */
export function lastShop(): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** Keeps it where there is room: whoever signed in is signed in all the same. */
export function keepLastShop(shop: string): void {
  try {
    localStorage.setItem(key, shop);
  } catch {
    // It is asked for the next time.
  }
}

/** The shop that somebody who tries Tidemark out signs in to; '' unless the server is of this very machine. */
export function demoShop(server: string): string {
  const { hostname } = new URL(server, location.href);
  return ['localhost', '127.0.0.1'].includes(hostname) ? 'tidemark-demo.myshopify.com' : '';
}
