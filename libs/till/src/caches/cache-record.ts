import { parseCheckpoint, type Checkpoint } from '@tidemark/protocol';
import type { CollectionName, DocumentOf, InventoryLevel, Product, Settings } from '@tidemark/schema';
import type { BulkWriteRow, RxDocumentData, RxJsonSchema } from 'rxdb';
import type { ScreenChanges } from '../first-screen/first-screen.ts';
import { rowAfter } from './row-after.ts';

/** A living document as it is stored. */
export type Cached = DocumentOf[CollectionName];

/** One record of the cache: a document of any collection under `collection/id`, or a place under `place/collection`. */
export interface CacheRecord {
  readonly id: string;
  readonly rev: string;
  /** The document; for a place, its checkpoint. */
  readonly body: object;
}

/**
 * All mirrored collections share one RxDB collection. So the last documents of a page and the place after it are one
 * write of the storage, which happens as a whole or not at all. It also leaves RxDB's limit of 16 collections to what a
 * till writes itself. Documents are checked against their own JSON schemas before they come here.
 */
export const cacheSchema: RxJsonSchema<CacheRecord> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 140 },
    rev: { type: 'string' },
    body: { type: 'object' },
  },
  required: ['id', 'rev', 'body'],
};

/** The write that makes a record what it should be; none where it already is. */
export function rowOf(
  id: string,
  next: Pick<CacheRecord, 'rev' | 'body'> | undefined,
  before: RxDocumentData<CacheRecord> | undefined,
): BulkWriteRow<CacheRecord>[] {
  const isThere = before !== undefined && !before._deleted;
  if (!next && !isThere) return [];
  if (next && isThere && before.rev === next.rev) return [];
  const fields = next ?? { rev: before?.rev ?? '', body: {} };
  return [rowAfter({ id, ...fields }, before, next === undefined)];
}

/** What a write may change of the first screen; undefined where it changes nothing of it. */
export function screenChanges(
  name: CollectionName,
  rows: readonly BulkWriteRow<CacheRecord>[],
): ScreenChanges | undefined {
  const documents = rows.filter(({ document }) => document.id !== placeId(name));
  if (documents.length === 0) return undefined;
  const bodyOf = <T extends Cached>(record: RxDocumentData<CacheRecord> | undefined): T | undefined =>
    record && !record._deleted ? (record.body as T) : undefined;
  const idOf = (record: RxDocumentData<CacheRecord>) => partsOf(record.id)[1];
  switch (name) {
    case 'products':
      return {
        products: documents.map(({ previous, document }) => ({
          id: idOf(document),
          before: bodyOf<Product>(previous),
          after: bodyOf<Product>(document),
        })),
      };
    case 'inventoryLevels':
      return {
        levels: new Map(documents.map(({ document }) => [idOf(document), bodyOf<InventoryLevel>(document)])),
      };
    case 'settings': {
      const settings = documents.map(({ document }) => bodyOf<Settings>(document)).at(-1);
      return settings && { settings };
    }
    default:
      return undefined;
  }
}

export function recordId(name: CollectionName, id: string): string {
  return `${name}/${id}`;
}

export function placeIn(record: RxDocumentData<CacheRecord> | undefined): Checkpoint | undefined {
  return record && !record._deleted ? parseCheckpoint((record.body as { at: string }).at) : undefined;
}

export function placeId(name: CollectionName): string {
  return `place/${name}`;
}

export function partsOf(id: string): [CollectionName | 'place', string] {
  const slash = id.indexOf('/');
  return [id.slice(0, slash) as CollectionName | 'place', id.slice(slash + 1)];
}
