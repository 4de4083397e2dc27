import { msg, str } from '@tidemark/elements/language';
import { editCart, type CartEdit } from '@tidemark/conflict';
import { draftIdOf, type Cart } from '@tidemark/schema';
import type { SaleDraft, SaleEntry } from '@tidemark/till';
import { beyond, emptyDraft } from './draft.ts';
import { draftOf } from './draft-edits.ts';

/** What is stored of the cart on screen. */
export interface StoredCarts {
  /** The parked cart that is on screen; undefined where it is none, or not known here. */
  readonly cart: Cart | undefined;
  /** The cart that another copy of it became: a parked one has the id that its sale would have had. */
  readonly twin: Cart | undefined;
}

/** What a till knows of the cart on its screen, from any till. */
export interface CartNews extends StoredCarts {
  readonly sales: readonly SaleEntry[];
  /** What was done to it here, and is not in the stored cart. */
  readonly unstored: readonly CartEdit[];
  /**
   * The draft with which a page opened, until it first knows what became of it. A page may find an old copy, which says
   * nothing about what was added before: only what this page added is new.
   */
  readonly opened?: SaleDraft | undefined;
}

export interface Leaving {
  readonly kind: 'leaves';
  /** For the cashier. */
  readonly words: string;
  /** What was added and is nowhere else: a new cart. */
  readonly rest: SaleDraft;
  /** What was sold, where the sale is not here yet: what it has beyond the sale is unknown. */
  readonly unexplained: SaleDraft | undefined;
}

export type Fate = { readonly kind: 'stays'; readonly draft: SaleDraft } | Leaving;

const parkedWords = (): string => msg('This cart is parked now. Find it under “Parked”.');

/**
 * Whether a cart stays on screen, and as what. A cart that is sold, parked or cleared elsewhere is not offered here
 * too.
 */
export function fateOf(draft: SaleDraft, news: CartNews): Fate {
  const { cart, twin, opened } = news;
  const added = opened && beyond(draft, opened);
  const sold = soldFate(draft, news.sales, added);
  if (sold) return sold;
  if (twin && twin.id === draft.saleId) return twinFate(draft, twin, added);
  if (!cart || cart.id !== draft.cartId) return { kind: 'stays', draft };
  const shown = news.unstored.reduce((each, edit) => editCart(each, edit, 'unstored', 0), cart);
  switch (shown.status.value) {
    case 'open':
      return { kind: 'stays', draft: draftOf(shown) };
    case 'parked':
      return leaves(parkedWords(), beyond(draftOf(shown), draftOf(cart)));
    case 'discarded':
      return leaves(
        msg('This cart was cleared on another screen.'),
        added ?? addedSince(shown, shown.status.stamp),
      );
    case 'sold':
      return {
        ...leaves(msg('This cart was sold on another screen.'), added),
        unexplained: opened ?? draft,
      };
  }
}

/**
 * What becomes of a cart that has a sale; undefined while there is none. `added`: what is not of the sale, where this is
 * known.
 */
export function soldFate(
  draft: SaleDraft,
  sales: readonly SaleEntry[],
  added?: SaleDraft,
): Leaving | undefined {
  const entry = saleOf(draft, sales);
  if (!entry) return undefined;
  const { sale, isOwn } = entry;
  const words =
    isOwn || draftIdOf(sale) === draft.saleId
      ? msg(str`This cart is sold already, as ${sale.receiptNumber}.`)
      : msg(str`Sold on another till as ${sale.receiptNumber}.`);
  return leaves(words, added ?? beyond(draft, sale));
}

/**
 * The sale of a cart: by its own id, or of the parked cart that it is or became. A browser may keep an old copy of a
 * cart, without what was added last; the sale is the same. Sold again, it would be a second sale of the same things.
 */
export function saleOf({ saleId, cartId }: SaleDraft, sales: readonly SaleEntry[]): SaleEntry | undefined {
  const ids = [saleId, cartId].filter(id => id !== undefined && id !== null);
  return sales.find(({ sale }) => ids.some(id => draftIdOf(sale) === id || sale.cartId === id));
}

function twinFate(draft: SaleDraft, twin: Cart, rest: SaleDraft = beyond(draft, draftOf(twin))): Leaving {
  switch (twin.status.value) {
    case 'open':
      return leaves(
        msg('This cart was parked, and is on a till’s screen now. Find it under “Parked”.'),
        rest,
      );
    case 'parked':
      return leaves(parkedWords(), rest);
    case 'discarded':
      return leaves(msg('This cart was cleared on another screen.'), rest);
    case 'sold':
      return leaves(msg('This cart was sold on another screen.'), rest);
  }
}

/** Lines that were added to after the cart was over. */
function addedSince(cart: Cart, stamp: string): SaleDraft {
  const since = new Set(cart.lines.filter(line => line.item.stamp > stamp).map(line => line.id));
  return { ...emptyDraft, lines: draftOf(cart).lines.filter(line => since.has(line.id)) };
}

function leaves(words: string, rest: SaleDraft = emptyDraft): Leaving {
  return { kind: 'leaves', words, rest, unexplained: undefined };
}
