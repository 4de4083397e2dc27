import type { Sale } from '@tidemark/schema';
import { sql, type Kysely } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import { recordScope } from '../contract/replicated.ts';
import type { Tables } from '../tables.ts';
import { readWhole } from '../damage/whole-rows.ts';
import { receiptOf, receiptText } from './receipt-text.ts';
import { retiredWithReceipt } from './retired-rows.ts';

export const receiptIndex = `create index sale_by_receipt on document (shop, ${receiptText}) where collection = 'sales'`;

/** The sales with this receipt number, retired ones included ([O14]). */
export async function salesWithReceipt(
  db: Kysely<Tables>,
  shop: string,
  receiptNumber: string,
): Promise<readonly Sale[]> {
  const rows = await db
    .selectFrom('document')
    .select('body')
    .where('shop', '=', shop)
    .where('collection', '=', sql.lit('sales'))
    .where(receiptOf, '=', receiptNumber)
    .execute();
  const bodies = [...rows.map(({ body }) => body), ...(await retiredWithReceipt(db, shop, receiptNumber))];
  return bodies.flatMap(body => {
    const { _deleted, ...sale } = readWhole<Sale & { _deleted: boolean }>(body) ?? { _deleted: true };
    return _deleted ? [] : [sale as Sale];
  });
}

/** The receipt numbers of sales, retired ones included, by the sale's id. */
export async function receiptNumbers(
  db: Kysely<Tables>,
  shop: string,
  saleIds: readonly string[],
): Promise<Map<string, string>> {
  const found = await livingReceiptNumbers(db, shop, saleIds);
  for (const part of chunks([...new Set(saleIds)], 500)) {
    const rows = await db
      .selectFrom('retired_record')
      .select(['id', receiptOf.as('receipt')])
      .where('shop', '=', shop)
      .where('collection', '=', 'sales')
      .where('id', 'in', part)
      .execute();
    for (const { id, receipt } of rows) if (receipt !== null) found.set(id, receipt);
  }
  return found;
}

/** The receipt numbers of the sales that tills have, by the sale's id. */
export async function livingReceiptNumbers(
  db: Kysely<Tables>,
  shop: string,
  saleIds: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const part of chunks([...new Set(saleIds)], 500)) {
    const rows = await db
      .selectFrom('document')
      .select(['id', receiptOf.as('receipt')])
      .where('shop', '=', shop)
      .where('collection', '=', 'sales')
      .where('scope', '=', recordScope)
      .where('id', 'in', part)
      .execute();
    for (const { id, receipt } of rows) if (receipt !== null) found.set(id, receipt);
  }
  return found;
}
