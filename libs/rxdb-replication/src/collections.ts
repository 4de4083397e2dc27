import { conflictHandlers, isSameState, shopWins, type CachedState } from '@tidemark/conflict';
import {
  collectionNames,
  documentJsonSchemas,
  recordJsonSchemas,
  recordNames,
  storedShape,
  type CollectionName,
  type DocumentOf,
  type RecordName,
  type RecordOf,
} from '@tidemark/schema';
import type { RxCollectionCreator, RxConflictHandler, RxJsonSchema } from 'rxdb';

/** All collections that a Tidemark server replicates: caches of the shop, and records that tills write. */
export type ReplicatedName = CollectionName | RecordName;

/** The document type of each collection. */
export type DocumentFor<N extends ReplicatedName> = N extends CollectionName
  ? DocumentOf[N]
  : N extends RecordName
    ? RecordOf[N]
    : never;

/**
 * The version of each RxDB schema. A cache is never migrated: remove its collection and pull it again. Raise a record's
 * version only together with a migration strategy of your own.
 */
const schemaVersion = 0;

/** Whether tills write this collection. */
export function isRecord(name: ReplicatedName): name is RecordName {
  return (recordNames as readonly string[]).includes(name);
}

/** Whether a Tidemark server replicates a collection of this name. */
export function isReplicated(name: string): name is ReplicatedName {
  return (collectionNames as readonly string[]).includes(name) || isRecord(name as ReplicatedName);
}

/** In a cache the server's document wins. `rev` is a hash of the content, so comparing it is enough. */
const cacheHandler: RxConflictHandler<CachedState> = {
  isEqual: (a, b) => isSameState(a, b),
  resolve: ({ realMasterState, newDocumentState }) =>
    Promise.resolve(shopWins(realMasterState, newDocumentState)),
};

/**
 * What `database.addCollections` takes for one collection: its schema and its conflict handler.
 * @param indexes Top-level fields that your queries need sorted; strings need a `maxLength` in the schema.
 */
export function tidemarkCollection<N extends ReplicatedName>(
  name: N,
  { indexes = [] }: { readonly indexes?: readonly (string | readonly string[])[] } = {},
): RxCollectionCreator<DocumentFor<N>> {
  const source: object = isRecord(name)
    ? recordJsonSchemas[name]
    : documentJsonSchemas[name as CollectionName];
  const schema = {
    ...storedShape(source),
    version: schemaVersion,
    ...(indexes.length > 0 ? { indexes } : {}),
  };
  return {
    schema: schema as unknown as RxJsonSchema<DocumentFor<N>>,
    conflictHandler: (isRecord(name) ? conflictHandlers[name] : cacheHandler) as unknown as RxConflictHandler<
      DocumentFor<N>
    >,
  };
}

/** What `database.addCollections` takes for several collections, each under its own name. */
export function tidemarkCollections<N extends ReplicatedName>(
  names: readonly N[],
): { [K in N]: RxCollectionCreator<DocumentFor<K>> } {
  return Object.fromEntries(names.map(name => [name, tidemarkCollection(name)])) as never;
}
