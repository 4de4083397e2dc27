import { hash32 } from './hash32.ts';
import type { Keep } from './keep.ts';

/**
 * Keeps a small value where there is room for it: selling goes on in a browser that refuses. Answers whether it was
 * kept.
 */
export function keepIfPossible(keep: Keep, key: string, value: string): boolean {
  try {
    keep.set(key, value);
    return true;
  } catch (error) {
    // Out of room, or forbidden: browsers have several names for it.
    if (error instanceof Error) return false;
    throw error;
  }
}

/** The name that all data of one server's shop is stored under: it never meets another shop's. */
export function tillName({ server, shop }: { readonly server: string; readonly shop: string }): string {
  return `tidemark-${hashName(`${server}|${shop}`)}`;
}

/** Where the id of this till is kept. */
export function tillIdKey(name: string): string {
  return `${name}-till`;
}

/** A short name for a database, made from a long one. */
function hashName(text: string): string {
  return hash32(text).toString(36);
}
