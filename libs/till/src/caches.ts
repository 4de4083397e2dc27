import { isSameState, shopWins, type CachedState } from '@tidemark/conflict';
import { formatCheckpoint, parseCheckpoint, type Checkpoint } from '@tidemark/protocol';
import { documentJsonSchemas, type CollectionName, type DocumentOf } from '@tidemark/schema';
import {
  createRxDatabase,
  prepareQuery,
  removeRxDatabase,
  type RxCollection,
  type RxConflictHandler,
  type RxDatabase,
  type RxJsonSchema,
  type RxStorage,
} from 'rxdb';

/** A living document as it is stored. */
export type Cached = DocumentOf[CollectionName];

type CacheCollections = Record<CollectionName, RxCollection<Cached>> & { places: RxCollection<Place> };

/** How far a collection was read: written after its documents, so it is never ahead of them. */
interface Place {
  readonly id: string;
  readonly at: string;
}

const placeSchema: RxJsonSchema<Place> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 50 }, at: { type: 'string' } },
  required: ['id', 'at'],
};

/** Caches are written by replication alone, so where two states meet, the shop's stands. */
const conflictHandler: RxConflictHandler<CachedState> = {
  isEqual: (a, b) => isSameState(a, b),
  resolve: async ({ realMasterState, newDocumentState }) => shopWins(realMasterState, newDocumentState),
};

/** One generation of a till's caches: all mirrored collections, and how far each was read. */
export class Caches implements AsyncDisposable {
  readonly generation: number;
  readonly #database: RxDatabase<CacheCollections>;

  private constructor(generation: number, database: RxDatabase<CacheCollections>) {
    this.generation = generation;
    this.#database = database;
  }

  static async open(
    name: string,
    generation: number,
    storage: RxStorage<unknown, unknown>,
    multiInstance: boolean,
  ): Promise<Caches> {
    const database = await createRxDatabase<CacheCollections>({
      name: databaseName(name, generation),
      storage,
      multiInstance,
      eventReduce: false,
      closeDuplicates: true,
    });
    const schemas = Object.entries(documentJsonSchemas).map(([collection, schema]) => [
      collection,
      { schema: schema as unknown as RxJsonSchema<Cached>, conflictHandler },
    ]);
    await database.addCollections({ ...Object.fromEntries(schemas), places: { schema: placeSchema } });
    return new Caches(generation, database);
  }

  static async remove(name: string, generation: number, storage: RxStorage<unknown, unknown>): Promise<void> {
    await removeRxDatabase(databaseName(name, generation), storage, false);
  }

  collection(name: CollectionName): RxCollection<Cached> {
    return this.#database.collections[name];
  }

  async place(name: CollectionName): Promise<Checkpoint | undefined> {
    const [stored] = await this.#database.collections.places.storageInstance.findDocumentsById([name], false);
    return stored ? parseCheckpoint(stored.at) : undefined;
  }

  async setPlace(name: CollectionName, at: Checkpoint): Promise<void> {
    await this.#database.collections.places.upsert({ id: name, at: formatCheckpoint(at) });
  }

  /** What is really stored now: read from the storage, past every memory of RxDB's. */
  async stored(name: CollectionName): Promise<Cached[]> {
    const collection = this.collection(name);
    const query = prepareQuery<Cached>(collection.schema.jsonSchema, {
      selector: { _deleted: { $eq: false } },
      sort: [{ id: 'asc' }],
      skip: 0,
    } as never);
    return (await collection.storageInstance.query(query)).documents;
  }

  async storedByIds(name: CollectionName, ids: readonly string[]): Promise<Cached[]> {
    return this.collection(name).storageInstance.findDocumentsById([...ids], false);
  }

  /** @throws when not every document was stored. Which ones is found by asking again: nothing is half believed. */
  async write(name: CollectionName, living: readonly Cached[], gone: readonly string[]): Promise<number> {
    const collection = this.collection(name);
    const before = new Map(
      (await this.storedByIds(name, [...living.map(each => each.id), ...gone])).map(each => [
        each.id,
        each.rev,
      ]),
    );
    const changed = living.filter(each => before.get(each.id) !== each.rev);
    const lost = gone.filter(id => before.has(id));
    if (changed.length > 0) {
      const { error } = await collection.bulkUpsert(changed);
      if (error[0])
        throw new Error(`${name}/${error[0].documentId} could not be stored (${error[0].status})`);
    }
    if (lost.length > 0) {
      const { error } = await collection.bulkRemove(lost);
      if (error[0])
        throw new Error(`${name}/${error[0].documentId} could not be removed (${error[0].status})`);
    }
    await this.#mustHold(name, changed, lost);
    return changed.length + lost.length;
  }

  async remove(): Promise<void> {
    await this.#database.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.close();
  }

  /** The storage said yes; look, before a checkpoint moves past these documents. */
  async #mustHold(name: CollectionName, living: readonly Cached[], gone: readonly string[]): Promise<void> {
    const held = new Map(
      (await this.storedByIds(name, [...living.map(each => each.id), ...gone])).map(each => [
        each.id,
        each.rev,
      ]),
    );
    const missing = living.find(each => held.get(each.id) !== each.rev)?.id ?? gone.find(id => held.has(id));
    if (missing !== undefined)
      throw new Error(`${name}/${missing} was not stored, though the storage said so`);
  }
}

function databaseName(name: string, generation: number): string {
  return `${name}-g${generation}`;
}
