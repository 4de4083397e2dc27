import { codesOf, type Product } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { chunks } from './chunks.ts';
import type { Tables } from './tables.ts';

/** The codes by which a product is found. A deleted product keeps its codes, so that a look-up can say so. */
export async function saveCodes(
  trx: Transaction<Tables>,
  shop: string,
  products: readonly Product[],
): Promise<void> {
  for (const part of chunks(
    products.map(each => each.id),
    500,
  ))
    await trx.deleteFrom('code').where('shop', '=', shop).where('product_id', 'in', part).execute();
  const rows = products.flatMap(product =>
    product.variants.flatMap(variant =>
      codesOf(variant).map(code => ({ shop, code, product_id: product.id, variant_id: variant.id })),
    ),
  );
  // Two codes of one variant may be the same, and so may a product named twice be.
  for (const part of chunks(rows, 200))
    await trx
      .insertInto('code')
      .values(part)
      .onConflict(conflict => conflict.doNothing())
      .execute();
}
