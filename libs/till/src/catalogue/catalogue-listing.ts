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

/** In the order of a catalogue. */
export function compareByTitle(a: Product, b: Product): number {
  return compareTitles(a.title, b.title) || compare(a.id, b.id);
}

/** Products for sale, as they are found on the disk while a till opens: by the rules of the catalogue in memory. */
export const catalogueListing: Listing = {
  version: 2,
  keysOf: ({ id, body }) => {
    if (!String(id).startsWith('products/') || !isForSale(body as Product)) return [];
    const { texts, codes } = wordsOfProduct(body as Product);
    const { variants } = body as Product;
    const keys = variants.flatMap(codeKeysOf);
    const words = [...texts, ...codes];
    const ends = words.filter(hasEnding);
    // Where a code is a word and its own key, that is found by its beginning, too.
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

/** Under what the disk has the products that are filed so by `codeKeysOf`. */
export function diskKey(codeKey: string): string {
  return `=${codeKey}`;
}

/** For each word of a query, what keys of products with it begin with. */
export function prefixesOf(query: string): readonly (readonly string[])[] {
  return wantedWords(query).map(wanted =>
    wanted.flatMap(word => [wordKey(word), diskKey(word), ...(isEnding(word) ? [endKey(word)] : [])]),
  );
}

function wordKey(word: string): string {
  return `~${word}`;
}

/** A word backwards: who seeks its end finds it by its beginning. */
function endKey(word: string): string {
  return `<${[...word].reverse().join('')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
