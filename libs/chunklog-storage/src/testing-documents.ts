import {
  fillWithDefaultSettings,
  prepareQuery,
  type FilledMangoQuery,
  type PreparedQuery,
  type RxDocumentData,
  type RxJsonSchema,
  type RxStorage,
  type RxStorageInstance,
} from 'rxdb';

/** The documents that the tests store. */
export type Item = {
  readonly id: string;
  readonly title: string;
  readonly size: number;
  readonly at: { x: string };
};
export type ItemDocument = RxDocumentData<Item>;
export type ItemInstance = RxStorageInstance<Item, unknown, unknown> & {
  scrub(): Promise<void>;
  dropOthers(isLeft: (collectionName: string) => boolean): Promise<void>;
};

export function itemSchema(version = 0): RxJsonSchema<ItemDocument> {
  return fillWithDefaultSettings<Item>({
    version,
    primaryKey: 'id',
    type: 'object',
    properties: {
      id: { type: 'string', maxLength: 40 },
      title: { type: 'string', maxLength: 60 },
      size: { type: 'integer', minimum: 0, maximum: 100_000, multipleOf: 1 },
      at: { type: 'object', properties: { x: { type: 'string', maxLength: 20 } }, required: ['x'] },
    },
    required: ['id', 'title', 'size', 'at'],
    indexes: ['title', 'size', ['at.x', 'id']],
  });
}

/** A document as RxDB passes it to a storage. `lwt` is its time of writing; `height` counts its revisions. */
export function item(id: string, change: Partial<ItemDocument> = {}, lwt = 1000, height = 1): ItemDocument {
  return {
    id,
    title: `title of ${id}`,
    size: 1,
    at: { x: 'x' },
    _deleted: false,
    _attachments: {},
    _meta: { lwt },
    _rev: `${height}-test`,
    ...change,
  };
}

/** The next state of a document. */
export function next(previous: ItemDocument, change: Partial<ItemDocument>, lwt?: number): ItemDocument {
  const height = Number(previous._rev.split('-')[0]) + 1;
  return { ...previous, ...change, _meta: { lwt: lwt ?? previous._meta.lwt + 1 }, _rev: `${height}-test` };
}

export type InstanceOptions = {
  readonly database?: string;
  readonly collection?: string;
  readonly version?: number;
  readonly multiInstance?: boolean;
  readonly token?: string;
};

export async function openItems(
  storage: RxStorage<unknown, unknown>,
  options: InstanceOptions = {},
): Promise<ItemInstance> {
  return (await storage.createStorageInstance<Item>({
    databaseInstanceToken: options.token ?? crypto.randomUUID(),
    databaseName: options.database ?? 'shop',
    collectionName: options.collection ?? 'items',
    schema: itemSchema(options.version),
    options: {},
    multiInstance: options.multiInstance ?? false,
    devMode: false,
  })) as ItemInstance;
}

export function ask(query: Partial<FilledMangoQuery<Item>>, schema = itemSchema()): PreparedQuery<Item> {
  const selector = { ...query.selector, _deleted: { $eq: false } } as FilledMangoQuery<Item>['selector'];
  return prepareQuery<Item>(schema, { sort: [{ id: 'asc' }], skip: 0, ...query, selector });
}

/** All documents, deleted ones too, by id. */
export async function everything(instance: ItemInstance): Promise<readonly ItemDocument[]> {
  const query = prepareQuery<Item>(itemSchema(), { selector: {}, sort: [{ id: 'asc' }], skip: 0 });
  return (await instance.query(query)).documents;
}
