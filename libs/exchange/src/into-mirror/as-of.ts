import { formatCheckpoint } from '@tidemark/protocol';
import type { InventoryLevel } from '@tidemark/schema';
import type { Source } from '../source.ts';

/** Where `sales` and `stockMoves` were: taken before levels are read, so that it is known what a count can have in it. */
export type AsOf = NonNullable<InventoryLevel['asOf']>;

export async function asOfNow({ records, shopify }: Pick<Source, 'records' | 'shopify'>): Promise<AsOf> {
  const { sales, stockMoves } = await records.heads(shopify.shop);
  return { sales: formatCheckpoint(sales), stockMoves: formatCheckpoint(stockMoves) };
}
