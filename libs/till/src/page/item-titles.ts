import type { Catalogue } from '../catalogue/catalogue.ts';

/**
 * The titles of stock items. A stock move names only the item, so one pass over the catalogue finds those that are not
 * known yet.
 */
export class ItemTitles {
  readonly #catalogue: Catalogue;
  readonly #titles = new Map<string, string>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Answers how to name these items; undefined for one that no product for sale has. */
  of(inventoryItemIds: readonly string[]): (inventoryItemId: string) => string | undefined {
    const wanted = new Set(inventoryItemIds.filter(id => !this.#titles.has(id)));
    if (wanted.size > 0) this.#look(wanted);
    return id => this.#titles.get(id);
  }

  #look(wanted: ReadonlySet<string>): void {
    for (const product of this.#catalogue.search('', Number.MAX_SAFE_INTEGER).products) {
      for (const variant of product.variants) {
        if (!wanted.has(variant.inventoryItemId)) continue;
        const title = product.variants.length > 1 ? `${product.title} · ${variant.title}` : product.title;
        this.#titles.set(variant.inventoryItemId, title);
      }
    }
  }
}
