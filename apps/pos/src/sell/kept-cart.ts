import type { SaleDraft, SaleEntry } from '@tidemark/till';
import { emptyDraft } from './draft.ts';

/** What this browser keeps of the cart on screen, so that a reload does not lose it. */
export interface KeptCart {
  readonly draft: SaleDraft;
  /** Somebody pressed "pay" at this moment: whether it was sold, the sales say. Milliseconds since the epoch. */
  readonly payingSince: number | undefined;
}

export const nothingKept: KeptCart = { draft: emptyDraft, payingSince: undefined };

/** What was kept; nothing where it cannot be read. */
export function readCart(text: string | null): KeptCart {
  if (text === null) return nothingKept;
  try {
    const { draft, payingSince } = (JSON.parse(text) ?? {}) as Record<string, unknown>;
    if (!isDraft(draft)) return nothingKept;
    return { draft, payingSince: typeof payingSince === 'number' ? payingSince : undefined };
  } catch (error) {
    if (error instanceof SyntaxError) return nothingKept;
    throw error;
  }
}

/**
 * Whether a kept cart was sold just before the page ended: the sale was stored, and the cart could not be taken away
 * any more. Sold again it would be a second sale of the same things.
 */
export function wasSold({ draft, payingSince }: KeptCart, sales: readonly SaleEntry[]): boolean {
  return sales.some(({ sale, isOwn }) => {
    if (draft.cartId !== null && sale.cartId === draft.cartId) return true;
    if (payingSince === undefined || !isOwn) return false;
    const isLater = Date.parse(sale.createdAt) >= Math.floor(payingSince / 1000) * 1000;
    return isLater && linesOf(sale.lines) === linesOf(draft.lines);
  });
}

function linesOf(lines: readonly { readonly id: string; readonly quantity: number }[]): string {
  return JSON.stringify(lines.map(({ id, quantity }) => [id, quantity]).sort());
}

function isDraft(value: unknown): value is SaleDraft {
  const { lines, customerId, note, cartId, discount } = (value ?? {}) as Record<string, unknown>;
  return (
    Array.isArray(lines) &&
    lines.every(isLine) &&
    [customerId, note, cartId].every(each => each === null || typeof each === 'string') &&
    typeof discount === 'object'
  );
}

function isLine(value: unknown): boolean {
  const { id, item, quantity } = (value ?? {}) as Record<string, unknown>;
  const { title, unitPrice } = (item ?? {}) as Record<string, unknown>;
  return (
    [id, title].every(each => typeof each === 'string') &&
    [quantity, unitPrice].every(each => Number.isSafeInteger(each))
  );
}
