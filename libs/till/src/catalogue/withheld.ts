import { IdsByValue } from '@tidemark/chunklog-storage';
import {
  codeKeysOf,
  keysOfReading,
  variantsMeant,
  type Product,
  type Reading,
  type Variant,
} from '@tidemark/schema';

/** Products that are not sold plainly, by their codes alone: a scan of one says why, also without a network. */
export class Withheld {
  readonly #products = new Map<string, Product>();
  readonly #codes = new IdsByValue();

  get(id: string): Product | undefined {
    return this.#products.get(id);
  }

  add(product: Product): void {
    this.#products.set(product.id, product);
    for (const variant of product.variants)
      for (const key of codeKeysOf(variant)) this.#codes.add(key, product.id);
  }

  remove(id: string): void {
    const product = this.#products.get(id);
    if (!product) return;
    this.#products.delete(id);
    for (const variant of product.variants)
      for (const key of codeKeysOf(variant)) this.#codes.remove(key, id);
  }

  having(reading: Reading): readonly { readonly product: Product; readonly variant: Variant }[] {
    const ids = new Set(keysOfReading(reading).flatMap(key => this.#codes.idsOf(key)));
    return variantsMeant(
      [...ids].flatMap(id => this.#products.get(id) ?? []),
      [reading],
    );
  }
}
