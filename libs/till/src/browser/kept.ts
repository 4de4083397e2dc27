import type { Keep } from './keep.ts';

/** Keeps a small value where there is room for it: a browser that refuses stops nobody from selling. Answers whether it did. */
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

/** What everything of one server's shop is stored under: another shop's is never met. */
export function tillName({ server, shop }: { readonly server: string; readonly shop: string }): string {
  return `tidemark-${hashName(`${server}|${shop}`)}`;
}

/** A short name for a database, from a long one. */
function hashName(text: string): string {
  let hash = 5381;
  for (const letter of text) hash = (Math.imul(hash, 33) ^ (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(36);
}
