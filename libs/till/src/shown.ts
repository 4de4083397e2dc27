import {
  settingsId,
  type Customer,
  type InventoryLevel,
  type Order,
  type Product,
  type Settings,
} from '@tidemark/schema';
import { BehaviorSubject, Subscription } from 'rxjs';
import type { Cached, CacheEvent, Caches } from './caches.ts';
import { MemoryCatalogue } from './memory-catalogue.ts';
import type { ShopSelling } from './selling/shop-selling.ts';

/** What pages read, in memory: loaded from the caches, and kept true by every change of theirs, whichever tab made it. */
export class Shown implements Disposable {
  readonly catalogue = new MemoryCatalogue();
  readonly settings$ = new BehaviorSubject<Settings | undefined>(undefined);
  #selling: Pick<ShopSelling, 'customers' | 'list'> | undefined;
  #following = new Subscription();

  /** Customers and orders go to whoever sells. */
  giveTo(selling: Pick<ShopSelling, 'customers' | 'list'>): void {
    this.#selling = selling;
  }

  /** These caches from now on. */
  async follow(caches: Caches, locationId: string | undefined): Promise<void> {
    this.#following.unsubscribe();
    this.#following = caches.changes$.subscribe(events => {
      for (const event of events) this.#take(event);
    });
    await this.loadCatalogue(caches, locationId);
    await this.#selling?.customers.load((await caches.stored('customers')) as Customer[]);
    this.#selling?.list.loadOrders((await caches.stored('orders')) as Order[]);
  }

  /** What is for sale anew: the till may be at another location. */
  async loadCatalogue(caches: Caches, locationId: string | undefined): Promise<void> {
    const products = (await caches.stored('products')) as Product[];
    const levels = (await caches.stored('inventoryLevels')) as InventoryLevel[];
    const [settings] = (await caches.storedByIds('settings', [settingsId])) as Settings[];
    this.catalogue.load(products, levels, locationId);
    if (settings) this.settings$.next(settings);
  }

  [Symbol.dispose](): void {
    this.#following.unsubscribe();
  }

  #take({ collection, id, document }: CacheEvent): void {
    const as = <T extends Cached>() => document as T | undefined;
    this.catalogue.set(collection, id, document);
    if (collection === 'settings' && document) this.settings$.next(document as Settings);
    if (collection === 'customers') this.#selling?.customers.setMirrored(id, as<Customer>());
    if (collection === 'orders') this.#selling?.list.setOrder(id, as<Order>());
  }
}
