import { codeKeysOf, keysOfCode, type Product } from '@tidemark/schema';
import type { Kysely } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import { withoutAnswer } from '../statements/engine.ts';
import { insertRows, rowInsert } from '../statements/insert-rows.ts';
import { listed } from '../statements/listed.ts';
import type { CodeMatch } from '../contract/mirror.ts';
import type { Tables } from '../tables.ts';

/**
 * Stores the keys by which a product's codes are found. A deleted product keeps its codes, so that a look-up can report
 * it.
 */
export async function saveCodes(
  trx: Kysely<Tables>,
  shop: string,
  products: readonly Product[],
): Promise<void> {
  for (const part of chunks(
    products.map(each => each.id),
    500,
  ))
    await trx.executeQuery(
      withoutAnswer(
        trx.deleteFrom('code').where('shop', '=', shop).where('product_id', 'in', listed(part)).compile(),
      ),
    );
  const rows = products.flatMap(product =>
    product.variants.flatMap(variant =>
      codeKeysOf(variant).map(code => ({ shop, code, product_id: product.id, variant_id: variant.id })),
    ),
  );
  // Two codes of one variant may be equal, and a product may be named twice.
  await insertCodes(trx, rows);
}

/**
 * Matches of a code by any of its readings, each once. One query for each of its few keys: each finds its row directly.
 */
export async function withCode(
  db: Kysely<Tables>,
  shop: string,
  code: string,
): Promise<readonly CodeMatch[]> {
  const matches = new Map<string, CodeMatch>();
  for (const key of keysOfCode(code)) {
    const rows = await db
      .selectFrom('code')
      // A cross join: otherwise SQLite begins with all products.
      .crossJoin('document')
      .whereRef('document.id', '=', 'code.product_id')
      .where('document.shop', '=', shop)
      .where('document.collection', '=', 'products')
      .where('document.scope', '=', '')
      .select(['product_id', 'variant_id', 'deleted', 'source_updated_at'])
      .where('code.shop', '=', shop)
      .where('code', '=', key)
      .orderBy('code.product_id')
      .orderBy('code.variant_id')
      .execute();
    for (const row of rows)
      matches.set(`${row.product_id} ${row.variant_id}`, {
        productId: row.product_id,
        variantId: row.variant_id,
        deletedAt: row.deleted ? row.source_updated_at : undefined,
      });
  }
  return [...matches.values()];
}

/**
 * Adds GTIN codes for products deleted when codes were stored as written; which of those are barcodes is no longer
 * known.
 */
export async function saveGtinsOfDeleted(db: Kysely<Tables>, shop: string): Promise<void> {
  const deleted = db
    .selectFrom('document')
    .select('id')
    .where('shop', '=', shop)
    .where('collection', '=', 'products')
    .where('deleted', '=', 1);
  const rows = await db
    .selectFrom('code')
    .selectAll()
    .where('shop', '=', shop)
    .where('product_id', 'in', deleted)
    .execute();
  const filed = rows.flatMap(row =>
    codeKeysOf({ barcode: row.code, sku: null }).map(code => ({ ...row, code })),
  );
  await insertCodes(db, filed);
}

const codeInsert = rowInsert('code', ['shop', 'code', 'product_id', 'variant_id'], 'on conflict do nothing');

async function insertCodes(db: Kysely<Tables>, rows: readonly Tables['code'][]): Promise<void> {
  await insertRows(
    db,
    codeInsert,
    rows.map(each => [each.shop, each.code, each.product_id, each.variant_id]),
  );
}
