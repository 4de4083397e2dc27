import type { DraftLine, Sellable } from '@tidemark/till';

/**
 * Knows which lines of a cart have another price than their variants now, and which of those prices a cashier keeps.
 */
export class PriceChanges {
  readonly #kept = new Set<string>();

  /**
   * A line's variant as it is now, if its price differs and the cashier did not keep the old one; undefined otherwise.
   */
  of(line: DraftLine, variants: ReadonlyMap<string, Sellable>): Sellable | undefined {
    const { variantId, unitPrice } = line.item;
    const now = variantId === null ? undefined : variants.get(variantId);
    if (!now || now.variant.price === unitPrice || this.#kept.has(keyOf(line, now))) return undefined;
    return now;
  }

  /** Keeps the line at its price, until the variant's price changes again. */
  keep(line: DraftLine, now: Sellable): void {
    this.#kept.add(keyOf(line, now));
  }
}

function keyOf({ id, item }: DraftLine, { variant }: Sellable): string {
  return `${id} ${item.unitPrice} ${variant.price}`;
}
