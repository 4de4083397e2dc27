import type { CartEdit } from '@tidemark/conflict';
import type { Cart, Tender } from '@tidemark/schema';
import type { SaleDraft, SaleEntry, Selling, SellResult } from '@tidemark/till';
import { BehaviorSubject, Subscription } from 'rxjs';
import { draftOf, editsBetween } from './draft-edits.ts';
import { emptyDraft, isEmpty } from './draft.ts';
import { readCart, wasSold } from './kept-cart.ts';

/** A place that outlives a reload: localStorage. */
export interface CartKeep {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
}

/**
 * The cart on this till's screen, kept over reloads. One of its own lives in the keep alone; a resumed one is a parked
 * cart still, so that each change goes to it, merges with other tills' and is lost with nothing.
 */
export class CartOnScreen implements Disposable {
  readonly draft$ = new BehaviorSubject<SaleDraft>(emptyDraft);
  /** Why the last change of a parked cart could not be stored, in words. It is on screen all the same, and sold with it. */
  readonly trouble$ = new BehaviorSubject<string | undefined>(undefined);
  readonly #selling: Selling;
  readonly #keep: CartKeep;
  readonly #key: string;
  readonly #newId: () => string;
  readonly #subscriptions = new Subscription();
  #sales: readonly SaleEntry[] = [];
  #isPaying = false;
  /** A sale that could not be stored, or may have been all the same: under its id nothing else is sold. */
  #triedId: string | undefined;
  /** Edits of a parked cart on their way; until they have arrived, what the cashier did is shown. */
  #pending = 0;
  #edits: Promise<unknown> = Promise.resolve();

  constructor(
    selling: Selling,
    keep: CartKeep,
    key: string,
    newId: () => string = () => crypto.randomUUID(),
  ) {
    this.#newId = newId;
    this.#selling = selling;
    this.#keep = keep;
    this.#key = key;
    this.reload();
    this.#subscriptions.add(
      selling.sales$.subscribe(sales => {
        this.#sales = sales;
        this.#dropSold();
      }),
    );
    this.#subscriptions.add(selling.carts$.subscribe(carts => this.#takeNews(carts)));
  }

  get draft(): SaleDraft {
    return this.draft$.value;
  }

  /** Reads what was kept, by this page before its reload or by another tab of this till. */
  reload(): void {
    this.draft$.next(readCart(this.#keep.getItem(this.#key)));
    this.#dropSold();
    const { cartId } = this.draft;
    if (cartId !== null) void this.#look(cartId);
  }

  /** Puts what the cashier made of the cart on screen, and, of a parked one, into that. */
  change(after: SaleDraft): void {
    const before = this.draft;
    this.#show(after);
    if (after.cartId === null || after.cartId !== before.cartId) return;
    const edits = editsBetween(before, after);
    if (edits.length > 0) this.#editOrTell(after.cartId, edits);
  }

  /** Takes everything off the screen; what this answers puts it back. */
  clear(): () => void {
    const before = this.draft;
    this.#setStatus(before, 'discarded');
    this.#show(emptyDraft);
    return () => {
      this.#setStatus(before, 'open');
      this.#show(before);
    };
  }

  /** Parks the cart for every till of the shop, and empties the screen. */
  async park(name: string | null): Promise<void> {
    const { draft } = this;
    if (draft.cartId === null) await this.#selling.park(draft, name);
    else
      await this.#edit(draft.cartId, [
        ...(name === null ? [] : [{ do: 'name' as const, name }]),
        { do: 'status', status: 'parked' },
      ]);
    this.#show(emptyDraft);
  }

  /** Takes a parked cart onto the screen; the one that was there is parked. False: it is not known here any more. */
  async resume(cartId: string): Promise<boolean> {
    if (!isEmpty(this.draft)) await this.park(null);
    const cart = await this.#selling.resume(cartId);
    if (!cart) return false;
    this.#show(draftOf(cart));
    return true;
  }

  /** Sells what is on screen; only a cart that was sold leaves it. */
  async sell(tenders: readonly Tender[]): Promise<SellResult> {
    this.#isPaying = true;
    try {
      await this.#edits;
      const result = await this.#selling.sell(this.draft, tenders);
      if (result.kind === 'sold') this.#show(emptyDraft);
      else this.#triedId = this.draft.saleId;
      return result;
    } finally {
      this.#isPaying = false;
    }
  }

  [Symbol.dispose](): void {
    this.#subscriptions.unsubscribe();
  }

  #editOrTell(cartId: string, edits: readonly CartEdit[]): void {
    this.#edit(cartId, edits).then(
      () => this.trouble$.next(undefined),
      (error: unknown) => this.trouble$.next(error instanceof Error ? error.message : String(error)),
    );
  }

  #edit(cartId: string, edits: readonly CartEdit[]): Promise<void> {
    this.#pending += 1;
    const applied = this.#edits.then(async () => {
      const cart = await this.#selling.editCart(cartId, edits).finally(() => (this.#pending -= 1));
      if (cart) this.#takeNews([cart]);
    });
    // Whoever asked for it is told; the next edit goes on.
    this.#edits = applied.catch(() => undefined);
    return applied;
  }

  /** Shows a parked cart as it is now, merged with what other tills did. */
  async #look(cartId: string): Promise<void> {
    const cart = await this.#selling.editCart(cartId, []);
    if (cart) this.#takeNews([cart]);
  }

  #takeNews(carts: readonly Cart[]): void {
    const cart = carts.find(each => each.id === this.draft.cartId);
    if (!cart || this.#pending > 0 || this.#isPaying) return;
    const { value: status } = cart.status;
    this.#show(status === 'sold' || status === 'discarded' ? emptyDraft : draftOf(cart));
  }

  #dropSold(): void {
    if (!this.#isPaying && !isEmpty(this.draft) && wasSold(this.draft, this.#sales)) this.#show(emptyDraft);
  }

  #setStatus(draft: SaleDraft, status: 'discarded' | 'open'): void {
    if (draft.cartId !== null) this.#editOrTell(draft.cartId, [{ do: 'status', status }]);
  }

  #show(draft: SaleDraft): void {
    if (contentOf(draft) === contentOf(this.draft)) return;
    this.draft$.next(this.#named(draft));
    this.#keep.setItem(this.#key, JSON.stringify({ draft: this.draft }));
  }

  /** The draft with the id of its sale: chosen when a cart begins, and anew when what was tried under it has changed. */
  #named(draft: SaleDraft): SaleDraft {
    const { saleId = this.#idOfSame(draft), ...rest } = draft;
    if (isEmpty(rest)) return rest;
    return { ...rest, saleId: saleId === undefined || saleId === this.#triedId ? this.#newId() : saleId };
  }

  #idOfSame({ cartId }: SaleDraft): string | undefined {
    return cartId === this.draft.cartId ? this.draft.saleId : undefined;
  }
}

function contentOf({ saleId: _saleId, ...content }: SaleDraft): string {
  return JSON.stringify(content);
}
