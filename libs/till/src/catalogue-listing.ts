import type { Listing } from '@tidemark/chunklog-storage';
import { codesOf, isForSale, normalizeCode, wordsOf, wordsOfProduct, type Product } from '@tidemark/schema';

/** In the order of a catalogue. */
export function compareByTitle(a: Product, b: Product): number {
  return compare(a.title, b.title) || compare(a.id, b.id);
}

/** Products for sale, as they are found on the disk while a till opens: by the rules of the catalogue in memory. */
export const catalogueListing: Listing = {
  version: 1,
  keysOf: ({ id, body }) => {
    if (!String(id).startsWith('products/') || !isForSale(body as Product)) return [];
    const { texts, codes } = wordsOfProduct(body as Product);
    const whole = (body as Product).variants.flatMap(codesOf);
    const wholeWords = new Set(whole);
    // Where a code is one word, its key is found by its beginning, too.
    const words = [...texts, ...codes.filter(each => !wholeWords.has(each))];
    return [...whole.map(codeKey), ...words.map(wordKey)];
  },
  orderOf: ({ body }) => `${(body as Product).title}\0${(body as Product).id}`,
};

/** The key of products with this code. */
export function keyOfCode(code: string): string {
  return codeKey(normalizeCode(code));
}

/** For each word of a query, what keys of products with it begin with. */
export function prefixesOf(query: string): readonly (readonly string[])[] {
  return wordsOf(query).map(word => [wordKey(word), codeKey(word)]);
}

function codeKey(code: string): string {
  return `=${code}`;
}

function wordKey(word: string): string {
  return `~${word}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
