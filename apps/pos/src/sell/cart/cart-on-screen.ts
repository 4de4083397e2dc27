import { msg, str } from '@tidemark/elements/language';
import type { CartEdit } from '@tidemark/conflict';
import type { RecordApproval, Tender } from '@tidemark/schema';
import type { SaleDraft, SellResult } from '@tidemark/till';
import type { PageSelling } from '@tidemark/till/page';
import { BehaviorSubject, filter, map, Subject, Subscription, switchMap, take } from 'rxjs';
import { CartAnswers, salesOf$ } from './cart-answers.ts';
import { fateOf, soldFate, type Leaving } from './cart-fate.ts';
import { draftOf, editsBetween } from './draft-edits.ts';
import { beyond, emptyDraft, isAnotherCart, isEmpty, isSameCart, together } from './draft.ts';
import { EditQueue } from './edit-queue.ts';
import { errorWords } from '../error-words.ts';
import { CartPlace, type CartKeep } from './kept-cart.ts';
import { Turns } from './turns.ts';

/** What a cart on screen needs of a till. */
export type CartSelling = Pick<PageSelling, 'cart$' | 'salesOf$' | 'sell' | 'park' | 'resume' | 'editCart'>;

/**
 * The cart on this till's screen, kept over reloads. A new cart lives in the keep alone. A resumed cart is still a
 * parked cart: each change goes to it, merges with other tills' changes, and is not lost. A cart leaves the screen when
 * its cashier says so, or with a message why.
 */
export class CartOnScreen implements Disposable {
  readonly draft$ = new BehaviorSubject<SaleDraft>(emptyDraft);
  /**
   * Why the last change of a parked cart could not be stored, in words. The change is still on screen, and sold with
   * the cart.
   */
  readonly trouble$ = new BehaviorSubject<string | undefined>(undefined);
  /** Why a cart left the screen though this cashier did nothing, in words; until the cashier has read it. */
  readonly news$ = new BehaviorSubject<string | undefined>(undefined);
  readonly #selling: CartSelling;
  readonly #place: CartPlace;
  readonly #newId: () => string;
  readonly #subscriptions = new Subscription();
  readonly #turns = new Turns();
  readonly #answers: CartAnswers;
  /** What was sold elsewhere, and its sale is not here yet. */
  readonly #unexplained$ = new Subject<SaleDraft>();
  /** The edits of a parked cart. */
  #edits: EditQueue | undefined;
  /** The draft that is being parked. */
  #leaving: SaleDraft | undefined;
  /** The draft that was being parked when the page before ended, until it is back on screen. */
  #returning: SaleDraft | undefined;
  /** An id under which a sale was stored, or may have been: nothing else is sold under it. */
  #usedId: string | undefined;
  /** The draft with which this page opened, until it first knows what became of it. */
  #opened: SaleDraft | undefined;
  #isPaying = false;
  #turn = 0;

  constructor(
    selling: CartSelling,
    keep: CartKeep,
    key: string,
    newId: () => string = () => crypto.randomUUID(),
  ) {
    this.#newId = newId;
    this.#selling = selling;
    this.#place = new CartPlace(keep, key);
    const { draft, leaving } = this.#place.read();
    this.#answers = new CartAnswers(selling, () => this.#edits);
    this.#subscriptions.add(this.#answers.changed$.subscribe(() => this.#weigh()));
    this.#subscriptions.add(this.#explained$().subscribe(sold => this.#takeSale(sold)));
    if (leaving || !isNothing(draft)) void this.#turns.take(() => this.#open(draft, leaving));
    else this.#put(draft);
  }

  /** Another number is another cart: what was done for the cart before does not apply to this one. */
  get turn(): number {
    return this.#turn;
  }

  get draft(): SaleDraft {
    return this.draft$.value;
  }

  /**
   * Shows what another tab of this till kept. This tab may know less of it so far: what it hears from now on counts.
   */
  reload(): void {
    const { draft, leaving } = this.#place.read();
    // The other tab may have put it back.
    if (this.#returning) this.#returning = leaving;
    this.#answers.distrust(draft);
    this.#put(draft);
    this.#weigh();
  }

  /** Shows the cashier's change of the cart, and stores it where the cart is a parked one. */
  change(after: SaleDraft): void {
    const before = this.draft;
    const edits = after.cartId === before.cartId ? editsBetween(before, after) : [];
    if (this.#edits && edits.length > 0) this.#store(this.#edits, edits);
    this.#show(after);
  }

  /** Takes everything off the screen. The function that it returns puts it back, with what came meanwhile. */
  clear(): () => void {
    const before = this.draft;
    const edits = this.#edits;
    if (edits) this.#store(edits, [{ do: 'status', status: 'discarded' }]);
    this.#show(emptyDraft);
    return () => {
      if (edits && this.draft.cartId === null) this.#store(edits, [{ do: 'status', status: 'open' }]);
      this.#putBack(before, edits);
    };
  }

  /**
   * Parks the cart for every till of the shop; the screen is free at once. If that fails, the cart is on screen again.
   */
  park(name: string | null): Promise<void> {
    return this.#turns.take(() => this.#park(name));
  }

  /**
   * Takes a parked cart, or one from another till's screen, onto this screen. The cart that was here is parked, and
   * what came meanwhile goes into the new one. False: it is no longer known here.
   */
  resume(cartId: string): Promise<boolean> {
    return this.#turns.take(async () => {
      if (!isEmpty(this.draft)) await this.#park(null);
      else if (this.draft.cartId !== null) this.clear();
      const cart = await this.#selling.resume(cartId);
      if (!cart) return false;
      this.news$.next(undefined);
      this.#putBack(draftOf(cart), new EditQueue(this.#selling, cart.id, cart));
      return true;
    });
  }

  /**
   * Resolves when what was done to a parked cart is in it, and what this till knows of others' changes is on screen.
   */
  async settled(): Promise<void> {
    await this.#turns.idle();
    await this.#weighed();
  }

  /**
   * Sells what is on screen, once it is known that it is not sold yet. Only what was sold leaves the screen, not what
   * came while the sale was being stored.
   */
  sell(tenders: readonly Tender[], approvals: readonly RecordApproval[] = []): Promise<SellResult> {
    return this.#turns.take(async () => {
      if (!this.#answers.isThere || this.#edits?.isWriting) await this.#weighed();
      const { draft } = this;
      this.#isPaying = true;
      try {
        const result = await this.#selling.sell(draft, tenders, approvals);
        this.#usedId = draft.saleId;
        if (result.kind === 'sold' && this.draft.cartId === draft.cartId)
          this.#show(beyond(this.draft, result.entry.sale));
        return result;
      } finally {
        this.#isPaying = false;
        if (this.#edits) this.#store(this.#edits, []);
        else this.#weigh();
      }
    });
  }

  /** Notes that the cashier has read why a cart left the screen. */
  understood(): void {
    this.news$.next(undefined);
  }

  [Symbol.dispose](): void {
    this.#subscriptions.unsubscribe();
  }

  /**
   * Shows what was kept. The cart that was being parked comes back once it is known what became of the one that came
   * meanwhile: both may be sold, and each has an id of its own.
   */
  async #open(draft: SaleDraft, leaving: SaleDraft | undefined): Promise<void> {
    this.#returning = leaving;
    this.#opened = draft;
    this.#put(draft);
    await this.#weighed();
    const returning = this.#place.isOverwritten ? undefined : this.#returning;
    this.#returning = undefined;
    if (!returning) return;
    this.#opened = returning;
    this.#putBack(returning);
    await this.#weighed();
  }

  /** Resolves when the till has answered about the cart on screen, and this was weighed. */
  async #weighed(): Promise<void> {
    await this.#edits?.idle();
    await this.#answers.there();
  }

  async #park(name: string | null): Promise<void> {
    const { draft } = this;
    const edits = this.#edits;
    if (isEmpty(draft)) return;
    this.#leaving = draft;
    this.#show(emptyDraft);
    try {
      const isParked = await edits?.finish([
        ...(name === null ? [] : [{ do: 'name' as const, name }]),
        { do: 'status', status: 'parked' },
      ]);
      if (!isParked) await this.#selling.park(draft, name);
      this.#leaving = undefined;
      this.#write();
    } catch (error) {
      this.#leaving = undefined;
      this.#putBack(draft, edits);
      throw error;
    }
  }

  /** Shows a cart that was away, with what came meanwhile. If another parked cart came, that one takes both. */
  #putBack(draft: SaleDraft, edits?: EditQueue): void {
    const meanwhile = this.draft;
    if (meanwhile.cartId !== null) return this.change(together(meanwhile, draft));
    this.#edits = edits;
    // It keeps its id: what was tried under it may have been stored.
    this.#put(draft.saleId === undefined ? this.#named(draft) : draft);
    this.change(together(this.draft, meanwhile));
  }

  /** Keeps edits, and writes them. Edits made during a payment go into a parked cart only if it was not sold. */
  #store(queue: EditQueue, edits: readonly CartEdit[]): void {
    queue.add(edits);
    if (this.#isPaying) return;
    const told = (trouble: string | undefined) => {
      this.trouble$.next(trouble);
      this.#weigh();
    };
    queue.write().then(
      () => told(undefined),
      (error: unknown) => told(errorWords(error)),
    );
  }

  /** What becomes of what was sold elsewhere, once its sale is here. */
  #explained$() {
    const fate$ = (draft: SaleDraft) =>
      salesOf$(draft, this.#selling).pipe(
        map(sales => soldFate(draft, sales)),
        filter(fate => fate !== undefined),
        take(1),
      );
    return this.#unexplained$.pipe(switchMap(fate$));
  }

  #takeSale(sold: Leaving): void {
    this.#tell(sold);
    this.change(together(this.draft, sold.rest));
  }

  #weigh(): void {
    if (this.#isPaying || this.#edits?.isWriting) return;
    const { known } = this.#answers;
    if (!known || isNothing(this.draft)) return;
    const opened = this.#opened && isSameCart(this.#opened, this.draft) ? this.#opened : undefined;
    this.#opened = undefined;
    const unstored = this.#edits?.waiting ?? [];
    const fate = fateOf(this.draft, { ...known, unstored, opened });
    if (fate.kind === 'leaves') this.#leave(fate);
    // There is nothing to keep: this is what is stored.
    else if (contentOf(fate.draft) !== contentOf(this.draft)) this.#put(this.#named(fate.draft));
  }

  #leave(fate: Leaving): void {
    // Another tab heard of it too, and was faster.
    if (this.#place.isOverwritten) return this.reload();
    this.#usedId = this.draft.saleId;
    this.#tell(fate);
    this.#show(fate.rest);
    if (fate.unexplained) this.#unexplained$.next(fate.unexplained);
  }

  #tell({ words, rest }: Leaving): void {
    this.news$.next(isEmpty(rest) ? words : msg(str`${words} What was added since is here, as a new cart.`));
  }

  #show(draft: SaleDraft): void {
    if (contentOf(draft) !== contentOf(this.draft)) this.#put(this.#named(draft));
    this.#write();
  }

  #put(draft: SaleDraft): void {
    if (draft.cartId !== this.draft.cartId) this.trouble$.next(undefined);
    if (draft.cartId !== (this.#edits?.cartId ?? null))
      this.#edits = draft.cartId === null ? undefined : new EditQueue(this.#selling, draft.cartId);
    if (isAnotherCart(this.draft, draft)) this.#turn += 1;
    this.draft$.next(draft);
    this.#answers.ask(draft);
  }

  #write(): void {
    this.#place.write({ draft: this.draft, leaving: this.#leaving ?? this.#returning });
  }

  /**
   * The draft with the id of its sale: chosen when a cart begins, and again when what was tried under it has changed.
   */
  #named(draft: SaleDraft): SaleDraft {
    const { saleId = this.#idOfSame(draft), ...rest } = draft;
    if (isEmpty(rest)) return rest;
    return { ...rest, saleId: saleId === undefined || saleId === this.#usedId ? this.#newId() : saleId };
  }

  #idOfSame({ cartId }: SaleDraft): string | undefined {
    return cartId === this.draft.cartId ? this.draft.saleId : undefined;
  }
}

function isNothing(draft: SaleDraft): boolean {
  return isEmpty(draft) && draft.cartId === null;
}

function contentOf({ saleId: _saleId, ...content }: SaleDraft): string {
  return JSON.stringify(content);
}
