import { revOf } from '@tidemark/protocol';
import { documentDefect, type InventoryLevel, type Order, type Scope } from '@tidemark/schema';
import type { BulkKind } from '@tidemark/shopify';
import type { Source } from './source.ts';

/** One document of Shopify's, as the mirror would hold it. */
export interface Listed {
  readonly id: string;
  readonly scope: Scope;
  readonly rev: string;
}

/** Levels are looked up in the mirror so many at a time. */
const batchSize = 500;

/** Every valid document of a bulk file. A line that cannot be read compares nothing: the mirror's is looked at by id. */
export async function* listing(
  source: Source,
  kind: BulkKind,
  url: string | undefined,
): AsyncGenerator<Listed> {
  if (url === undefined) return;
  if (kind === 'inventoryLevels') yield* levels(source, url);
  else yield* documents(source, kind, url);
}

async function* documents(
  { shopify, signal }: Source,
  kind: Exclude<BulkKind, 'inventoryLevels'>,
  url: string,
): AsyncGenerator<Listed> {
  const from = shopify.ordersFrom();
  for await (const item of shopify.readBulk(kind, url, signal)) {
    if (item.kind === 'defect') continue;
    const { document } = item.read;
    if (kind === 'orders' && Date.parse((document as Order).createdAt) < from) continue;
    const rev = revOf(document);
    if (documentDefect(kind, { ...document, rev }) === undefined) yield { id: document.id, scope: '', rev };
  }
}

/** Which sales a level has in it is the mirror's to say: Shopify's part of it is compared. */
async function* levels(source: Source, url: string): AsyncGenerator<Listed> {
  let batch: Omit<InventoryLevel, 'rev'>[] = [];
  for await (const item of source.shopify.readBulkLevels(url, source.signal)) {
    if (item.kind === 'defect' || !item.read.active) continue;
    batch.push(item.read.document);
    if (batch.length < batchSize) continue;
    yield* withAsOf(source, batch);
    batch = [];
  }
  yield* withAsOf(source, batch);
}

async function* withAsOf(
  { mirror, shopify }: Source,
  batch: readonly Omit<InventoryLevel, 'rev'>[],
): AsyncGenerator<Listed> {
  for (const scope of new Set(batch.map(each => each.locationId))) {
    const own = batch.filter(each => each.locationId === scope);
    const ids = own.map(each => each.id);
    const stored = new Map<string, InventoryLevel['asOf']>();
    const { documents: texts } = await mirror.documents(shopify.shop, 'inventoryLevels', scope, ids);
    for (const text of texts) {
      const asOf = asOfIn(text);
      if (asOf) stored.set(asOf.id, asOf.asOf);
    }
    for (const level of own) {
      const asOf = stored.get(level.id);
      const document = asOf ? { ...level, asOf } : level;
      const rev = revOf(document);
      if (documentDefect('inventoryLevels', { ...document, rev }) === undefined)
        yield { id: level.id, scope, rev };
    }
  }
}

/** Undefined for a level that has none, and for a damaged row, which the audit finds by itself. */
function asOfIn(text: string): Pick<InventoryLevel, 'id' | 'asOf'> | undefined {
  try {
    const level = JSON.parse(text) as InventoryLevel;
    return level.asOf && level;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
