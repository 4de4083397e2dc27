import { backgroundTask, nextTask } from '@tidemark/chunklog-storage';
import {
  codeKeysOf,
  keysOfReading,
  labelReadingsOf,
  readingsOf,
  settingsId,
  type Customer,
  type InventoryLevel,
  type Order,
  type Product,
  type Settings,
} from '@tidemark/schema';
import { BehaviorSubject, Subscription } from 'rxjs';
import type { Cached } from '../caches/cache-record.ts';
import type { CacheEvent, Caches } from '../caches/caches.ts';
import { MemoryCatalogue } from '../catalogue/memory-catalogue.ts';
import { ComingChanges } from './coming-changes.ts';
import type { FirstScreen, ShownNow } from './first-screen.ts';
import { screenBounds } from './listed-products.ts';
import { OrderBook } from '../orders/order-book.ts';
import type { ShopSelling } from '../selling/shop-selling.ts';

/** More changes than this, about 3 ms of work for products, are shown in slices. */
const takenAtOnce = 50;
/** The length of one slice: a code that is scanned meanwhile waits no longer than this. */
const sliceMs = 5;

/** What pages read, in memory: loaded from the caches, and kept true by every change of theirs, made by any tab. */
export class Shown implements Disposable {
  readonly catalogue = new MemoryCatalogue();
  readonly settings$ = new BehaviorSubject<Settings | undefined>(undefined);
  /** Filled when a page first looks at orders. */
  readonly orders = new OrderBook({
    read: () => this.#readOrders(),
    saleOf: id => this.#selling?.list.get(id),
    customersHaving: word => this.#selling?.customers.having(word) ?? [],
  });
  #selling: Pick<ShopSelling, 'customers' | 'list'> | undefined;
  #following = new Subscription();
  #sales = new Subscription();
  #caches: Caches | undefined;
  /** For each reading, the changes that came while it ran. */
  readonly #readings = new Set<CacheEvent[]>();
  /** Changes that came in great numbers; they are shown in slices. */
  readonly #coming = new ComingChanges();
  #taking: Promise<void> | undefined;

  /** Whether everything that was stored so far is shown. */
  get isSettled(): boolean {
    return this.#taking === undefined;
  }

  /** Resolves when everything that was stored so far is shown. */
  async settled(): Promise<void> {
    while (this.#taking) await this.#taking;
  }

  /** What a first screen is kept of; undefined while something stored is not shown yet. */
  get firstScreen(): ShownNow | undefined {
    if (!this.isSettled) return undefined;
    const { products, total } = this.catalogue.search('', screenBounds.mostProducts);
    return { settings: this.settings$.value, products, total };
  }

  /** Shows the first screen, before everything that is stored is read. */
  showFirst(screen: FirstScreen): void {
    if (screen.settings) this.settings$.next(screen.settings);
    this.catalogue.showFirst(screen);
  }

  /**
   * Shows some products before everything is read: all that have the code, where one is given. Answers whether `look`
   * knew of them.
   */
  async bring(
    caches: Caches,
    look: (caches: Caches) => Promise<readonly Product[] | undefined>,
    code?: string,
  ): Promise<boolean> {
    let isKnown = false;
    // What is shown can be sold, and no sale is made without the settings. Where they cannot be read, `follow` says so.
    if (!this.settings$.value) this.#loadSettings(caches).catch(() => undefined);
    await this.#load(
      caches,
      () => look(caches),
      products => {
        isKnown = products !== undefined;
        if (products) this.catalogue.bring(products, code);
      },
    );
    return isKnown;
  }

  /** Shows products with this code ahead of all else that is stored and waits to be shown. */
  bringForward(code: string): void {
    if (this.#coming.isEmpty) return;
    const keys = new Set([...readingsOf(code), ...labelReadingsOf(code)].flatMap(keysOfReading));
    const hasCode = ({ variants }: Product) =>
      variants.some(each => codeKeysOf(each).some(key => keys.has(key)));
    const wanted = new Set<string>();
    for (const { collection, id, document } of this.#coming)
      if (collection === 'products' && document && hasCode(document as Product)) wanted.add(id);
    // All of them: what a product was before has to be shown before what it is.
    const isWanted = ({ collection, id }: CacheEvent) => collection === 'products' && wanted.has(id);
    for (const event of this.#coming.takeOut(isWanted)) this.#take(event);
  }

  /** Passes customers and orders on to `selling`. */
  giveTo(selling: Pick<ShopSelling, 'customers' | 'list'>): void {
    this.#selling = selling;
    this.#sales.unsubscribe();
    this.#sales = selling.list.changes$.subscribe(ids => this.orders.salesChanged(ids));
  }

  /** Shows these caches from now on. */
  async follow(caches: Caches, locationId: string | undefined): Promise<void> {
    this.#following.unsubscribe();
    this.#coming.clear();
    this.#caches = caches;
    this.#following = caches.changes$.subscribe(events => {
      for (const reading of this.#readings) reading.push(...events);
      this.#takeAll(events);
    });
    await this.loadCatalogue(caches, locationId);
    await this.#load(
      caches,
      () => caches.stored('customers'),
      customers => this.#selling?.customers.load(customers as Customer[]),
    );
    await this.#load(
      caches,
      () => caches.stored('orders'),
      orders => {
        this.#selling?.list.loadOrders(orders as Order[]);
        return this.orders.isWanted ? this.orders.load(orders as Order[], nextTask) : undefined;
      },
    );
  }

  /** Loads what is for sale anew: the till may be at another location. */
  async loadCatalogue(caches: Caches, locationId: string | undefined): Promise<void> {
    caches.first.at(locationId);
    await this.#loadSettings(caches);
    await this.#load(
      caches,
      async () => ({
        products: (await caches.stored('products')) as Product[],
        levels: (await caches.stored('inventoryLevels')) as InventoryLevel[],
      }),
      ({ products, levels }) => this.catalogue.load(products, levels, locationId, nextTask),
    );
  }

  async #loadSettings(caches: Caches): Promise<void> {
    await this.#load(
      caches,
      async () => (await caches.storedByIds('settings', [settingsId])) as Settings[],
      ([settings]) => {
        if (settings) this.settings$.next(settings);
      },
    );
  }

  [Symbol.dispose](): void {
    this.#following.unsubscribe();
    this.#sales.unsubscribe();
  }

  /** Reads orders into the book. Where no caches are followed yet, orders are loaded with everything else. */
  async #readOrders(): Promise<void> {
    const caches = this.#caches;
    if (!caches) return;
    try {
      await this.#load(
        caches,
        () => caches.stored('orders'),
        orders => this.orders.load(orders as Order[], nextTask),
      );
    } catch (error) {
      // Caches that were swapped meanwhile are closed; the new ones are loaded when they are followed.
      if (!this.#followsOther(caches)) throw error;
    }
  }

  /**
   * [T35] Reads and loads, then applies what changed meanwhile; drops the reading if other caches are followed by then.
   */
  async #load<T>(
    caches: Caches,
    read: () => Promise<T>,
    load: (all: T) => Promise<void> | void,
  ): Promise<void> {
    const meanwhile: CacheEvent[] = [];
    this.#readings.add(meanwhile);
    try {
      const all = await read();
      if (this.#followsOther(caches)) return;
      const loading = load(all);
      for (const event of meanwhile) this.#take(event);
      await loading;
      if (this.#followsOther(caches)) return;
      // The new state, loaded beside the old one, has not seen the changes that the old one took.
      for (const event of meanwhile) this.#take(event);
    } finally {
      this.#readings.delete(meanwhile);
    }
  }

  /** Before any caches are followed, those being read are the ones that will be. */
  #followsOther(caches: Caches): boolean {
    return this.#caches !== undefined && this.#caches !== caches;
  }

  /** Takes a few changes at once, many in slices, between which others go on; always in their order. */
  #takeAll(events: readonly CacheEvent[]): void {
    if (!this.#taking && events.length <= takenAtOnce) {
      for (const event of events) this.#take(event);
      return;
    }
    this.#coming.add(events);
    this.#taking ??= this.#takeInSlices();
  }

  async #takeInSlices(): Promise<void> {
    try {
      do {
        await backgroundTask();
        const endAt = performance.now() + sliceMs;
        for (let event; performance.now() < endAt && (event = this.#coming.next());) this.#take(event);
      } while (!this.#coming.isEmpty);
    } finally {
      // Cleared synchronously after the last check: a later change then starts a new run.
      this.#taking = undefined;
    }
  }

  #take({ collection, id, document }: CacheEvent): void {
    const as = <T extends Cached>() => document as T | undefined;
    this.catalogue.set(collection, id, document);
    if (collection === 'settings' && document) this.settings$.next(document as Settings);
    if (collection === 'customers') this.#selling?.customers.setMirrored(id, as<Customer>());
    if (collection !== 'orders') return;
    this.#selling?.list.setOrder(id, as<Order>());
    this.orders.set(id, as<Order>());
  }
}
