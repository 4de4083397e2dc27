import { IdsByValue } from '@tidemark/chunklog-storage';
import { wantedOfPeople, type Order, type Wanted } from '@tidemark/schema';
import { Subject, throttleTime, type Observable } from 'rxjs';
import { PrefixIndex } from '../catalogue/prefix-index.ts';
import type { SaleEntry } from '../selling/selling.ts';
import { SortedList } from '../catalogue/sorted-list.ts';
import { compact, newestFirst, wordsFindingOrder } from './order-words.ts';
import type { OrderQuery, Orders } from './orders.ts';

/** How many orders are indexed in one slice: about 5 ms of work. */
const ordersPerSlice = 200;

/** What the book asks of others about an order. */
export interface OrderBookParts {
  /** Reads all stored orders into `load`. */
  readonly read: () => Promise<void>;
  readonly saleOf: (saleId: string) => SaleEntry | undefined;
  /** Ids of customers with a wanted word of name, e-mail or phone. */
  readonly customersHaving: (wanted: Wanted) => readonly string[];
}

/**
 * All mirrored orders in memory. Nothing is read or indexed before `open` is called, so neither a sync nor an opening
 * of the till pays for it; afterwards the book takes every change of the caches. The storage holds the orders in memory
 * anyway: the book adds only its index.
 */
export class OrderBook implements Orders {
  readonly #parts: OrderBookParts;
  readonly #orders = new Map<string, Order>();
  readonly #newest = new SortedList(newestFirst);
  readonly #index = new PrefixIndex();
  /** Ids of orders by whole numbers: the order's own, and its receipt's. */
  readonly #numbers = new IdsByValue();
  readonly #numbersOf = new Map<string, readonly string[]>();
  readonly #ofCustomer = new IdsByValue();
  readonly #ofSale = new IdsByValue();
  readonly #changes = new Subject<void>();
  readonly changed$: Observable<void> = this.#changes.pipe(
    throttleTime(100, undefined, { leading: true, trailing: true }),
  );
  #opening: Promise<void> | undefined;
  #loads = 0;
  #isOpen = false;

  constructor(parts: OrderBookParts) {
    this.#parts = parts;
  }

  open(): Promise<void> {
    this.#opening ??= this.#parts.read().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Whether orders were ever asked for: only then are they loaded when other caches are followed. */
  get isWanted(): boolean {
    return this.#opening !== undefined;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get size(): number {
    return this.#orders.size;
  }

  get since(): number | undefined {
    const oldest = this.#newest.values.at(-1);
    return oldest && Date.parse(oldest.processedAt);
  }

  /**
   * Loads everything anew, in slices between which `rest` lets others go on. Orders that are not among these are gone
   * at once.
   */
  async load(orders: readonly Order[], rest: () => Promise<void>): Promise<void> {
    const load = ++this.#loads;
    const ids = new Set(orders.map(({ id }) => id));
    for (const id of [...this.#orders.keys()]) if (!ids.has(id)) this.#remove(id);
    for (let start = 0; start < orders.length; start += ordersPerSlice) {
      for (const order of orders.slice(start, start + ordersPerSlice)) this.#put(order);
      this.#changes.next();
      await rest();
      if (load !== this.#loads) return;
    }
    this.#isOpen = true;
    this.#changes.next();
  }

  /** Takes a change or removal of one order in the caches. Does nothing while orders were not asked for. */
  set(id: string, order: Order | undefined): void {
    if (!this.isWanted) return;
    if (order) this.#put(order);
    else this.#remove(id);
    this.#changes.next();
  }

  /** Takes sales that became known, or changed: their receipt numbers find their orders. */
  salesChanged(saleIds: readonly string[]): void {
    const ids = saleIds.flatMap(saleId => this.#ofSale.idsOf(saleId));
    for (const id of ids) {
      const order = this.#orders.get(id);
      if (order) this.#indexWords(order);
    }
    if (ids.length > 0) this.#changes.next();
  }

  search({ words, from, until }: OrderQuery): readonly Order[] {
    const inTime = this.#inTime(from, until);
    // Every order's name begins with "#", so nothing of a name was typed yet.
    if (/^[\s#]*$/.test(words)) return inTime;
    const sets = wantedOfPeople(words).map(wanted => this.#having(wanted));
    const found = sets.length > 0 ? inTime.filter(({ id }) => sets.every(ids => ids.has(id))) : [];
    const exact = new Set(this.#numbers.idsOf(compact(words)));
    if (exact.size === 0) return found;
    const isExact = ({ id }: Order) => exact.has(id);
    return [...found.filter(isExact), ...found.filter(order => !isExact(order))];
  }

  order(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  saleOf({ sourceIdentifier }: Pick<Order, 'sourceIdentifier'>): SaleEntry | undefined {
    return sourceIdentifier === null ? undefined : this.#parts.saleOf(sourceIdentifier);
  }

  /** Ids of orders with a wanted word, or of customers who have one. */
  #having(wanted: Wanted): ReadonlySet<string> {
    const ids = new Set(this.#index.matching([wanted]));
    for (const customer of this.#parts.customersHaving(wanted))
      for (const id of this.#ofCustomer.idsOf(customer)) ids.add(id);
    return ids;
  }

  #inTime(from: number | undefined, until: number | undefined): readonly Order[] {
    const all = this.#newest.values;
    if (from === undefined && until === undefined) return all;
    const first = until === undefined ? 0 : firstPlacedBefore(all, until);
    const last = from === undefined ? all.length : firstPlacedBefore(all, from);
    return all.slice(first, last);
  }

  #put(order: Order): void {
    if (this.#orders.get(order.id) === order) return;
    this.#remove(order.id);
    this.#orders.set(order.id, order);
    this.#newest.add(order);
    if (order.customerId !== null) this.#ofCustomer.add(order.customerId, order.id);
    if (order.sourceIdentifier !== null) this.#ofSale.add(order.sourceIdentifier, order.id);
    this.#indexWords(order);
  }

  #remove(id: string): void {
    const order = this.#orders.get(id);
    if (!order) return;
    this.#orders.delete(id);
    this.#newest.remove(order);
    if (order.customerId !== null) this.#ofCustomer.remove(order.customerId, id);
    if (order.sourceIdentifier !== null) this.#ofSale.remove(order.sourceIdentifier, id);
    for (const number of this.#numbersOf.get(id) ?? []) this.#numbers.remove(number, id);
    this.#numbersOf.delete(id);
    this.#index.delete(id);
  }

  #indexWords(order: Order): void {
    const { id } = order;
    const receiptNumber = this.saleOf(order)?.sale.receiptNumber;
    for (const number of this.#numbersOf.get(id) ?? []) this.#numbers.remove(number, id);
    const numbers = [order.name, receiptNumber ?? ''].map(compact).filter(each => each !== '');
    for (const number of numbers) this.#numbers.add(number, id);
    this.#numbersOf.set(id, numbers);
    this.#index.set(id, wordsFindingOrder(order, receiptNumber));
  }
}

/** The index of the first order placed before this time, in orders that stand newest first. */
function firstPlacedBefore(orders: readonly Order[], time: number): number {
  let [low, high] = [0, orders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Date.parse(orders[middle]?.processedAt ?? '') >= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
