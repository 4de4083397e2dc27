import type { SaleDraft } from '@tidemark/till';
import { emptyDraft } from './draft.ts';

/** What is kept of the cart on screen when its page ends. */
export interface KeptCart {
  readonly draft: SaleDraft;
  /** A cart that left the screen to be parked, and was not yet known to be stored. */
  readonly leaving: SaleDraft | undefined;
}

const nothingKept: KeptCart = { draft: emptyDraft, leaving: undefined };

/** What was kept; an empty cart where it cannot be read. */
export function readCart(text: string | null): KeptCart {
  if (text === null) return nothingKept;
  try {
    const { draft, leaving } = (JSON.parse(text) ?? {}) as Record<string, unknown>;
    return { draft: isDraft(draft) ? draft : emptyDraft, leaving: isDraft(leaving) ? leaving : undefined };
  } catch (error) {
    if (error instanceof SyntaxError) return nothingKept;
    throw error;
  }
}

/** A place that outlives a reload: localStorage. */
export interface CartKeep {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
}

/** The place where all tabs of a till keep the cart on screen. */
export class CartPlace {
  readonly #keep: CartKeep;
  readonly #key: string;
  /** What this page read or wrote last. */
  #text: string | null = null;

  constructor(keep: CartKeep, key: string) {
    this.#keep = keep;
    this.#key = key;
  }

  /** Whether another tab wrote since this one read or wrote. */
  get isOverwritten(): boolean {
    return this.#keep.getItem(this.#key) !== this.#text;
  }

  read(): KeptCart {
    this.#text = this.#keep.getItem(this.#key);
    return readCart(this.#text);
  }

  /** Without room, the cart is only on screen, until a later write finds room and keeps it. */
  write(kept: KeptCart): void {
    const text = JSON.stringify(kept);
    if (text === this.#text) return;
    try {
      this.#keep.setItem(this.#key, text);
      this.#text = text;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
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
