import { IdsByValue } from '@tidemark/chunklog-storage';
import {
  codeKeysOf,
  isForSale,
  keysOfReading,
  readingsOf,
  variantsMeant,
  wordsOfProduct,
  type Product,
  type Wanted,
} from '@tidemark/schema';
import { compareByTitle } from './catalogue-listing.ts';
import { PrefixIndex } from './prefix-index.ts';
import { SortedList } from './sorted-list.ts';
import type { SearchResult } from './catalogue.ts';
import { Withheld } from './withheld.ts';

/** How many there are, and the first of them by title. */
type Found = Pick<SearchResult, 'total' | 'products'>;

/** What is for sale, with the ways to find it. */
export class Shelf {
  readonly products = new Map<string, Product>();
  readonly byTitle = new SortedList<Product>(compareByTitle);
  /** Ids of products, by what their variants are filed under. */
  readonly codes = new IdsByValue();
  readonly #index = new PrefixIndex();
  /** Products that are not on the shelf. */
  readonly withheld = new Withheld();
  /** Ids of products that are not yet found by their words. */
  readonly #unindexed = new Set<string>();

  /** Puts a product on the shelf; keeps one that is not for sale apart. */
  add(product: Product, words: 'now' | 'later' = 'now'): void {
    if (!isForSale(product)) return this.withheld.add(product);
    this.products.set(product.id, product);
    this.byTitle.add(product);
    for (const variant of product.variants)
      for (const key of codeKeysOf(variant)) this.codes.add(key, product.id);
    if (words === 'later') this.#unindexed.add(product.id);
    else this.#indexWords(product);
  }

  get isIndexed(): boolean {
    return this.#unindexed.size === 0;
  }

  /** Puts a product in place of its earlier state. */
  put(product: Product): void {
    this.remove(product.id);
    this.add(product);
  }

  /** Makes `count` more products found by their words; false when all are. */
  indexNext(count: number): boolean {
    let indexed = 0;
    for (const id of this.#unindexed) {
      if (indexed++ === count) return true;
      this.index([id]);
    }
    return false;
  }

  /** Makes these products found by their words, where they are not yet. */
  index(ids: Iterable<string>): void {
    for (const id of ids) {
      const product = this.#unindexed.delete(id) ? this.products.get(id) : undefined;
      if (product) this.#indexWords(product);
    }
  }

  remove(id: string): void {
    this.withheld.remove(id);
    const product = this.products.get(id);
    if (!product) return;
    this.products.delete(id);
    this.byTitle.remove(product);
    for (const variant of product.variants) for (const key of codeKeysOf(variant)) this.codes.remove(key, id);
    this.#unindexed.delete(id);
    this.#index.delete(id);
  }

  /** Products, each once, with a variant filed under one of these keys. */
  filedUnder(keys: readonly string[]): readonly Product[] {
    const ids = new Set(keys.flatMap(key => this.codes.idsOf(key)));
    return [...ids].flatMap(id => this.products.get(id) ?? []);
  }

  /** Products with the wanted words, and those that have the query as a code. */
  having(wanted: readonly Wanted[], query: string, limit: number): Found {
    const matches = this.#index.matches(wanted);
    const readings = readingsOf(query);
    const coded = variantsMeant(this.filedUnder(readings.flatMap(keysOfReading)), readings).map(
      ({ product }) => product.id,
    );
    const others = new Set(coded.filter(id => !matches.has(id)));
    const total = matches.count + others.size;
    if (total <= this.products.size / 64) return this.#inOrder([...matches.ids(), ...others], limit);
    return { total, products: this.#first(limit, id => matches.has(id) || others.has(id)) };
  }

  #indexWords(product: Product): void {
    const { texts, codes } = wordsOfProduct(product);
    this.#index.set(product.id, texts, codes);
  }

  similarTo(wanted: readonly Wanted[], limit: number): Found {
    return this.#inOrder(this.#index.similar(wanted), limit);
  }

  /** Sorts the products where they are few. */
  #inOrder(ids: readonly string[], limit: number): Found {
    if (ids.length > this.products.size / 64) {
      const found = new Set(ids);
      return { total: found.size, products: this.#first(limit, id => found.has(id)) };
    }
    const found = ids.flatMap(id => this.products.get(id) ?? []).sort(compareByTitle);
    return { total: found.length, products: found.slice(0, limit) };
  }

  /** Of many, the first are met soon in the existing order. */
  #first(limit: number, isFound: (id: string) => boolean): Product[] {
    const first: Product[] = [];
    for (const product of this.byTitle.values) {
      if (first.length === limit) break;
      if (isFound(product.id)) first.push(product);
    }
    return first;
  }
}
