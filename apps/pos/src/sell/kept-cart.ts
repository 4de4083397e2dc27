import type { SaleDraft, SaleEntry } from '@tidemark/till';
import { emptyDraft } from './draft.ts';

/** What was kept of the cart on screen; an empty one where it cannot be read. */
export function readCart(text: string | null): SaleDraft {
  if (text === null) return emptyDraft;
  try {
    const { draft } = (JSON.parse(text) ?? {}) as Record<string, unknown>;
    return isDraft(draft) ? draft : emptyDraft;
  } catch (error) {
    if (error instanceof SyntaxError) return emptyDraft;
    throw error;
  }
}

/**
 * Whether a kept cart was sold: its sale was stored, and the page ended before the cart could be taken away. A browser
 * may keep an old copy of it, without what was put into it last; the sale is the same. Sold again it would be a second
 * sale of the same things.
 */
export function wasSold({ saleId, cartId }: SaleDraft, sales: readonly SaleEntry[]): boolean {
  return sales.some(
    ({ sale }) => (saleId !== undefined && sale.id === saleId) || (cartId !== null && sale.cartId === cartId),
  );
}

function isDraft(value: unknown): value is SaleDraft {
  const { lines, customerId, note, cartId, discount, saleId } = (value ?? {}) as Record<string, unknown>;
  return (
    (saleId === undefined || typeof saleId === 'string') &&
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
