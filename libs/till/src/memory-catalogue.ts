import { IdsByValue } from '@tidemark/chunklog-storage';
import {
  codeKeysOf,
  isForSale,
  keysOfReading,
  labelReadingsOf,
  readingsOf,
  saleStop,
  variantsMeant,
  wantedWords,
  wordsOfProduct,
  type InventoryLevel,
  type Product,
  type Reading,
  type StockedHere,
  type Variant,
  type Wanted,
} from '@tidemark/schema';
import { defer, Subject, tap, throttle, timer, type Observable } from 'rxjs';
import type { Cached } from './caches.ts';
import { compareByTitle } from './catalogue-listing.ts';
import { SortedList } from './sorted-list.ts';
import { StockBook } from './stock-book.ts';
import { PrefixIndex } from './prefix-index.ts';
import type { Catalogue, SearchResult, Sellable } from './till.ts';
import { Withheld } from './withheld.ts';

/** How often changes are told, and how often while so many come that nobody reads them one by one. */
const [quietMs, busyMs, many] = [100, 1000, 200];

/** Products put into the index at once: about 5 ms of work. */
const productsPerSlice = 100;

/** The catalogue in memory, kept true by `setProduct` and its like as the caches change. */
export class MemoryCatalogue implements Catalogue {
  #shelf = new Shelf();
  /** What there is of each; whoever knows of sales and moves tells it, and then `restocked`. */
  readonly stock = new StockBook();
  readonly #changes = new Subject<void>();
  readonly changed$: Observable<void> = defer(() => {
    let [untold, told] = [0, 0];
    return this.#changes.pipe(
      tap(() => untold++),
      throttle(() => timer(told > many ? busyMs : quietMs), { leading: true, trailing: true }),
      tap(() => ([untold, told] = [0, untold])),
    );
  });
  /** Whether this location's stock was read completely: before, nobody can say that something is not stocked here. */
  knowsStock: () => boolean = () => false;
  /** Products that were brought ahead of the stock they are kept with. */
  readonly #aheadOfStock = new Set<string>();
  #locationId: string | undefined;
  #loads = 0;
  /** How many there will be, while only the first are here. */
  #coming: number | undefined;
  #indexed: Promise<void> = Promise.resolve();
  readonly #loaded = Promise.withResolvers<void>();
  #isLoaded = false;

  get size(): number {
    return this.#coming ?? this.#shelf.products.size;
  }

  /** The first by title, of so many: until everything is loaded, others are found only when they are brought. */
  showFirst(products: readonly Product[], total: number): void {
    if (this.#loads > 0) return;
    for (const product of products) this.#shelf.add(product);
    this.#coming = total;
    this.#changes.next();
  }

  /**
   * Some that were found on the disk: all that have the code, where one is given. Where everything is loaded they are there, and
   * are found by their words from now on.
   */
  bring(products: readonly Product[], code?: string): void {
    if (this.#isLoaded) this.#shelf.index(products.map(({ id }) => id));
    else {
      for (const { product } of code === undefined ? [] : this.find(code)) this.#shelf.remove(product.id);
      for (const product of products) this.#shelf.put(product);
    }
    this.#changes.next();
  }

  /**
   * Everything anew: the till opens, the caches were swapped, or the till moved. In slices, between which `rest` lets others
   * go on; what was there is found until all of the new is. Where nothing was there, words come after the rest: see
   * `indexed`.
   */
  async load(
    products: readonly Product[],
    levels: readonly InventoryLevel[],
    locationId: string | undefined,
    rest: () => Promise<void>,
  ): Promise<void> {
    const load = ++this.#loads;
    const isOpening = this.#shelf.products.size === 0 || !this.#isLoaded;
    const shelf = new Shelf();
    for (let start = 0; start < products.length; start += productsPerSlice) {
      for (const product of products.slice(start, start + productsPerSlice)) shelf.add(product, 'later');
      await rest();
      // Who asked last knows best where the till is.
      if (load !== this.#loads) return;
    }
    while (!isOpening && shelf.indexNext(productsPerSlice)) {
      await rest();
      if (load !== this.#loads) return;
    }
    const held = await this.stock.sorted(levels, rest);
    if (load !== this.#loads) return;
    // What was found by its words before is not lost from sight until the turn comes to it.
    shelf.index(this.#shelf.products.keys());
    this.#shelf = shelf;
    this.#coming = undefined;
    this.#locationId = locationId;
    this.stock.replaceLevels(held);
    this.#isLoaded = true;
    this.#loaded.resolve();
    this.#changes.next();
    this.#indexed = this.#index(shelf, rest);
  }

  /** Whether everything was loaded: any code is found. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Whether any word is found, too. */
  get isIndexed(): boolean {
    return this.#isLoaded && this.#shelf.isIndexed;
  }

  /** Resolves when everything was loaded for the first time. */
  get loaded(): Promise<void> {
    return this.#loaded.promise;
  }

  /** Resolves when what was loaded is found by its words; before, a search finds a part of it. */
  get indexed(): Promise<void> {
    return this.#indexed;
  }

  async #index(shelf: Shelf, rest: () => Promise<void>): Promise<void> {
    while (shelf === this.#shelf && shelf.indexNext(productsPerSlice)) await rest();
    this.#changes.next();
  }

  setProduct(id: string, product: Product | undefined): void {
    if (product) this.#shelf.put(product);
    else this.#shelf.remove(id);
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
    if (query.trim() === '') {
      const products = this.#shelf.byTitle.values.slice(0, limit);
      return { query, total: this.size, products, isSimilar: false };
    }
    const wanted = wantedWords(query);
    const exact = this.#shelf.having(wanted, query, limit);
    if (exact.total > 0) return { query, ...exact, isSimilar: false };
    const similar = this.#shelf.similarTo(wanted, limit);
    return { query, ...similar, isSimilar: similar.total > 0 };
  }

  find(code: string): readonly Sellable[] {
    return this.#meant(readingsOf(code), reading =>
      this.#onShelf(reading).filter(({ stop }) => stop === undefined),
    );
  }

  withheld(code: string): readonly Sellable[] {
    return this.#meant(readingsOf(code), reading => [
      ...this.#onShelf(reading).filter(({ stop }) => stop !== undefined),
      ...this.#shelf.withheld.having(reading).map(each => this.#sellable(each.product, each.variant)),
    ]);
  }

  findLabelled(code: string): readonly Sellable[] {
    return this.#meant(labelReadingsOf(code), reading => this.#onShelf(reading));
  }

  /** What the likeliest of these readings has, that has any. */
  #meant(
    readings: readonly Reading[],
    having: (reading: Reading) => readonly Sellable[],
  ): readonly Sellable[] {
    for (const reading of readings) {
      const meant = having(reading);
      if (meant.length > 0) return meant;
    }
    return [];
  }

  #onShelf(reading: Reading): readonly Sellable[] {
    return variantsMeant(this.#shelf.filedUnder(keysOfReading(reading)), [reading]).map(each =>
      this.#sellable(each.product, each.variant),
    );
  }

  /** These came before their stock: until that has come, too, nobody can say that they are not stocked here. */
  async aheadOfStock(ids: readonly string[], stockCame: Promise<unknown>): Promise<void> {
    for (const id of ids) this.#aheadOfStock.add(id);
    await stockCame.catch(() => undefined);
    for (const id of ids) this.#aheadOfStock.delete(id);
    this.#changes.next();
  }

  product(id: string): Product | undefined {
    return this.#shelf.products.get(id);
  }

  sellablesOf(productId: string): readonly Sellable[] {
    const product = this.#shelf.products.get(productId) ?? this.#shelf.withheld.get(productId);
    return product ? product.variants.map(variant => this.#sellable(product, variant)) : [];
  }

  availableOf(product: Product): number | undefined {
    const counted = product.variants.map(each => this.#availableOf(each)).filter(each => each !== undefined);
    return counted.length > 0 ? counted.reduce((a, b) => a + b, 0) : undefined;
  }

  #sellable(product: Product, variant: Variant): Sellable {
    const isAhead = this.#aheadOfStock.has(product.id);
    const stop = saleStop(product, variant, isAhead ? 'unknown' : this.#stockedHere(variant));
    return { product, variant, available: this.#availableOf(variant), stop };
  }

  #stockedHere({ inventoryItemId }: Variant): StockedHere {
    if (this.#locationId === undefined) return 'unknown';
    if (this.stock.has(inventoryItemId, this.#locationId)) return 'yes';
    return this.#isLoaded && this.knowsStock() ? 'no' : 'unknown';
  }

  #availableOf(variant: Variant): number | undefined {
    if (!variant.tracked || this.#locationId === undefined) return undefined;
    return this.stock.available(variant.inventoryItemId, this.#locationId);
  }
}

/** How many there are, and the first of them by title. */
type Found = Pick<SearchResult, 'total' | 'products'>;

/** What is for sale, and the ways to find it. */
class Shelf {
  readonly products = new Map<string, Product>();
  readonly byTitle = new SortedList(compareByTitle);
  /** Ids of products, by what their variants are filed under. */
  readonly codes = new IdsByValue();
  readonly #index = new PrefixIndex();
  /** What is not on it. */
  readonly withheld = new Withheld();
  /** Not found by their words yet. */
  readonly #unindexed = new Set<string>();

  /** What is not for sale is not put on it, and kept apart. */
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

  /** In the place of what was there of it. */
  put(product: Product): void {
    this.remove(product.id);
    this.add(product);
  }

  /** Makes so many more found by their words; false when all are. */
  indexNext(count: number): boolean {
    let indexed = 0;
    for (const id of this.#unindexed) {
      if (indexed++ === count) return true;
      this.index([id]);
    }
    return false;
  }

  /** Makes these found by their words, where they are not yet. */
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

  /** Products, each once, of which variants are filed under one of these keys. */
  filedUnder(keys: readonly string[]): readonly Product[] {
    const ids = new Set(keys.flatMap(key => this.codes.idsOf(key)));
    return [...ids].flatMap(id => this.products.get(id) ?? []);
  }

  /** Those with the wanted words, and whatever has the query for a code. */
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

  /** Few are put in order. */
  #inOrder(ids: readonly string[], limit: number): Found {
    if (ids.length > this.products.size / 64) {
      const found = new Set(ids);
      return { total: found.size, products: this.#first(limit, id => found.has(id)) };
    }
    const found = ids.flatMap(id => this.products.get(id) ?? []).sort(compareByTitle);
    return { total: found.length, products: found.slice(0, limit) };
  }

  /** Of many, the first are met soon in the order that there is. */
  #first(limit: number, isFound: (id: string) => boolean): Product[] {
    const first: Product[] = [];
    for (const product of this.byTitle.values) {
      if (first.length === limit) break;
      if (isFound(product.id)) first.push(product);
    }
    return first;
  }
}
