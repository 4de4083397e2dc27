import { effectOfMove, effectsOfSale } from '@tidemark/protocol';
import type { PromiseKey } from '@tidemark/mirror';
import {
  inventoryLevelId,
  type CustomerEdit,
  type Sale,
  type StockMove,
  type Submitted,
} from '@tidemark/schema';
import { asOfNow } from '../as-of.ts';
import { commitLevels, commitReads } from '../commit-reads.ts';
import type { Source } from '../source.ts';

type Told = PromiseKey & { readonly document: Submitted };

/** Promises whose effects are read together. */
const batchSize = 100;

/**
 * Reads what Shopify made of what it was told, without waiting for a webhook: orders, customers, levels ([T9]). One read
 * serves many. Answers whether something is left that could not be told from what is still on its way.
 */
export async function readBack(source: Source): Promise<{ readonly isLeft: boolean; readonly read: number }> {
  const { promises, shopify, signal } = source;
  const told = await promises.toRead(shopify.shop, batchSize);
  if (told.length === 0) return { isLeft: false, read: 0 };
  const asOf = await asOfNow(source);
  await readDocuments(source, 'orders', told.flatMap(orderOf));
  await readDocuments(source, 'customers', told.flatMap(customerOf));
  const items = [...new Set(told.flatMap(each => effectsOf(each).map(effect => effect.inventoryItemId)))];
  let doubtful = new Set<string>();
  if (items.length > 0) {
    const { found, readAt } = await shopify.levelsOfItems(items, 'background', signal);
    doubtful = new Set((await commitLevels(source, found, readAt, asOf)).doubtful);
  }
  const done = told.filter(each => !effectsOf(each).some(effect => doubtful.has(levelOf(effect))));
  await promises.haveRead(shopify.shop, done);
  return { isLeft: done.length < told.length || told.length === batchSize, read: done.length };
}

async function readDocuments(
  source: Source,
  kind: 'orders' | 'customers',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const { found, readAt } = await source.shopify.byIds(kind, ids, 'background', source.signal);
  await commitReads(source, kind, found, [], readAt, { readNewLevels: false, lane: 'background' });
}

function orderOf({ document: { submission } }: Told): string[] {
  return submission?.state === 'accepted' && 'orderId' in submission ? [submission.orderId] : [];
}

function customerOf({ collection, document }: Told): string[] {
  if (collection !== 'customerEdits') return [];
  const { submission } = document as CustomerEdit;
  return submission?.state === 'accepted' ? [submission.customerId] : [];
}

function effectsOf({ collection, document }: Told) {
  if (collection === 'sales') return effectsOfSale(document as Sale);
  return collection === 'stockMoves' ? [effectOfMove(document as StockMove)] : [];
}

function levelOf({ inventoryItemId, locationId }: { inventoryItemId: string; locationId: string }): string {
  return inventoryLevelId(inventoryItemId, locationId);
}
