import { msg, str } from '@tidemark/elements/language';
import type { CartEdit } from '@tidemark/conflict';
import type { Tender } from '@tidemark/schema';
import type { SaleDraft, SaleEntry, Selling, SellResult } from '@tidemark/till';
import { BehaviorSubject, startWith, Subject, Subscription } from 'rxjs';
import { fateOf, soldFate, storedCarts$, type Leaving, type StoredCarts } from './cart-fate.ts';
import { draftOf, editsBetween } from './draft-edits.ts';
import { beyond, emptyDraft, isAnotherCart, isEmpty, together } from './draft.ts';
import { EditQueue } from './edit-queue.ts';
import { errorWords } from '../error-words.ts';
import { CartPlace, type CartKeep } from './kept-cart.ts';
import { Turns } from './turns.ts';

const nothingStored: StoredCarts = { cart: undefined, twin: undefined };

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
  readonly #selling: Selling;
  readonly #place: CartPlace;
  readonly #newId: () => string;
  readonly #subscriptions = new Subscription();
  readonly #turns = new Turns();
  readonly #shown$ = new Subject<SaleDraft>();
  #stored = nothingStored;
  /** The edits of a parked cart. */
  #edits: EditQueue | undefined;
  /** The draft that is being parked. */
  #leaving: SaleDraft | undefined;
  /** The draft that was sold elsewhere, whose sale is not here yet. */
  #unexplained: SaleDraft | undefined;
  /** An id under which a sale was stored, or may have been: nothing else is sold under it. */
  #usedId: string | undefined;
  #isOpening = true;
  #isReloading = false;
  #isPaying = false;
  #turn = 0;

  constructor(
    selling: Selling,
    keep: CartKeep,
    key: string,
    newId: () => string = () => crypto.randomUUID(),
  ) {
    this.#newId = newId;
    this.#selling = selling;
    this.#place = new CartPlace(keep, key);
    const { draft, leaving } = this.#place.read();
    this.#subscriptions.add(
      selling.salesChanged$.pipe(startWith(undefined)).subscribe(() => this.#takeSales()),
    );
    this.#subscriptions.add(
      storedCarts$(this.#shown$, selling).subscribe(stored => {
        this.#stored = stored;
        this.#weigh();
      }),
    );
    this.#put(draft);
    if (leaving) this.#putBack(leaving);
    this.#isOpening = false;
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
    this.#isReloading = true;
    this.#put(this.#place.read().draft);
    this.#stored = nothingStored;
    this.#isReloading = false;
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
      this.#putBack(draftOf(cart));
      return true;
    });
  }

  /**
   * Resolves when what was done to a parked cart is in it, and what this till knows of others' changes is on screen.
   */
  async settled(): Promise<void> {
    await this.#turns.idle();
    await this.#edits?.idle();
  }

  /**
   * Sells what is on screen now. Only what was sold leaves the screen, not what came while the sale was being stored.
   */
  sell(tenders: readonly Tender[]): Promise<SellResult> {
    return this.#turns.take(async () => {
      const { draft } = this;
      this.#isPaying = true;
      try {
        const result = await this.#selling.sell(draft, tenders);
        this.#usedId = draft.saleId;
        if (result.kind === 'sold' && this.draft.cartId === draft.cartId)
          this.#show(beyond(this.draft, draft));
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

  #takeSales(): void {
    this.#weigh();
    const explained = this.#unexplained && soldFate(this.#unexplained, this.#salesOf(this.#unexplained));
    if (!explained) return;
    this.#unexplained = undefined;
    this.#tell(explained);
    this.change(together(this.draft, explained.rest));
  }

  /** The sales that may be of this draft: by its own id, or by its cart's. */
  #salesOf({ saleId, cartId }: SaleDraft): readonly SaleEntry[] {
    return this.#selling.salesOf([saleId, cartId].filter(each => each != null));
  }

  #weigh(): void {
    if (this.#isPaying || this.#isReloading || this.#edits?.isWriting) return;
    if (isEmpty(this.draft) && this.draft.cartId === null) return;
    const unstored = this.#edits?.waiting ?? [];
    const fate = fateOf(this.draft, { ...this.#stored, sales: this.#salesOf(this.draft), unstored });
    if (fate.kind === 'leaves') this.#leave(fate);
    // There is nothing to keep: this is what is stored.
    else if (contentOf(fate.draft) !== contentOf(this.draft)) this.#put(this.#named(fate.draft));
  }

  #leave(fate: Leaving): void {
    // Another tab heard of it too, and was faster.
    if (this.#place.isOverwritten) return this.reload();
    // A page may find an old copy, which says nothing about what was added since.
    const rest = this.#isOpening ? emptyDraft : fate.rest;
    if (fate.isUnexplained) this.#unexplained = this.draft;
    this.#usedId = this.draft.saleId;
    this.#tell({ ...fate, rest });
    this.#show(rest);
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
    this.#shown$.next(draft);
  }

  #write(): void {
    this.#place.write({ draft: this.draft, leaving: this.#leaving });
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

function contentOf({ saleId: _saleId, ...content }: SaleDraft): string {
  return JSON.stringify(content);
}
