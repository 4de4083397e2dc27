import { draftIdOf, type Order, type Sale } from '@tidemark/schema';
import { defer, map, shareReplay, startWith, Subject, type Observable } from 'rxjs';
import type { Ledger } from '../../records/marks/ledger.ts';
import { HighestReceipts } from './highest-receipts.ts';
import { newestFirst } from './newest-first.ts';
import type { SaleEntry } from '../selling.ts';
import { entryOf } from '../record-status.ts';

/** All sales that this till knows, newest first, each with the order that it became. */
export class SaleList {
  /** Sorted only while a page looks: sorting a long history takes a while, and a sale must not wait for it. */
  readonly entries$: Observable<readonly SaleEntry[]>;
  /** Ids of sales that were written or changed. */
  readonly changes$ = new Subject<readonly string[]>();
  readonly #ledger: Ledger;
  readonly #tillId: () => string | undefined;
  readonly #now: () => number;
  readonly #entries = new Map<string, SaleEntry>();
  /** Mirrored orders that tills made, by Shopify's id, and by the id of their sale. */
  readonly #orders = new Map<string, Order>();
  readonly #orderOfSale = new Map<string, string>();
  /** Sales by the cart that they were made from. */
  readonly #salesOfCart = new Map<string, Set<string>>();
  /** Sales by the draft that became them. */
  readonly #saleOfDraft = new Map<string, string>();
  readonly #highest = new HighestReceipts();
  readonly #told$ = new Subject<void>();
  readonly told$: Observable<void> = this.#told$;
  #isTelling = false;

  constructor(ledger: Ledger, tillId: () => string | undefined, now: () => number) {
    this.#now = now;
    this.#ledger = ledger;
    this.#tillId = tillId;
    for (const sale of ledger.documents('sales')) this.#note(sale);
    this.entries$ = defer(() =>
      this.#told$.pipe(
        startWith(undefined),
        map(() => this.#inOrder()),
      ),
    ).pipe(shareReplay({ bufferSize: 1, refCount: true }));
  }

  get(id: string): SaleEntry | undefined {
    const known = this.#entries.get(id);
    if (known) return known;
    const sale = this.#ledger.document('sales', id);
    return sale && this.#make(sale);
  }

  /** The sale that a draft became. */
  ofDraft(draftId: string): SaleEntry | undefined {
    return this.get(this.#saleOfDraft.get(draftId) ?? draftId);
  }

  /** The sales with one of these ids, of a draft with one of them, and made from a cart with one of them. */
  of(ids: readonly string[]): readonly SaleEntry[] {
    const found = new Set(
      ids.flatMap(id => [this.#saleOfDraft.get(id) ?? id, ...(this.#salesOfCart.get(id) ?? [])]),
    );
    return [...found].flatMap(id => this.get(id) ?? []);
  }

  /** The highest receipt number of a prefix that is known here. */
  highestReceipt(prefix: string): string | undefined {
    return this.#highest.of(prefix);
  }

  /** Makes everything anew: another person is signed in. */
  reload(): void {
    this.#entries.clear();
    this.#tell();
  }

  changed(ids: readonly string[]): void {
    for (const id of ids) {
      this.#entries.delete(id);
      const sale = this.#ledger.document('sales', id);
      if (sale) this.#note(sale);
    }
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

  #note(sale: Sale): void {
    const { id, cartId, receiptNumber } = sale;
    this.#highest.take(receiptNumber);
    if (sale.journal) this.#saleOfDraft.set(draftIdOf(sale), id);
    if (cartId === null) return;
    const known = this.#salesOfCart.get(cartId);
    if (known) known.add(id);
    else this.#salesOfCart.set(cartId, new Set([id]));
  }

  /** Keeps the orders of tills; others belong to no sale here. */
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

  /** Tells once about everything that changed in one go. */
  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      this.#told$.next();
    });
  }

  #inOrder(): readonly SaleEntry[] {
    const entries = this.#ledger
      .documents('sales')
      .map(sale => this.#entries.get(sale.id) ?? this.#make(sale));
    return newestFirst(entries, this.#now());
  }
}
