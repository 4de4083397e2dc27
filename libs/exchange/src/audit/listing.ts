import type { Change } from '@tidemark/mirror';
import { revOf } from '@tidemark/protocol';
import {
  documentDefect,
  mostDocumentBytes,
  sizeDefect,
  type CollectionName,
  type InventoryLevel,
  type Order,
  type Scope,
} from '@tidemark/schema';
import type { BulkKind } from '@tidemark/shopify';
import { allDocuments } from '../into-mirror/all-documents.ts';
import { orderChange, present, unreadable } from '../into-mirror/changes.ts';
import type { Source } from '../source.ts';

/** One document of Shopify's, as the mirror would store it. */
export interface Listed {
  readonly id: string;
  readonly scope: Scope;
  /**
   * For an unreadable document, the rev of the mirror's version: there is nothing to compare or repair. Undefined if
   * the mirror has none either.
   */
  readonly rev: string | undefined;
  /** For an unreadable document: the change that sets it aside. */
  readonly odd?: Change;
}

/** Documents looked up in the mirror at a time. */
const batchSize = 500;

/** Every document of a bulk file. A line without an id is not compared: the mirror's document is checked by id. */
export async function* listing(
  source: Source,
  kind: BulkKind,
  url: string | undefined,
  readAt: number,
): AsyncGenerator<Listed> {
  if (url === undefined) return;
  const all = kind === 'inventoryLevels' ? levels(source, url, readAt) : documents(source, kind, url, readAt);
  let odd: Change[] = [];
  for await (const each of all) {
    if ('rev' in each) yield each;
    else odd.push(each);
    if (odd.length < batchSize) continue;
    yield* asStored(source, kind, odd);
    odd = [];
  }
  yield* asStored(source, kind, odd);
}

async function* documents(
  { shopify, signal }: Source,
  kind: Exclude<BulkKind, 'inventoryLevels'>,
  url: string,
  readAt: number,
): AsyncGenerator<Listed | Change> {
  const from = shopify.ordersFrom();
  for await (const item of shopify.readBulk(kind, url, signal)) {
    if (item.kind === 'defect') continue;
    if (item.kind === 'unread') {
      if (item.unread.id === '') continue;
      const { unread } = item;
      const change = kind === 'orders' ? orderChange(unread, readAt, from) : unreadable(kind, unread, readAt);
      if (change.kind === 'unreadable') yield change;
      continue;
    }
    const { document } = item.read;
    if (kind === 'orders' && Date.parse((document as Order).createdAt) < from) continue;
    const rev = revOf(document);
    const whole = { ...document, rev, _deleted: false };
    const isTooLarge = sizeDefect(JSON.stringify(whole), mostDocumentBytes) !== undefined;
    if (!isTooLarge && documentDefect(kind, { ...document, rev }) === undefined)
      yield { id: document.id, scope: '', rev };
    // The mirror judges it like any read, and sets it aside.
    else yield present({ document, updatedAt: item.read.updatedAt } as never, readAt);
  }
}

/** Lists unreadable documents as the mirror has them. */
async function* asStored(
  { mirror, shopify }: Source,
  kind: CollectionName,
  odd: readonly Change[],
): AsyncGenerator<Listed> {
  const idOf = (each: Change) => (each.kind === 'present' ? each.document.id : each.id);
  for (const scope of new Set(odd.map(each => each.scope))) {
    const own = odd.filter(each => each.scope === scope);
    const texts = await allDocuments(mirror, shopify.shop, kind, scope, own.map(idOf));
    const stored = texts.map(text => JSON.parse(text) as { id: string; rev: string; _deleted: boolean });
    const revs = new Map(stored.flatMap(each => (each._deleted ? [] : [[each.id, each.rev] as const])));
    for (const each of own) yield { id: idOf(each), scope, rev: revs.get(idOf(each)), odd: each };
  }
}

/** Compares only Shopify's part of a level: which sales it includes is the mirror's knowledge. */
async function* levels(source: Source, url: string, readAt: number): AsyncGenerator<Listed | Change> {
  let batch: Omit<InventoryLevel, 'rev'>[] = [];
  for await (const item of source.shopify.readBulkLevels(url, source.signal)) {
    if (item.kind === 'unread') {
      if (item.unread.id !== '') yield unreadable('inventoryLevels', item.unread, readAt);
      continue;
    }
    if (item.kind === 'defect' || !item.read.active) continue;
    batch.push(item.read.document);
    if (batch.length < batchSize) continue;
    yield* withAsOf(source, batch, readAt);
    batch = [];
  }
  yield* withAsOf(source, batch, readAt);
}

async function* withAsOf(
  { mirror, shopify }: Source,
  batch: readonly Omit<InventoryLevel, 'rev'>[],
  readAt: number,
): AsyncGenerator<Listed | Change> {
  for (const scope of new Set(batch.map(each => each.locationId))) {
    const own = batch.filter(each => each.locationId === scope);
    const ids = own.map(each => each.id);
    const stored = new Map<string, InventoryLevel['asOf']>();
    const texts = await allDocuments(mirror, shopify.shop, 'inventoryLevels', scope, ids);
    for (const text of texts) {
      const level = JSON.parse(text) as InventoryLevel;
      if (level.asOf) stored.set(level.id, level.asOf);
    }
    for (const level of own) {
      const asOf = stored.get(level.id);
      const document = asOf ? { ...level, asOf } : level;
      const rev = revOf(document);
      if (documentDefect('inventoryLevels', { ...document, rev }) === undefined)
        yield { id: level.id, scope, rev };
      else yield present({ document: level, updatedAt: Date.parse(level.updatedAt) }, readAt, scope);
    }
  }
}
