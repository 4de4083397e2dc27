import { codesOf, normalizeCode, type InventoryLevel, type Product, type Variant } from '@tidemark/schema';
import { Subject, throttleTime, type Observable } from 'rxjs';
import type { Cached } from './caches.ts';
import { StockBook } from './stock-book.ts';
import type { Catalogue, ProductSummary, SearchResult, Sellable } from './till.ts';
import { PrefixIndex, wordsOf } from './words.ts';

/** The catalogue in memory, kept true by `setProduct` and its like as the caches change. */
export class MemoryCatalogue implements Catalogue {
  readonly #products = new Map<string, Product>();
  readonly #codes = new Map<string, Set<string>>();
  /** What there is of each; whoever knows of sales and moves tells it, and then `restocked`. */
  readonly stock = new StockBook();
  readonly #index = new PrefixIndex();
  readonly #changes = new Subject<void>();
  readonly changed$: Observable<void> = this.#changes.pipe(
    throttleTime(100, undefined, { leading: true, trailing: true }),
  );
  #byTitle: Product[] | undefined;
  #locationId: string | undefined;

  get size(): number {
    return this.#products.size;
  }

  /** Everything anew: the caches were swapped, or the till moved. */
  load(
    products: readonly Product[],
    levels: readonly InventoryLevel[],
    locationId: string | undefined,
  ): void {
    for (const id of [...this.#products.keys()]) this.#remove(id);
    this.stock.clearLevels();
    this.#locationId = locationId;
    for (const level of levels) this.stock.setLevel(level.id, level);
    for (const product of products) this.#add(product);
    this.#changes.next();
  }

  setProduct(id: string, product: Product | undefined): void {
    this.#remove(id);
    if (product) this.#add(product);
    this.#changes.next();
  }

  setLevel(id: string, level: InventoryLevel | undefined): void {
    this.stock.setLevel(id, level);
    this.#changes.next();
  }

  /** The stock book says something else than before. */
  restocked(): void {
    this.#changes.next();
  }

  /** What changed in the caches; collections that are not for sale are let by. */
  set(collection: string, id: string, document: Cached | undefined): void {
    if (collection === 'products') this.setProduct(id, document as Product | undefined);
    else if (collection === 'inventoryLevels') this.setLevel(id, document as InventoryLevel | undefined);
  }

  search(query: string, limit: number): SearchResult {
    const words = wordsOf(query);
    const matching = words.length === 0 ? this.#sorted() : this.#matching(words, query);
    return {
      query,
      total: matching.length,
      products: matching.slice(0, limit).map(product => this.#summary(product)),
    };
  }

  find(code: string): readonly Sellable[] {
    const wanted = normalizeCode(code);
    const products = [...(this.#codes.get(wanted) ?? [])].flatMap(id => this.#products.get(id) ?? []);
    return products.flatMap(product =>
      product.variants
        .filter(each => codesOf(each).includes(wanted))
        .map(variant => this.#sellable(product, variant)),
    );
  }

  product(id: string): Product | undefined {
    return this.#products.get(id);
  }

  sellablesOf(productId: string): readonly Sellable[] {
    const product = this.#products.get(productId);
    return product ? product.variants.map(variant => this.#sellable(product, variant)) : [];
  }

  #matching(words: readonly string[], query: string): Product[] {
    const sets = words.map(word => this.#index.startingWith(word));
    const [smallest, ...others] = sets.sort((a, b) => a.size - b.size);
    const ids = new Set([...(smallest ?? [])].filter(id => others.every(each => each.has(id))));
    for (const id of this.#codes.get(normalizeCode(query)) ?? []) ids.add(id);
    const found = [...ids].flatMap(id => this.#products.get(id) ?? []);
    return found.sort(byTitle);
  }

  #sorted(): Product[] {
    this.#byTitle ??= [...this.#products.values()].sort(byTitle);
    return this.#byTitle;
  }

  #summary(product: Product): ProductSummary {
    const counted = product.variants.map(each => this.#availableOf(each)).filter(each => each !== undefined);
    return { product, available: counted.length > 0 ? counted.reduce((a, b) => a + b, 0) : undefined };
  }

  #sellable(product: Product, variant: Variant): Sellable {
    return { product, variant, available: this.#availableOf(variant) };
  }

  #availableOf(variant: Variant): number | undefined {
    if (!variant.tracked || this.#locationId === undefined) return undefined;
    return this.stock.available(variant.inventoryItemId, this.#locationId);
  }

  #add(product: Product): void {
    if (product.status !== 'active' || !product.published) return;
    this.#products.set(product.id, product);
    this.#byTitle = undefined;
    const codes = product.variants.flatMap(codesOf);
    for (const code of codes) this.#codes.set(code, (this.#codes.get(code) ?? new Set()).add(product.id));
    this.#index.set(product.id, [
      ...wordsOf(product.title),
      ...wordsOf(product.vendor),
      ...product.tags.flatMap(wordsOf),
      ...codes.flatMap(wordsOf),
    ]);
  }

  #remove(id: string): void {
    const product = this.#products.get(id);
    if (!product) return;
    this.#products.delete(id);
    this.#byTitle = undefined;
    for (const code of product.variants.flatMap(codesOf)) {
      const owners = this.#codes.get(code);
      owners?.delete(id);
      if (owners?.size === 0) this.#codes.delete(code);
    }
    this.#index.delete(id);
  }
}

function byTitle(a: Product, b: Product): number {
  return a.title < b.title ? -1 : a.title > b.title ? 1 : a.id < b.id ? -1 : 1;
}
