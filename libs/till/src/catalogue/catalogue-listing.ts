import type { Listing } from '@tidemark/chunklog-storage';
import {
  codeKeysOf,
  compareTitles,
  hasEnding,
  isEnding,
  isForSale,
  wantedWords,
  wordsOfProduct,
  type Product,
} from '@tidemark/schema';

/** Compares products in the order of a catalogue. */
export function compareByTitle(a: Pick<Product, 'id' | 'title'>, b: Pick<Product, 'id' | 'title'>): number {
  return compareTitles(a.title, b.title) || compare(a.id, b.id);
}

/**
 * Lists products for sale as they are found on the disk while a till opens: by the rules of the catalogue in memory.
 */
export const catalogueListing: Listing = {
  version: 2,
  keysOf: ({ id, body }) => {
    if (!String(id).startsWith('products/') || !isForSale(body as Product)) return [];
    const { texts, codes } = wordsOfProduct(body as Product);
    const { variants } = body as Product;
    const keys = variants.flatMap(codeKeysOf);
    const words = [...texts, ...codes];
    const ends = words.filter(hasEnding);
    // Where a code is a word and its own key, the key is found by its beginning too.
    const known = new Set(keys);
    return [
      ...keys.map(diskKey),
      ...words.filter(each => !known.has(each)).map(wordKey),
      ...ends.map(endKey),
    ];
  },
  orderOf: ({ body }) => `${(body as Product).title}\0${(body as Product).id}`,
  compareOrders: (a, b) => {
    const [[titleA = '', idA = ''], [titleB = '', idB = '']] = [a.split('\0'), b.split('\0')];
    return compareTitles(titleA, titleB) || compare(idA, idB);
  },
};

/** The key on the disk for a key of `codeKeysOf`. */
export function diskKey(codeKey: string): string {
  return `=${codeKey}`;
}

/** For each word of a query, the beginnings of the keys of products with it. */
export function prefixesOf(query: string): readonly (readonly string[])[] {
  return wantedWords(query).map(wanted =>
    wanted.flatMap(word => [wordKey(word), diskKey(word), ...(isEnding(word) ? [endKey(word)] : [])]),
  );
}

function wordKey(word: string): string {
  return `~${word}`;
}

/** A word backwards, so that its end is found as a beginning. */
function endKey(word: string): string {
  return `<${[...word].reverse().join('')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
