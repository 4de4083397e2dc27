import {
  codeKeysOf,
  keysOfReading,
  labelReadingsOf,
  readingsOf,
  saleStop,
  variantsMeant,
  wantedWords,
  type InventoryLevel,
  type Product,
  type Reading,
  type StockedHere,
  type Variant,
} from '@tidemark/schema';
import {
  auditTime,
  buffer,
  defer,
  map,
  startWith,
  Subject,
  tap,
  throttle,
  timer,
  type Observable,
} from 'rxjs';
import type { Cached } from '../caches/cache-record.ts';
import { Shelf } from './shelf.ts';
import { StockBook } from '../stock/stock-book.ts';
import type { Catalogue, CodeKeys, SearchResult, Sellable } from './catalogue.ts';

/** How often changes are told; the second time applies while more than `many` come at once. */
const [quietMs, busyMs, many] = [100, 1000, 200];

/** How long the codes of products that came are gathered before they are told. */
const codesMs = 100;

/** How many products are indexed at once: about 5 ms of work. */
const productsPerSlice = 100;

/** The first products by title, of `total`, and their stock at a location. */
export interface FirstProducts {
  readonly products: readonly Product[];
  readonly total: number;
  readonly levels: readonly InventoryLevel[];
  readonly locationId: string | undefined;
}

/** The catalogue in memory; calls of `setProduct` and its like keep it true as the caches change. */
export class MemoryCatalogue implements Catalogue {
  #shelf = new Shelf();
  /** The available units of each item; the code that knows of sales and moves tells it, and then calls `restocked`. */
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
  /** Products that came, each with its codes; `all`: everything was loaded anew. */
  readonly #came = new Subject<Product | 'all'>();
  readonly codeKeys$: Observable<CodeKeys> = defer(() =>
    this.#came.pipe(
      buffer(this.#came.pipe(auditTime(codesMs))),
      startWith(['all' as const]),
      map(came => this.#keysOf(came)),
    ),
  );
  /**
   * Whether this location's stock was read completely: before that, the till cannot say that something is not stocked
   * here.
   */
  knowsStock: () => boolean = () => false;
  /** Products that were brought ahead of the stock they are kept with. */
  readonly #aheadOfStock = new Set<string>();
  #locationId: string | undefined;
  #loads = 0;
  /** How many products there will be, while only the first are here. */
  #coming: number | undefined;
  #indexed: Promise<void> = Promise.resolve();
  readonly #loaded = Promise.withResolvers<void>();
  #isLoaded = false;

  get size(): number {
    return this.#coming ?? this.#shelf.products.size;
  }

  get held(): number {
    return this.#shelf.products.size;
  }

  #keysOf(came: readonly (Product | 'all')[]): CodeKeys {
    const areAll = came.includes('all');
    const products = areAll ? this.#shelf.products.values() : (came as readonly Product[]);
    const keys = [...products].flatMap(({ variants }) => variants.flatMap(codeKeysOf));
    return { areAll, keys };
  }

  /**
   * Shows the first products by title, of `total`, with their stock as it was stored. Until everything is loaded, others
   * are found only when they are brought.
   */
  showFirst({ products, total, levels, locationId }: FirstProducts): void {
    if (this.#loads > 0) return;
    for (const product of products) this.#shelf.add(product);
    for (const level of levels) this.stock.setLevel(level.id, level);
    this.#locationId = locationId;
    this.#coming = total;
    this.#came.next('all');
    this.#changes.next();
  }

  /**
   * Takes products that were found on the disk: all that have the code, where one is given. Where everything is loaded,
   * they are already there; from now on they are found by their words.
   */
  bring(products: readonly Product[], code?: string): void {
    if (this.#isLoaded) this.#shelf.index(products.map(({ id }) => id));
    else {
      for (const { product } of code === undefined ? [] : this.find(code)) this.#shelf.remove(product.id);
      for (const product of products) this.#put(product);
    }
    this.#changes.next();
  }

  /**
   * Loads everything anew: the till opens, the caches were swapped, or the till moved. It works in slices, between
   * which `rest` lets others go on. What was there is found until all of the new is there. Where nothing was there,
   * words come after the rest: see `indexed`.
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
      // The latest call knows best where the till is.
      if (load !== this.#loads) return;
    }
    while (!isOpening && shelf.indexNext(productsPerSlice)) {
      await rest();
      if (load !== this.#loads) return;
    }
    const held = await this.stock.sorted(levels, rest);
    if (load !== this.#loads) return;
    // What was found by its words before stays found, before its turn comes.
    shelf.index(this.#shelf.products.keys());
    this.#shelf = shelf;
    this.#coming = undefined;
    this.#locationId = locationId;
    this.stock.replaceLevels(held);
    this.#isLoaded = true;
    this.#loaded.resolve();
    this.#came.next('all');
    this.#changes.next();
    this.#indexed = this.#index(shelf, rest);
  }

  /** Whether everything was loaded, so that any code is found. */
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

  /** Resolves when what was loaded is found by its words; before that, a search finds a part of it. */
  get indexed(): Promise<void> {
    return this.#indexed;
  }

  async #index(shelf: Shelf, rest: () => Promise<void>): Promise<void> {
    while (shelf === this.#shelf && shelf.indexNext(productsPerSlice)) await rest();
    this.#changes.next();
  }

  setProduct(id: string, product: Product | undefined): void {
    if (product) this.#put(product);
    else this.#shelf.remove(id);
    this.#changes.next();
  }

  #put(product: Product): void {
    this.#shelf.put(product);
    this.#came.next(product);
  }

  setLevel(id: string, level: InventoryLevel | undefined): void {
    this.stock.setLevel(id, level);
    this.#changes.next();
  }

  /** The stock book has changed. */
  restocked(): void {
    this.#changes.next();
  }

  /** Takes a change of the caches; ignores collections that are not for sale. */
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

  /** The variants of the likeliest reading that has any. */
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

  /**
   * Marks products that came before their stock: until their stock has come, the till cannot say that they are not
   * stocked here.
   */
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
