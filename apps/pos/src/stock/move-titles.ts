import { msg, str } from '@tidemark/elements/language';
import type { StockMove } from '@tidemark/schema';
import type { Catalogue } from '@tidemark/till';

/** The titles of moved items. A move names only ids, so one pass over the catalogue finds those not known yet. */
export class MoveTitles {
  readonly #titles = new Map<string, string>();

  /** @returns the title of an inventory item. */
  of(moves: readonly StockMove[], catalogue: Catalogue): (move: StockMove) => string {
    const wanted = new Set(moves.map(move => move.inventoryItemId).filter(id => !this.#titles.has(id)));
    if (wanted.size > 0) this.#look(wanted, catalogue);
    return move => this.#titles.get(move.inventoryItemId) ?? msg(str`Item ${move.inventoryItemId}`);
  }

  #look(wanted: ReadonlySet<string>, catalogue: Catalogue): void {
    for (const product of catalogue.search('', Number.MAX_SAFE_INTEGER).products) {
      for (const variant of product.variants) {
        if (!wanted.has(variant.inventoryItemId)) continue;
        const title = product.variants.length > 1 ? `${product.title} · ${variant.title}` : product.title;
        this.#titles.set(variant.inventoryItemId, title);
      }
    }
  }
}
