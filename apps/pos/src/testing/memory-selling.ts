import { editCart, type CartEdit } from '@tidemark/conflict';
import {
  discountLines,
  lastReceiptNumber,
  nextReceiptNumber,
  priceSale,
  settle,
  type Cart,
  type Customer,
  type PricedSale,
  type StockMove,
  type TaxTerms,
  type Tender,
} from '@tidemark/schema';
import { aCart, aSale, aStockMove } from '@tidemark/schema/testing';
import type {
  CustomerEntry,
  CustomerFields,
  ImportResult,
  MoveDraft,
  Safety,
  SaleDraft,
  SaleEntry,
  Selling,
  SellResult,
  RecordStatus,
} from '@tidemark/till';
import { BehaviorSubject, distinctUntilChanged, map, type Observable } from 'rxjs';
import { MemoryCustomers } from './memory-customers.ts';

export interface MemorySellingOptions {
  readonly terms?: TaxTerms;
  readonly currency?: string;
  readonly customers?: readonly Customer[];
  readonly now?: () => number;
  /** The available units that the till shows of an inventory item. */
  readonly available?: (inventoryItemId: string) => number;
}

const tillId = 'till-aaaa';
const vat: TaxTerms = { taxesIncluded: true, rates: [{ title: 'VAT', rate: 0.21 }] };

/** Selling without a database or a server, for tests of pages and for looking at them. */
export class MemorySelling implements Selling {
  readonly sales$ = new BehaviorSubject<readonly SaleEntry[]>([]);
  readonly salesChanged$ = this.sales$.pipe(map(() => undefined));
  readonly carts$ = new BehaviorSubject<readonly Cart[]>([]);
  readonly openCarts$ = new BehaviorSubject<readonly Cart[]>([]);
  readonly moves$ = new BehaviorSubject<readonly { readonly move: StockMove; readonly way: RecordStatus }[]>(
    [],
  );
  readonly safety$ = new BehaviorSubject<Safety>({
    unsent: { customerEdits: 0, sales: 0, stockMoves: 0, carts: 0 },
    notTaken: 0,
    notTakenOf: { customerEdits: 0, sales: 0, stockMoves: 0, carts: 0 },
    refused: 0,
    refusedOf: { customerEdits: 0, sales: 0, stockMoves: 0 },
    misplaced: 0,
    isPersistent: true,
    backupCopy: { kind: 'kept' },
    broughtBack: 0,
    damaged: 0,
    trouble: undefined,
  });
  readonly customers: MemoryCustomers;
  /** The result of the next sale, in place of selling it. */
  refuseWith: Exclude<SellResult, { kind: 'sold' }> | undefined;
  readonly #terms: TaxTerms;
  readonly #currency: string;
  readonly #now: () => number;
  readonly #available: (inventoryItemId: string) => number;
  readonly #carts$ = new BehaviorSubject<ReadonlyMap<string, Cart>>(new Map());
  #made = 0;

  constructor(options: MemorySellingOptions = {}) {
    this.#terms = options.terms ?? vat;
    this.#currency = options.currency ?? 'EUR';
    this.#now = options.now ?? Date.now;
    this.#available = options.available ?? (() => 5);
    this.customers = new MemoryCustomers(options.customers ?? []);
  }

  get customersChanged$() {
    return this.customers.changed$;
  }

  quote(draft: SaleDraft): PricedSale {
    const lines = draft.lines.map(({ id, item, quantity, note }) => ({
      id,
      ...item,
      quantity,
      note,
      discounts: [],
    }));
    return priceSale(discountLines(lines, draft.discount), {
      ...this.#terms,
      isExempt: this.#isExempt(draft.customerId),
    });
  }

  async sell(draft: SaleDraft, tenders: readonly Tender[]): Promise<SellResult> {
    const refusal = this.refuseWith;
    this.refuseWith = undefined;
    if (refusal) return refusal;
    const { lines, taxLines, due } = this.quote(draft);
    const settled = settle(due.total, tenders);
    if (settled.kind !== 'paid')
      return { kind: 'not-sold', message: 'not paid', reason: { code: 'payment-not-whole' } };
    const numbers = this.sales$.value.map(({ sale }) => sale.receiptNumber);
    const sale = aSale({
      id: draft.saleId ?? this.#newId('sale'),
      createdAt: this.#instant(),
      receiptNumber: nextReceiptNumber('A', lastReceiptNumber('A', numbers)),
      currency: this.#currency,
      taxesIncluded: this.#terms.taxesIncluded,
      ...(this.#isExempt(draft.customerId) ? { taxExempt: true } : {}),
      cartId: draft.cartId,
      customerId: draft.customerId,
      note: draft.note,
      lines,
      taxLines,
      tenders: [...tenders],
      totals: { ...due, paid: settled.paid, change: settled.change },
    });
    const entry = anEntry({ sale });
    this.sales$.next([entry, ...this.sales$.value]);
    if (draft.cartId !== null) await this.editCart(draft.cartId, [{ do: 'status', status: 'sold' }]);
    this.#count();
    return { kind: 'sold', entry };
  }

  #isExempt(customerId: string | null): boolean {
    return customerId !== null && (this.customers.get(customerId)?.taxExempt ?? false);
  }

  sale(id: string): SaleEntry | undefined {
    return this.sales$.value.find(entry => entry.sale.id === id);
  }

  salesOf(ids: readonly string[]): readonly SaleEntry[] {
    return this.sales$.value.filter(
      ({ sale }) => ids.includes(sale.id) || (sale.cartId !== null && ids.includes(sale.cartId)),
    );
  }

  searchCustomers(words: string, limit: number): readonly CustomerEntry[] {
    return this.customers.search(words, limit);
  }

  customer(id: string): CustomerEntry | undefined {
    return this.customers.get(id);
  }

  async addCustomer(fields: CustomerFields): Promise<CustomerEntry> {
    const entry = this.customers.add(fields);
    this.#count();
    return entry;
  }

  async editCustomer(id: string, fields: CustomerFields): Promise<CustomerEntry> {
    const entry = this.customers.edit(id, fields);
    this.#count();
    return entry;
  }

  cart$(id: string): Observable<Cart | undefined> {
    return this.#carts$.pipe(
      map(carts => carts.get(id)),
      distinctUntilChanged(),
    );
  }

  async park(draft: SaleDraft, name: string | null): Promise<Cart> {
    const id = draft.saleId ?? this.#newId('cart');
    const known = this.#carts$.value.get(id);
    if (known) return known;
    const edits: CartEdit[] = [
      ...draft.lines.flatMap(({ id: lineId, item, quantity, note }): CartEdit[] => [
        { do: 'add', lineId, item, units: quantity },
        { do: 'note-line', lineId, note },
      ]),
      { do: 'discount', discount: draft.discount },
      { do: 'customer', customerId: draft.customerId },
      { do: 'note', note: draft.note },
      { do: 'name', name },
      { do: 'status', status: 'parked' },
    ];
    const empty = aCart({ id, createdAt: this.#instant(), currency: this.#currency });
    return this.setCart(this.#edited(empty, edits));
  }

  resume(cartId: string): Promise<Cart | undefined> {
    return this.editCart(cartId, [{ do: 'status', status: 'open' }]);
  }

  async editCart(cartId: string, edits: readonly CartEdit[]): Promise<Cart | undefined> {
    const cart = this.#carts$.value.get(cartId);
    return cart && this.setCart(this.#edited(cart, edits));
  }

  /** Sets a cart as any till may have changed it. */
  setCart(cart: Cart): Cart {
    this.#carts$.next(new Map([...this.#carts$.value, [cart.id, cart]]));
    const carts = [...this.#carts$.value.values()].reverse();
    this.carts$.next(carts.filter(each => each.status.value === 'parked'));
    this.openCarts$.next(carts.filter(each => each.status.value === 'open'));
    return cart;
  }

  async move(draft: MoveDraft): Promise<StockMove> {
    const shown = draft.reason === 'count' ? draft.seen : undefined;
    const seen = shown ?? this.#available(draft.inventoryItemId);
    const counted = draft.reason === 'count' ? draft.counted : null;
    const delta =
      draft.reason === 'count'
        ? draft.counted - seen
        : draft.reason === 'damage'
          ? -draft.units
          : draft.units;
    const { inventoryItemId, variantId, note, reason } = draft;
    const createdAt = this.#instant();
    const base = { id: this.#newId('move'), createdAt, inventoryItemId, variantId, note, reason };
    const move = aStockMove({ ...base, delta, counted, seen: counted === null ? null : seen });
    this.moves$.next([{ move, way: { at: 'this-till' } }, ...this.moves$.value]);
    this.#count();
    return move;
  }

  async decide(...[collection, id, decision]: Parameters<Selling['decide']>): Promise<boolean> {
    const way: RecordStatus =
      decision.do === 'resolve'
        ? { at: 'resolved', note: decision.note }
        : { at: 'server', attempts: 0, unanswered: 0 };
    if (collection === 'customerEdits') this.customers.arrive(id, way);
    this.arrive(id, way);
    return true;
  }

  async exportUnsent(): Promise<string> {
    return JSON.stringify(this.sales$.value.map(entry => entry.sale));
  }

  async importUnsent(text: string): Promise<ImportResult> {
    return text.startsWith('[')
      ? { kind: 'imported', added: 0, known: (JSON.parse(text) as unknown[]).length }
      : { kind: 'refused', message: 'not opened', reason: { code: 'file-not-opened' } };
  }

  /** Sets what became of a sale or a move. */
  arrive(id: string, way: RecordStatus, change: Partial<SaleEntry> = {}): void {
    this.sales$.next(
      this.sales$.value.map(entry => (entry.sale.id === id ? { ...entry, ...change, way } : entry)),
    );
    this.moves$.next(this.moves$.value.map(each => (each.move.id === id ? { ...each, way } : each)));
    this.#count();
  }

  #count(): void {
    const here = (entries: readonly { readonly way: RecordStatus }[], at: RecordStatus['at']) =>
      entries.filter(entry => entry.way.at === at).length;
    const of = (at: RecordStatus['at']) => ({
      customerEdits: this.customers.count(at),
      sales: here(this.sales$.value, at),
      stockMoves: here(this.moves$.value, at),
    });
    const [refusedOf, notTakenOf] = [of('refused'), { ...of('not-taken'), carts: 0 }];
    const sum = (counts: object) =>
      Object.values(counts).reduce((all: number, each: number) => all + each, 0);
    this.safety$.next({
      ...this.safety$.value,
      unsent: {
        customerEdits: of('this-till').customerEdits + notTakenOf.customerEdits,
        sales: of('this-till').sales + notTakenOf.sales,
        stockMoves: of('this-till').stockMoves + notTakenOf.stockMoves,
        carts: 0,
      },
      notTaken: sum(notTakenOf),
      notTakenOf,
      refused: sum(refusedOf),
      refusedOf,
    });
  }

  #edited(cart: Cart, edits: readonly CartEdit[]): Cart {
    return edits.reduce((each, edit) => editCart(each, edit, tillId, this.#now()), cart);
  }

  #newId(kind: string): string {
    return `${kind}-${String((this.#made += 1)).padStart(4, '0')}`;
  }

  #instant(): string {
    return new Date(this.#now()).toISOString();
  }
}

/** A sale of this till that is nowhere else yet, plain except for what the test says. */
export function anEntry(change: Partial<SaleEntry> = {}): SaleEntry {
  return {
    sale: aSale(),
    way: { at: 'this-till' },
    orderName: undefined,
    order: undefined,
    differences: [],
    misplaced: [],
    orderLocationId: undefined,
    isOwn: true,
    ...change,
  };
}
