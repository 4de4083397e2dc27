import { changesBetween, nobody, type CartEdit } from '@tidemark/conflict';
import type { SessionResponse } from '@tidemark/protocol';
import {
  type Cart,
  type CustomerEdit,
  type PricedSale,
  type RecordApproval,
  type Settings,
  type StockMove,
  type Tender,
} from '@tidemark/schema';
import { BehaviorSubject, Subscription, type Observable } from 'rxjs';
import type { UnsentBackups } from '../records/backup-copy/unsent-backups.ts';
import type { Ledger, LedgerChange } from '../records/marks/ledger.ts';
import { markId } from '../records/marks/marks.ts';
import type { RecordStore } from '../records/record-store.ts';
import { NotOpened } from '../records/backup-copy/sealed.ts';
import { exportWork, readWork } from '../records/backup-copy/unsent-file.ts';
import type { Keep } from '../browser/keep.ts';
import { Journal } from '../journal/journal.ts';
import type { TillKeys } from '../journal/till-keys.ts';
import { NotStored } from '../records/stored-collection.ts';
import { known, type Reason } from '../api/reason.ts';
import type { Wire } from '../wire/wire.ts';
import { cartOf, edited } from './carts/cart-edits.ts';
import { CartList } from './carts/cart-list.ts';
import { Cashier, saleNotFound } from './cashier.ts';
import { decide } from './decide.ts';
import { CustomerBook } from './customers/customer-book.ts';
import { withFields } from './customers/customer-entry.ts';
import { moveOf } from './move-of.ts';
import { RecordWriter } from './record-writer.ts';
import { Receipts } from './sales/receipts.ts';
import { priceDraft, taxTermsOf } from './price-draft.ts';
import { authorOf } from './ring-up.ts';
import { safetyOf } from './safety/safety-of.ts';
import { SaleList } from './sales/sale-list.ts';
import type {
  CustomerEntry,
  CustomerFields,
  ImportResult,
  MoveDraft,
  SaleDraft,
  Selling,
  SellResult,
} from './selling.ts';
import { takeOver } from './take-over.ts';
import { wayOf } from './record-status.ts';

export interface SellingParts {
  readonly name: string;
  readonly shop: string;
  readonly store: RecordStore;
  readonly ledger: Ledger;
  readonly unsentBackups: UnsentBackups;
  readonly keep: Keep;
  readonly wire: Pick<Wire, 'decide'>;
  readonly session: () => SessionResponse | undefined;
  readonly settings: () => Settings | undefined;
  readonly pricedUnder: () => Promise<string | null>;
  readonly available: (inventoryItemId: string, locationId: string) => number | undefined;
  readonly now: () => number;
  readonly newId: () => string;
  readonly keys: Pick<TillKeys, 'own'>;
  readonly clockCorrection: () => number | null;
  /** Whether the server gave the session to the person at the till. */
  readonly isConfirmed: () => boolean;
}

/** Selling on one shop's records: asks the parts that decide, and writes their results. */
export class ShopSelling implements Selling, Disposable {
  readonly customers = new CustomerBook();
  readonly list: SaleList;
  readonly isPersistent$ = new BehaviorSubject<boolean | undefined>(undefined);
  readonly broughtBack$ = new BehaviorSubject(0);
  readonly damaged$ = new BehaviorSubject(0);
  readonly provedAt$ = new BehaviorSubject<number | undefined>(undefined);
  readonly trouble$ = new BehaviorSubject<Reason | undefined>(undefined);
  readonly moves$ = new BehaviorSubject<MoveList>([]);
  readonly safety$;
  readonly #parts: SellingParts;
  readonly #writer: RecordWriter;
  readonly #journal: Journal;
  readonly #cashier: Cashier;
  readonly #carts: CartList;
  readonly #following = new Subscription();

  constructor(parts: SellingParts) {
    this.#parts = parts;
    const { store, ledger, unsentBackups, keep, name } = parts;
    this.list = new SaleList(ledger, () => parts.session()?.till.id, parts.now);
    this.#carts = new CartList(ledger);
    this.#writer = new RecordWriter(store, ledger, unsentBackups);
    this.#journal = new Journal({
      ...parts,
      marks: store.marks,
      writer: this.#writer,
      stored: id => store.of('sales').byId(id),
    });
    this.#cashier = new Cashier({
      ...parts,
      journal: this.#journal,
      key: async () => (await parts.keys.own())?.key,
      noteUnsigned: () => ledger.note(markId.unsigned, { count: ledger.unsigned + 1 }),
      soldAs: id => this.list.ofDraft(id)?.sale,
      highestReceipts: prefix => [this.list.highestReceipt(prefix), ledger.highestReceipt(prefix)],
      writer: this.#writer,
      isExempt: id => this.#isExempt(id),
      receipts: new Receipts(store.marks, keep, name),
    });
    this.safety$ = safetyOf({ ...this, ledger, backupCopy$: unsentBackups.state$ }, this.#following);
    for (const { id } of ledger.documents('customerEdits')) this.#takeEdit(id);
    this.#tellMoves();
    this.#following.add(ledger.changes$.subscribe(changes => this.#follow(changes)));
  }

  get sales$() {
    return this.list.entries$;
  }

  get salesChanged$() {
    return this.list.told$;
  }

  get carts$() {
    return this.#carts.parked$;
  }

  get openCarts$() {
    return this.#carts.open$;
  }

  cart$(id: string): Observable<Cart | undefined> {
    return this.#carts.follow(id);
  }

  get customersChanged$() {
    return this.customers.changed$;
  }

  quote(draft: SaleDraft): PricedSale {
    return priceDraft(draft, taxTermsOf(this.#parts.settings(), this.#isExempt(draft.customerId)));
  }

  async sell(
    draft: SaleDraft,
    tenders: readonly Tender[],
    approvals: readonly RecordApproval[] = [],
  ): Promise<SellResult> {
    const outcome = await this.#cashier.sell(draft, tenders, approvals);
    if (outcome.kind !== 'sold') return outcome;
    // The sale stands even if this fails: no till shows a cart that has a sale.
    if (draft.cartId !== null)
      await this.editCart(draft.cartId, [{ do: 'status', status: 'sold' }]).catch(() => undefined);
    const entry = this.list.get(outcome.sale.id);
    return entry ? { kind: 'sold', entry } : saleNotFound;
  }

  sale(id: string) {
    return this.list.get(id);
  }

  readonly salesOf = (ids: readonly string[]) => this.list.of(ids);

  searchCustomers(words: string, limit: number): readonly CustomerEntry[] {
    return this.customers.search(words, limit);
  }

  customer(id: string): CustomerEntry | undefined {
    return this.customers.get(id);
  }

  async addCustomer(fields: CustomerFields): Promise<CustomerEntry> {
    const { now, newId } = this.#parts;
    const id = newId();
    const changes = changesBetween(nobody, withFields(nobody, fields));
    await this.#writeEdit({
      id,
      ...authorOf(this.#session(), now()),
      customerId: id,
      isNew: true,
      changes,
      submission: null,
    });
    return this.#mustKnow(id);
  }

  async editCustomer(id: string, fields: CustomerFields): Promise<CustomerEntry> {
    const { now, newId } = this.#parts;
    const was = this.#mustKnow(id);
    const changes = changesBetween(was, withFields(was, fields));
    if (Object.keys(changes).length > 0) {
      const author = authorOf(this.#session(), now());
      await this.#writeEdit({
        id: newId(),
        ...author,
        customerId: was.id,
        isNew: false,
        changes,
        submission: null,
      });
    }
    return this.#mustKnow(id);
  }

  park(draft: SaleDraft, name: string | null): Promise<Cart> {
    const { now, newId } = this.#parts;
    const session = this.#session();
    if (draft.cartId !== null && this.#parts.ledger.document('carts', draft.cartId))
      return this.#parkAgain(draft.cartId);
    return this.#writer.write('carts', cartOf(draft, name, session, draft.saleId ?? newId(), now()));
  }

  resume(cartId: string): Promise<Cart | undefined> {
    return this.editCart(cartId, [{ do: 'status', status: 'open' }]);
  }

  editCart(cartId: string, edits: readonly CartEdit[]): Promise<Cart | undefined> {
    const { till } = this.#session();
    const now = this.#parts.now();
    return this.#writer.change('carts', cartId, cart => edited(cart, edits, till.id, now));
  }

  async move(draft: MoveDraft): Promise<StockMove> {
    const { now, newId } = this.#parts;
    const session = this.#session();
    const { inventoryItemId, variantId, note, reason, approvals = [] } = draft;
    const known = this.#parts.available(inventoryItemId, session.location.id);
    const moved = moveOf(draft, known);
    return this.#writer.write('stockMoves', {
      id: newId(),
      ...authorOf(session, now()),
      shiftId: null,
      ...(approvals.length > 0 ? { approvals: [...approvals] } : {}),
      inventoryItemId,
      variantId,
      ...moved,
      reason,
      note,
      key: newId(),
      submission: null,
    });
  }

  decide(...about: Parameters<Selling['decide']>): Promise<boolean> {
    return decide(this.#parts, ...about);
  }

  exportUnsent(passPhrase: string): Promise<string> {
    const { ledger, shop, now } = this.#parts;
    return exportWork(ledger, shop, now(), passPhrase);
  }

  async importUnsent(text: string, passPhrase: string): Promise<ImportResult> {
    const { ledger, shop } = this.#parts;
    try {
      const work = await readWork(text, shop, passPhrase);
      return { kind: 'imported', ...(await takeOver(work, this.#writer, ledger)) };
    } catch (error) {
      if (error instanceof NotOpened || error instanceof NotStored)
        return { kind: 'refused', message: error.message, reason: error.reason };
      throw error;
    }
  }

  /** Another person is signed in, or none. */
  sessionChanged(): void {
    this.list.reload();
  }

  [Symbol.dispose](): void {
    this.#following.unsubscribe();
  }

  async #parkAgain(cartId: string): Promise<Cart> {
    const cart = await this.editCart(cartId, [{ do: 'status', status: 'parked' }]);
    return known(cart, 'This cart is not known here.', 'cart-unknown');
  }

  async #writeEdit(edit: CustomerEdit): Promise<void> {
    await this.#writer.write('customerEdits', edit);
  }

  #isExempt(customerId: string | null): boolean {
    return customerId !== null && (this.customers.get(customerId)?.taxExempt ?? false);
  }

  #session(): SessionResponse {
    return known(this.#parts.session(), 'Sign in first.', 'sign-in-first');
  }

  #mustKnow(id: string): CustomerEntry {
    return known(this.customers.get(id), 'This customer is not known here.', 'customer-unknown');
  }

  #follow(changes: readonly LedgerChange[]): void {
    const of = (name: LedgerChange['collection']) =>
      changes.filter(each => each.collection === name).map(each => each.id);
    const sales = of('sales');
    this.#journal.changed(sales);
    if (sales.length > 0) this.list.changed(sales);
    const cartsWereSold = sales.filter(id => this.#carts.takeSale(id)).length > 0;
    for (const id of of('customerEdits')) this.#takeEdit(id);
    if (this.#carts.changed(of('carts')) || cartsWereSold) this.#carts.tell();
    if (of('stockMoves').length > 0) this.#tellMoves();
  }

  #takeEdit(id: string): void {
    const { ledger } = this.#parts;
    const edit = ledger.document('customerEdits', id);
    if (edit) this.customers.setEdit({ edit, refusal: ledger.refusal('customerEdits', id) });
    else this.customers.removeEdit(id);
  }

  #tellMoves(): void {
    const { ledger } = this.#parts;
    const moves = ledger.documents('stockMoves').sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    this.moves$.next(
      moves.map(move => ({ move, way: wayOf(move.submission, ledger.refusal('stockMoves', move.id)) })),
    );
  }
}

type MoveList = readonly { readonly move: StockMove; readonly way: ReturnType<typeof wayOf> }[];
