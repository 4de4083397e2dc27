import type { Order, Sale } from '@tidemark/schema';
import { BehaviorSubject, Subject } from 'rxjs';
import type { Ledger } from '../promises/ledger.ts';
import { newestFirst } from './newest-first.ts';
import type { SaleEntry } from './selling.ts';
import { entryOf } from './ways.ts';

/** All sales that this till knows, newest first, each with the order that it became. */
export class SaleList {
  readonly entries$ = new BehaviorSubject<readonly SaleEntry[]>([]);
  /** Ids of sales that were written or changed. */
  readonly changes$ = new Subject<readonly string[]>();
  readonly #ledger: Ledger;
  readonly #tillId: () => string | undefined;
  readonly #now: () => number;
  readonly #entries = new Map<string, SaleEntry>();
  /** Mirrored orders that tills made, by Shopify's id, and by the sale that they were. */
  readonly #orders = new Map<string, Order>();
  readonly #orderOfSale = new Map<string, string>();
  #isTelling = false;

  constructor(ledger: Ledger, tillId: () => string | undefined, now: () => number) {
    this.#now = now;
    this.#ledger = ledger;
    this.#tillId = tillId;
    this.reload();
  }

  get(id: string): SaleEntry | undefined {
    const known = this.#entries.get(id);
    if (known) return known;
    const sale = this.#ledger.document('sales', id);
    return sale && this.#make(sale);
  }

  /** Everything anew: somebody else is signed in. */
  reload(): void {
    this.#entries.clear();
    this.#tell();
  }

  changed(ids: readonly string[]): void {
    for (const id of ids) this.#entries.delete(id);
    this.changes$.next(ids);
    this.#tell();
  }

  loadOrders(orders: readonly Order[]): void {
    this.#orders.clear();
    this.#orderOfSale.clear();
    for (const order of orders) this.#takeOrder(order);
    this.reload();
  }

  setOrder(id: string, order: Order | undefined): void {
    const before = this.#orders.get(id);
    this.#orders.delete(id);
    if (before?.sourceIdentifier) this.#orderOfSale.delete(before.sourceIdentifier);
    if (order) this.#takeOrder(order);
    const saleIds = [before?.sourceIdentifier, order?.sourceIdentifier].filter(each => each != null);
    if (saleIds.length > 0) this.changed(saleIds);
  }

  /** Orders of elsewhere are nobody's sale here, and not kept. */
  #takeOrder(order: Order): void {
    if (order.sourceIdentifier === null) return;
    this.#orders.set(order.id, order);
    this.#orderOfSale.set(order.sourceIdentifier, order.id);
  }

  #make(sale: Sale): SaleEntry {
    const orderId =
      sale.submission?.state === 'accepted' ? sale.submission.orderId : this.#orderOfSale.get(sale.id);
    const order = orderId === undefined ? undefined : this.#orders.get(orderId);
    const entry = entryOf(sale, this.#ledger.refusal('sales', sale.id), order, this.#tillId());
    this.#entries.set(sale.id, entry);
    return entry;
  }

  /** Once for all that changed in one go. */
  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      const entries = this.#ledger
        .documents('sales')
        .map(sale => this.#entries.get(sale.id) ?? this.#make(sale));
      this.entries$.next(newestFirst(entries, this.#now()));
    });
  }
}
