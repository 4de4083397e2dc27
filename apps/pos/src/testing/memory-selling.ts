import { editCart, type CartEdit } from '@tidemark/conflict';
import {
  draftIdOf,
  discountLines,
  lastReceiptNumber,
  nextReceiptNumber,
  priceSale,
  settle,
  type Cart,
  type Customer,
  type PricedSale,
  type TaxTerms,
  type Tender,
} from '@tidemark/schema';
import { aCart, aSale } from '@tidemark/schema/testing';
import type {
  CustomerEntry,
  CustomerFields,
  Safety,
  SaleDraft,
  SaleEntry,
  SellResult,
  RecordStatus,
} from '@tidemark/till';
import type { PageSelling } from '@tidemark/till/page';
import { BehaviorSubject, concatMap, distinctUntilChanged, map, type Observable, startWith } from 'rxjs';
import { MemoryCustomers } from './memory-customers.ts';

export interface MemorySellingOptions {
  readonly terms?: TaxTerms;
  readonly currency?: string;
  readonly customers?: readonly Customer[];
  readonly now?: () => number;
  /** Whether it answers after what a page does next, as a worker does. Default: false. */
  readonly answersLate?: boolean;
}

type Faked = Pick<
  PageSelling,
  | 'carts$'
  | 'openCarts$'
  | 'safety$'
  | 'cart$'
  | 'salesOf$'
  | 'customersById$'
  | 'sell'
  | 'addCustomer'
  | 'park'
  | 'resume'
  | 'editCart'
  | 'decide'
>;

const tillId = 'till-aaaa';
const vat: TaxTerms = { taxesIncluded: true, rates: [{ title: 'VAT', rate: 0.21 }] };

/** Selling without a database or a server, for tests of pages and for looking at them. */
export class MemorySelling implements Faked {
  readonly sales$ = new BehaviorSubject<readonly SaleEntry[]>([]);
  readonly carts$ = new BehaviorSubject<readonly Cart[]>([]);
  readonly openCarts$ = new BehaviorSubject<readonly Cart[]>([]);
  readonly safety$ = new BehaviorSubject<Safety>({
    unsent: { customerEdits: 0, sales: 0, stockMoves: 0, carts: 0 },
    notTaken: 0,
    notTakenOf: { customerEdits: 0, sales: 0, stockMoves: 0, carts: 0 },
    refused: 0,
    refusedOf: { customerEdits: 0, sales: 0, stockMoves: 0 },
    heldBack: 0,
    misplaced: 0,
    unsigned: 0,
    isPersistent: true,
    backupCopy: { kind: 'kept' },
    broughtBack: 0,
    provedAt: undefined,
    damaged: 0,
    trouble: undefined,
  });
  readonly customers: MemoryCustomers;
  /** The result of the next sale, in place of selling it. */
  refuseWith: Exclude<SellResult, { kind: 'sold' }> | undefined;
  readonly #terms: TaxTerms;
  readonly #currency: string;
  readonly #now: () => number;
  readonly #answersLate: boolean;
  readonly #carts$ = new BehaviorSubject<ReadonlyMap<string, Cart>>(new Map());
  #made = 0;

  constructor(options: MemorySellingOptions = {}) {
    this.#terms = options.terms ?? vat;
    this.#currency = options.currency ?? 'EUR';
    this.#now = options.now ?? Date.now;
    this.#answersLate = options.answersLate ?? false;
    this.customers = new MemoryCustomers(options.customers ?? []);
  }

  async sell(draft: SaleDraft, tenders: readonly Tender[]): Promise<SellResult> {
    const refusal = this.refuseWith;
    this.refuseWith = undefined;
    if (refusal) return refusal;
    if (draft.lines.length === 0)
      return { kind: 'not-sold', message: 'empty', reason: { code: 'cart-empty' } };
    const known = this.sales$.value.find(({ sale }) => draftIdOf(sale) === draft.saleId);
    if (known) return { kind: 'sold', entry: known };
    const { lines, taxLines, due } = this.#quote(draft);
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

  #quote(draft: SaleDraft): PricedSale {
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

  salesOf$(ids: readonly string[]): Observable<readonly SaleEntry[]> {
    const isOf = ({ sale }: SaleEntry) =>
      ids.includes(sale.id) || (sale.cartId !== null && ids.includes(sale.cartId));
    return this.#answer(this.sales$.pipe(map(sales => sales.filter(isOf))));
  }

  customersById$(ids: readonly string[]): Observable<ReadonlyMap<string, CustomerEntry>> {
    const found = () => ids.flatMap(id => this.customers.get(id) ?? []);
    return this.#answer(
      this.customers.changed$.pipe(
        startWith(undefined),
        map(() => new Map(found().map(each => [each.id, each]))),
      ),
    );
  }

  async addCustomer(fields: CustomerFields): Promise<CustomerEntry> {
    const entry = this.customers.add(fields);
    this.#count();
    return entry;
  }

  cart$(id: string): Observable<Cart | undefined> {
    return this.#answer(
      this.#carts$.pipe(
        map(carts => carts.get(id)),
        distinctUntilChanged(),
      ),
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

  async decide(...[collection, id, decision, effect]: Parameters<PageSelling['decide']>): Promise<boolean> {
    const way: RecordStatus =
      decision.do === 'resolve'
        ? { at: 'resolved', note: decision.note }
        : { at: 'server', attempts: 0, unanswered: 0 };
    if (effect !== undefined) return this.#correct(id, effect, way);
    if (collection === 'customerEdits') this.customers.arrive(id, way);
    this.arrive(id, way);
    return true;
  }

  #correct(id: string, effect: string, way: RecordStatus): boolean {
    const entry = this.sales$.value.find(({ sale }) => sale.id === id);
    const isKnown = entry?.corrections.some(({ key }) => key === effect) ?? false;
    const corrections = entry?.corrections.map(each => (each.key === effect ? { ...each, way } : each));
    if (entry && corrections && isKnown) this.arrive(id, entry.way, { corrections });
    return isKnown;
  }

  /** Sets what became of a sale. */
  arrive(id: string, way: RecordStatus, change: Partial<SaleEntry> = {}): void {
    this.sales$.next(
      this.sales$.value.map(entry => (entry.sale.id === id ? { ...entry, ...change, way } : entry)),
    );
    this.#count();
  }

  #count(): void {
    const of = (at: RecordStatus['at']) => ({
      customerEdits: this.customers.count(at),
      sales: this.sales$.value.filter(entry => isAt(entry, at)).length,
      stockMoves: 0,
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

  #answer<T>(answers$: Observable<T>): Observable<T> {
    return this.#answersLate ? answers$.pipe(concatMap(inALaterTask)) : answers$;
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

/** Whether a sale is there, or has a correction that was refused. */
function isAt({ way, corrections }: SaleEntry, at: RecordStatus['at']): boolean {
  return way.at === at || (at === 'refused' && corrections.some(each => each.way.at === at));
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
    corrections: [],
    orderLocationId: undefined,
    isOwn: true,
    ...change,
  };
}

async function inALaterTask<T>(value: T): Promise<T> {
  await new Promise(resolve => setImmediate(resolve));
  return value;
}

/** Resolves when all answers of a `MemorySelling`, and what follows from them, are there, however slow the machine is. */
export async function allAnswered(): Promise<void> {
  for (let task = 0; task < 20; task++) await new Promise(resolve => setImmediate(resolve));
}
