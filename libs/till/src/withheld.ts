import { IdsByValue } from '@tidemark/chunklog-storage';
import { codesOf, normalizeCode, variantsWithCode, type Product, type Variant } from '@tidemark/schema';

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
      for (const code of codesOf(variant)) this.#codes.add(code, product.id);
  }

  remove(id: string): void {
    const product = this.#products.get(id);
    if (!product) return;
    this.#products.delete(id);
    for (const variant of product.variants) for (const code of codesOf(variant)) this.#codes.remove(code, id);
  }

  having(code: string): readonly { readonly product: Product; readonly variant: Variant }[] {
    return this.#codes.idsOf(normalizeCode(code)).flatMap(id => {
      const product = this.#products.get(id);
      return product ? variantsWithCode(product, code).map(variant => ({ product, variant })) : [];
    });
  }
}
