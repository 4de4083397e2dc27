import { backgroundTask, nextTask } from '@tidemark/chunklog-storage';
import {
  settingsId,
  type Customer,
  type InventoryLevel,
  type Order,
  type Product,
  type Settings,
} from '@tidemark/schema';
import { BehaviorSubject, Subscription } from 'rxjs';
import type { Cached, CacheEvent, Caches } from '../caches/caches.ts';
import { MemoryCatalogue } from '../catalogue/memory-catalogue.ts';
import { productsOnFirstScreen, type FirstScreen } from './first-screen.ts';
import { OrderBook } from '../orders/order-book.ts';
import type { ShopSelling } from '../selling/shop-selling.ts';

/** More changes than so many, of products about 3 ms of work, are shown in slices. */
const takenAtOnce = 50;
/** One slice of them: a code that is scanned meanwhile waits no longer. */
const sliceMs = 5;

/** What pages read, in memory: loaded from the caches, and kept true by every change of theirs, whichever tab made it. */
export class Shown implements Disposable {
  readonly catalogue = new MemoryCatalogue();
  readonly settings$ = new BehaviorSubject<Settings | undefined>(undefined);
  /** Filled when somebody looks at orders for the first time. */
  readonly orders = new OrderBook({
    read: () => this.#readOrders(),
    saleOf: id => this.#selling?.list.get(id),
    customersHaving: word => this.#selling?.customers.having(word) ?? [],
  });
  #selling: Pick<ShopSelling, 'customers' | 'list'> | undefined;
  #following = new Subscription();
  #sales = new Subscription();
  #caches: Caches | undefined;
  /** What changes while something is being read, for each reading. */
  readonly #readings = new Set<CacheEvent[]>();
  /** Changes that came in great numbers, and are shown one after the other. */
  #coming: CacheEvent[] = [];
  #taking: Promise<void> | undefined;

  /** Resolves when everything that was stored so far is shown. */
  async settled(): Promise<void> {
    while (this.#taking) await this.#taking;
  }

  /** As it is now, for the next opening; undefined while something that is stored is not shown. */
  get firstScreen(): FirstScreen | undefined {
    if (this.#taking) return undefined;
    const { products, total } = this.catalogue.search('', productsOnFirstScreen);
    return { settings: this.settings$.value, products, total };
  }

  /** Before everything that is stored is read. */
  showFirst({ settings, products, total }: FirstScreen): void {
    if (settings) this.settings$.next(settings);
    this.catalogue.showFirst(products, total);
  }

  /**
   * Shows some products before everything is read: all that have the code, where one is given. Answers whether `look` knew of
   * them.
   */
  async bring(
    caches: Caches,
    look: (caches: Caches) => Promise<readonly Product[] | undefined>,
    code?: string,
  ): Promise<boolean> {
    let isKnown = false;
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

  /** Customers and orders go to whoever sells. */
  giveTo(selling: Pick<ShopSelling, 'customers' | 'list'>): void {
    this.#selling = selling;
    this.#sales.unsubscribe();
    this.#sales = selling.list.changes$.subscribe(ids => this.orders.salesChanged(ids));
  }

  /** These caches from now on. */
  async follow(caches: Caches, locationId: string | undefined): Promise<void> {
    this.#following.unsubscribe();
    this.#coming = [];
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

  /** What is for sale anew: the till may be at another location. */
  async loadCatalogue(caches: Caches, locationId: string | undefined): Promise<void> {
    await this.#load(
      caches,
      async () => ({
        products: (await caches.stored('products')) as Product[],
        levels: (await caches.stored('inventoryLevels')) as InventoryLevel[],
        settings: ((await caches.storedByIds('settings', [settingsId])) as Settings[])[0],
      }),
      ({ products, levels, settings }) => {
        if (settings) this.settings$.next(settings);
        return this.catalogue.load(products, levels, locationId, nextTask);
      },
    );
  }

  [Symbol.dispose](): void {
    this.#following.unsubscribe();
    this.#sales.unsubscribe();
  }

  /** Where no caches are followed yet, orders are loaded with everything else. */
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
      // Caches that were swapped meanwhile are closed; those in their place are loaded when they are followed.
      if (!this.#followsOther(caches)) throw error;
    }
  }

  /** [T35] What changed while it was being read is not in it; and it is nothing where other caches are followed by then. */
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
      // What is loaded beside the old knows nothing of what was told to the old.
      for (const event of meanwhile) this.#take(event);
    } finally {
      this.#readings.delete(meanwhile);
    }
  }

  /** Before any are followed, those that are read are those that will be. */
  #followsOther(caches: Caches): boolean {
    return this.#caches !== undefined && this.#caches !== caches;
  }

  /** Few at once, many in slices, between which others go on; always in their order. */
  #takeAll(events: readonly CacheEvent[]): void {
    if (!this.#taking && events.length <= takenAtOnce) {
      for (const event of events) this.#take(event);
      return;
    }
    this.#coming.push(...events);
    this.#taking ??= this.#takeInSlices();
  }

  async #takeInSlices(): Promise<void> {
    try {
      do {
        await backgroundTask();
        const endAt = performance.now() + sliceMs;
        for (let event; performance.now() < endAt && (event = this.#coming.shift());) this.#take(event);
      } while (this.#coming.length > 0);
    } finally {
      // In the same breath as the last look: what comes later finds nobody at work, and is not left lying.
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
