import type { Due } from '@tidemark/elements/pay/pay-dialog';
import { msg } from '@tidemark/elements/language';
import type { SoldItem } from '@tidemark/schema';
import type { DraftLine, SaleDraft, Sellable } from '@tidemark/till';
import { quote, type MoneyTerms } from '@tidemark/till/page';

export const emptyDraft: SaleDraft = {
  lines: [],
  discount: null,
  customerId: null,
  note: null,
  cartId: null,
};

/** The sold item of a variant as it is now: a copy, since the catalogue goes on. */
export function soldItem({ product, variant }: Sellable): SoldItem {
  return {
    productId: product.id,
    variantId: variant.id,
    inventoryItemId: variant.inventoryItemId,
    title: product.title,
    variantTitle: product.variants.length > 1 ? variant.title : null,
    sku: variant.sku,
    unitPrice: variant.price,
    taxable: variant.taxable,
  };
}

/** The draft with one more of a variant, at its present price: lines with earlier prices stay as they are. */
export function withOneMore(draft: SaleDraft, sellable: Sellable): SaleDraft {
  const item = soldItem(sellable);
  const known = draft.lines.find(
    line => line.item.variantId === item.variantId && line.item.unitPrice === item.unitPrice,
  );
  if (known) return withQuantity(draft, known.id, known.quantity + 1);
  return { ...draft, lines: [...draft.lines, { id: lineIdOf(draft, item), item, quantity: 1, note: null }] };
}

/** The draft with a line at the present price of its variant; a line that already has this price takes it in. */
export function withPriceNow(draft: SaleDraft, lineId: string, sellable: Sellable): SaleDraft {
  const line = draft.lines.find(each => each.id === lineId);
  const item = soldItem(sellable);
  if (!line || line.item.unitPrice === item.unitPrice) return draft;
  const isSame = (each: DraftLine) =>
    each.item.variantId === item.variantId && each.item.unitPrice === item.unitPrice;
  const id = draft.lines.find(isSame)?.id ?? pricedLineId(item);
  const at = draft.lines.indexOf(line);
  const lines = draft.lines.filter(each => each !== line);
  const repriced: DraftLine = { ...line, id, item };
  return {
    ...draft,
    lines: lines.some(isSame) ? withLine(lines, repriced) : lines.toSpliced(at, 0, repriced),
  };
}

/**
 * The id is the variant's, so that two tills that scan one thing share a line; where that line has another price,
 * variant and price.
 */
function lineIdOf({ lines }: SaleDraft, item: SoldItem): string {
  const id = item.variantId ?? '';
  return lines.some(line => line.id === id) ? pricedLineId(item) : id;
}

function pricedLineId({ variantId, unitPrice }: SoldItem): string {
  return `${variantId ?? ''}@${unitPrice}`;
}

/** The draft with another quantity of a line; 0 removes it. */
export function withQuantity(draft: SaleDraft, lineId: string, quantity: number): SaleDraft {
  const lines =
    quantity <= 0
      ? draft.lines.filter(line => line.id !== lineId)
      : draft.lines.map(line => (line.id === lineId ? { ...line, quantity } : line));
  return { ...draft, lines };
}

/** The draft with another note on a line. */
export function withLineNote(draft: SaleDraft, lineId: string, note: string | null): SaleDraft {
  return { ...draft, lines: draft.lines.map(line => (line.id === lineId ? { ...line, note } : line)) };
}

/** The draft with another one's lines added, and that one's discount, customer and note where it has none. */
export function together(draft: SaleDraft, more: SaleDraft): SaleDraft {
  return {
    ...draft,
    lines: more.lines.reduce(withLine, draft.lines),
    discount: draft.discount ?? more.discount,
    customerId: draft.customerId ?? more.customerId,
    note: draft.note ?? more.note,
  };
}

/** A new cart of what a draft has beyond a sale, or beyond another draft. */
export function beyond(draft: SaleDraft, { lines }: Pieces): SaleDraft {
  const has = new Map(lines.map(line => [line.id, line.quantity]));
  const more = draft.lines.map(line => ({ ...line, quantity: line.quantity - (has.get(line.id) ?? 0) }));
  return { ...emptyDraft, lines: more.filter(line => line.quantity > 0) };
}

/** Whether nothing is lost when this leaves the screen. */
export function isEmpty({ lines, discount, customerId, note }: SaleDraft): boolean {
  return lines.length === 0 && discount === null && customerId === null && note === null;
}

/** Whether two drafts are of one parked cart, or will be one sale. */
export function isSameCart(a: SaleDraft, b: SaleDraft): boolean {
  return (a.cartId !== null && a.cartId === b.cartId) || (a.saleId !== undefined && a.saleId === b.saleId);
}

/** Whether a cart left the screen, and another one, or none, has come. */
export function isAnotherCart(before: SaleDraft, after: SaleDraft): boolean {
  if (isEmpty(before) && before.cartId === null) return false;
  if (isSameCart(before, after)) return false;
  const ids = new Set(before.lines.map(line => line.id));
  return isEmpty(after) || !after.lines.some(line => ids.has(line.id));
}

/** The sum of the quantities of a draft's or a sale's lines. */
export function pieces({ lines }: { readonly lines: readonly Pick<DraftLine, 'quantity'>[] }): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0);
}

interface Pieces {
  readonly lines: readonly Pick<DraftLine, 'id' | 'quantity'>[];
}

function withLine(lines: readonly DraftLine[], more: DraftLine): readonly DraftLine[] {
  if (!lines.some(line => line.id === more.id)) return [...lines, more];
  return lines.map(line =>
    line.id === more.id
      ? { ...line, quantity: line.quantity + more.quantity, note: line.note ?? more.note }
      : line,
  );
}

/** What a cart shows below its lines. Money in minor units. */
export interface DraftMoney {
  readonly discount: number;
  /** Taxes that come on top of the prices; 0 where prices include them. */
  readonly taxOnTop: number;
  /** The customer pays no taxes. */
  readonly taxExempt: boolean;
  readonly total: number;
  /** Why the draft cannot be sold like this. */
  readonly trouble: string | undefined;
}

/** What there is to pay for a draft; undefined where nothing could be sold. */
export function dueOf(draft: SaleDraft, terms: MoneyTerms): Due | undefined {
  if (draft.lines.length === 0) return undefined;
  try {
    const { due, taxLines } = quote(draft, terms);
    return {
      total: due.total,
      taxLines,
      taxesIncluded: due.total === due.subtotal,
      taxExempt: terms.isExempt,
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

/** The money of a draft. Where it does not work out: the bare prices, and why. */
export function draftMoney(draft: SaleDraft, terms: MoneyTerms): DraftMoney {
  const none = { discount: 0, taxOnTop: 0, taxExempt: terms.isExempt, total: 0, trouble: undefined };
  if (draft.lines.length === 0) return none;
  try {
    const { due } = quote(draft, terms);
    return { ...none, discount: due.discount, taxOnTop: due.total - due.subtotal, total: due.total };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const total = draft.lines.reduce((sum, line) => sum + line.item.unitPrice * line.quantity, 0);
    return { ...none, total, trouble: msg('This cart cannot be sold: an amount in it is too large.') };
  }
}
