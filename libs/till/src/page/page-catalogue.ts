import { nearestStop, type Product } from '@tidemark/schema';
import type { Catalogue, DiskCatalogue, Sellable } from '../catalogue/catalogue.ts';
import { answers } from './answers.ts';
import type { Listing, ListingQuery, PageCatalogue, ProductCard, Range, VariantRef } from './page-till.ts';

/** The longest part of a list that is answered at once. */
const longestRange = 500;
/** The most products that a search answers to a page. */
const mostFound = 100;

/** Answers a page from the catalogue, and from the disk while it is not loaded. */
export function pageCatalogue(
  catalogue: Catalogue,
  disk: Pick<DiskCatalogue, 'readable'>,
): Omit<PageCatalogue, 'isCode'> {
  return {
    listing$: query => answers(catalogue.changed$, () => listing(catalogue, query)),
    variants$: wanted => answers(catalogue.changed$, () => variantsNow(catalogue, wanted), haveSameVariants),
    find: async code => catalogue.find(code),
    search: async (query, limit) => catalogue.search(query, Math.min(limit, mostFound)),
    sellablesOf: async productId => {
      await disk.readable(productId);
      return catalogue.sellablesOf(productId);
    },
  };
}

/** The range as it can be answered: whole places, from 0 on, and not too many. */
export function inBounds({ from, to }: Range): Range {
  const first = Math.max(0, Math.trunc(from) || 0);
  return { from: first, to: Math.min(Math.max(first, Math.trunc(to) || 0), first + longestRange) };
}

function listing(catalogue: Catalogue, query: ListingQuery): Listing {
  const { words, first = [] } = query;
  const { from, to } = inBounds(query);
  const ahead = first.flatMap(id => catalogue.product(id) ?? []);
  const isAhead = new Set(ahead.map(({ id }) => id));
  // Only a search that is complete tells which of the products ahead it has found too.
  const found = catalogue.search(words, ahead.length > 0 ? Number.MAX_SAFE_INTEGER : to);
  const others = ahead.length > 0 ? found.products.filter(({ id }) => !isAhead.has(id)) : found.products;
  const missed = others.length + ahead.length - found.products.length;
  const isBlank = words.trim() === '';
  return {
    ...{ words, from, to, isSimilar: found.isSimilar },
    total: found.total + missed,
    held: (isBlank ? catalogue.held : found.total) + missed,
    cards: [...ahead, ...others].slice(from, to).map(product => cardOf(catalogue, product)),
  };
}

function cardOf(catalogue: Catalogue, product: Product): ProductCard {
  const { id, title, imageUrl, variants } = product;
  const prices = variants.map(each => each.price);
  const price = prices.length > 0 ? prices.reduce((a, b) => Math.min(a, b)) : 0;
  const sellables = catalogue.sellablesOf(id);
  const isStopped = sellables.every(each => each.stop);
  return {
    ...{ id, title, imageUrl, price },
    isFrom: prices.some(each => each !== price),
    variants: variants.length,
    available: catalogue.availableOf(product),
    stop: isStopped ? nearestStop(sellables.flatMap(each => each.stop ?? [])) : undefined,
  };
}

function variantsNow(catalogue: Catalogue, wanted: readonly VariantRef[]): ReadonlyMap<string, Sellable> {
  const ids = new Set(wanted.map(({ variantId }) => variantId));
  const products = new Set(wanted.map(({ productId }) => productId));
  const found = [...products].flatMap(id => catalogue.sellablesOf(id));
  return new Map(found.flatMap(each => (ids.has(each.variant.id) ? [[each.variant.id, each]] : [])));
}

/** A product that changed is another object. */
function haveSameVariants(a: ReadonlyMap<string, Sellable>, b: ReadonlyMap<string, Sellable>): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([id, was]) => {
    const is = b.get(id);
    return is?.product === was.product && is.available === was.available && is.stop === was.stop;
  });
}
