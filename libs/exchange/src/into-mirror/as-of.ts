import { formatCheckpoint } from '@tidemark/protocol';
import type { InventoryLevel } from '@tidemark/schema';
import type { Source } from '../source.ts';

/**
 * The places of `sales` and `stockMoves`, taken before levels are read: they tell which records a count can include.
 */
export type AsOf = NonNullable<InventoryLevel['asOf']>;

export async function asOfNow({ records, shopify }: Pick<Source, 'records' | 'shopify'>): Promise<AsOf> {
  const { sales, stockMoves } = await records.heads(shopify.shop);
  return { sales: formatCheckpoint(sales), stockMoves: formatCheckpoint(stockMoves) };
}
