import type { DraftLine, Sellable, Till } from '@tidemark/till';

/** Which lines of a cart have another price than their variants now, and which of those a cashier keeps. */
export class PriceChanges {
  readonly #kept = new Set<string>();

  /** What a line's variant is now, where it costs something else and nobody chose to keep the price; undefined otherwise. */
  of(line: DraftLine, catalogue: Pick<Till['catalogue'], 'sellablesOf'>): Sellable | undefined {
    const { productId, variantId, unitPrice } = line.item;
    if (productId === null || variantId === null) return undefined;
    const now = catalogue.sellablesOf(productId).find(({ variant }) => variant.id === variantId);
    if (!now || now.variant.price === unitPrice || this.#kept.has(keyOf(line, now))) return undefined;
    return now;
  }

  /** The line stays at its price, until the variant's changes again. */
  keep(line: DraftLine, now: Sellable): void {
    this.#kept.add(keyOf(line, now));
  }
}

function keyOf({ id, item }: DraftLine, { variant }: Sellable): string {
  return `${id} ${item.unitPrice} ${variant.price}`;
}
