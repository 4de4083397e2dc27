import { ChunklogError, nextTask, type ChunklogInternals } from '@tidemark/chunklog-storage';
import { isSameState, shopWins, type CachedState } from '@tidemark/conflict';
import { formatCheckpoint, type Checkpoint } from '@tidemark/protocol';
import {
  keysOfReading,
  labelReadingsOf,
  readingsOf,
  variantsMeant,
  type CollectionName,
  type Product,
} from '@tidemark/schema';
import {
  createRxDatabase,
  prepareQuery,
  removeRxDatabase,
  type BulkWriteRow,
  type PreparedQuery,
  type RxCollection,
  type RxConflictHandler,
  type RxDatabase,
  type RxStorage,
} from 'rxdb';
import { map, type Observable } from 'rxjs';
import { scrubbing } from '../records/log-storage.ts';
import { diskKey, prefixesOf } from '../catalogue/catalogue-listing.ts';
import { FirstScreens, type ShownNow } from '../first-screen/first-screen.ts';
import type { Fence } from '../sync/fence.ts';
import { scrubId, takesPersonAway } from './cache-erasure.ts';
import {
  cacheSchema,
  partsOf,
  placeId,
  placeIn,
  recordId,
  rowOf,
  screenChanges,
  type Cached,
  type CacheRecord,
} from './cache-record.ts';

/** A change of a cached document. */
export interface CacheEvent {
  readonly collection: CollectionName;
  readonly id: string;
  /** Undefined where the document was removed. */
  readonly document: Cached | undefined;
}

/** Only replication writes caches, so where two states meet, the shop's stands. */
const conflictHandler: RxConflictHandler<CachedState> = {
  isEqual: (a, b) => isSameState(a, b),
  resolve: async ({ realMasterState, newDocumentState }) => shopWins(realMasterState, newDocumentState),
};

/** Records read at once by a scan: a page is one task of the main thread. */
const scanSize = 500;

/** What the storage says of caches that hold nothing more. */
const goneCodes: ReadonlySet<string> = new Set(['dropped', 'removed', 'closed']);

/** One cache set of a till: all mirrored collections, how far each was read, and what is shown of them first. */
export class Caches implements AsyncDisposable {
  readonly generation: number;
  readonly first: FirstScreens;
  readonly #database: RxDatabase<{ cache: RxCollection<CacheRecord> }>;
  /** Whether words of a person may be left in the log, as far as this tab knows; at first they may. */
  #mayOweScrub = true;

  private constructor(
    generation: number,
    database: RxDatabase<{ cache: RxCollection<CacheRecord> }>,
    first: FirstScreens,
  ) {
    this.generation = generation;
    this.first = first;
    this.#database = database;
  }

  static async open(
    name: string,
    generation: number,
    storage: RxStorage<unknown, unknown>,
    multiInstance: boolean,
  ): Promise<Caches> {
    const database = await createRxDatabase<{ cache: RxCollection<CacheRecord> }>({
      name: cachesName(name, generation),
      storage,
      multiInstance,
      eventReduce: false,
      closeDuplicates: true,
    });
    try {
      await database.addCollections({ cache: { schema: cacheSchema, conflictHandler } });
      const { name: databaseName, token: databaseInstanceToken } = database;
      const place = { databaseName, databaseInstanceToken, multiInstance };
      return new Caches(generation, database, await FirstScreens.open(storage, place));
    } catch (error) {
      await database.close().catch(() => undefined);
      throw error;
    }
  }

  static async remove(name: string, generation: number, storage: RxStorage<unknown, unknown>): Promise<void> {
    const databaseName = cachesName(name, generation);
    const place = { databaseName, databaseInstanceToken: databaseName, multiInstance: false };
    await (await FirstScreens.open(storage, place)).remove();
    await removeRxDatabase(databaseName, storage, false);
  }

  /** Every change by any tab, as the batches in which they were written. */
  get changes$(): Observable<readonly CacheEvent[]> {
    return this.#collection.eventBulks$.pipe(
      map(({ events }) =>
        events.flatMap(event => {
          const [collection, id] = partsOf(event.documentId);
          if (collection === 'place') return [];
          const document = event.operation === 'DELETE' ? undefined : (event.documentData.body as Cached);
          return [{ collection, id, document }];
        }),
      ),
    );
  }

  /**
   * Whether they hold nothing more: the storage found them damaged and dropped them, here or in another tab ([T37]), or
   * they are closed because others take their place. Then they must be opened again, and filled anew.
   */
  async areGone(): Promise<boolean> {
    try {
      await this.first.screen();
      await this.place('settings');
      return false;
    } catch (error) {
      if (error instanceof ChunklogError && goneCodes.has(error.code)) return true;
      throw error;
    }
  }

  async place(name: CollectionName): Promise<Checkpoint | undefined> {
    const [stored] = await this.#storage.findDocumentsById([placeId(name)], false);
    return placeIn(stored);
  }

  /**
   * Everything really stored of a collection, in parts, in order of id: read past RxDB's memory. Between parts, others
   * have their turn.
   */
  async *scan(name: CollectionName): AsyncGenerator<readonly Cached[]> {
    for (let after = `${name}/`; ;) {
      const { documents } = await this.#storage.query(this.#range(name, after, scanSize));
      if (documents.length > 0) yield documents.map(each => each.body as Cached);
      const last = documents.at(-1);
      if (!last || documents.length < scanSize) return;
      after = last.id;
      await nextTask();
    }
  }

  /** How many living documents of a collection are stored. */
  async count(name: CollectionName): Promise<number> {
    return (await this.#storage.count(this.#range(name, `${name}/`))).count;
  }

  /** All of `scan` at once. */
  async stored(name: CollectionName): Promise<Cached[]> {
    const all: Cached[] = [];
    for await (const part of this.scan(name)) all.push(...part);
    return all;
  }

  async storedByIds(name: CollectionName, ids: readonly string[]): Promise<Cached[]> {
    const records = await this.#storage.findDocumentsById(
      ids.map(id => recordId(name, id)),
      false,
    );
    return records.map(each => each.body as Cached);
  }

  /** [T39] Products for sale with this code, found on the disk; undefined where only reading everything tells. */
  async productsWithCode(code: string): Promise<readonly Product[] | undefined> {
    for (const reading of [...readingsOf(code), ...labelReadingsOf(code)]) {
      const filed = new Map<string, Product>();
      for (const key of keysOfReading(reading)) {
        const found = productsIn(await this.#diskIndex?.find(diskKey(key)));
        if (!found) return undefined;
        for (const product of found) filed.set(product.id, product);
      }
      const meant = variantsMeant([...filed.values()], [reading]);
      if (meant.length > 0) return [...new Set(meant.map(({ product }) => product))];
    }
    return [];
  }

  /** [T39] The first products for sale, by title, with words that begin as these do; undefined as for a code. */
  async productsWithWords(query: string, limit: number): Promise<readonly Product[] | undefined> {
    const found = productsIn(await this.#diskIndex?.search(prefixesOf(query), limit));
    const withCode = found && (await this.productsWithCode(query));
    if (!withCode) return undefined;
    const ids = new Set(found.map(({ id }) => id));
    return [...withCode.filter(({ id }) => !ids.has(id)), ...found].slice(0, limit);
  }

  /** Makes the next opening find products before it has read everything. Rejects where there is no room for that. */
  async keepDiskIndex(): Promise<void> {
    await this.#diskIndex?.keep();
  }

  /**
   * Stores all documents and the new place, or nothing ([T1]). Answers how many documents changed. `fence` is asked
   * last before the write, and told of the place that is stored until then.
   * @throws when the fence refuses, when the storage refused a record, or when it claims to have stored the records and
   * lacks the last, which is the place if there is one.
   */
  async write(
    name: CollectionName,
    living: readonly Cached[],
    gone: readonly string[],
    place?: Checkpoint,
    fence?: Fence,
  ): Promise<number> {
    const wanted = new Map<string, Pick<CacheRecord, 'rev' | 'body'> | undefined>([
      ...gone.map(id => [recordId(name, id), undefined] as const),
      ...living.map(each => [recordId(name, each.id), { rev: each.rev, body: each }] as const),
    ]);
    const at = place && formatCheckpoint(place);
    if (at !== undefined) wanted.set(placeId(name), { rev: at, body: { at } });
    const stored = await this.#storage.findDocumentsById([...wanted.keys()], true);
    const before = new Map(stored.map(each => [each.id, each]));
    await fence?.(place && { name, held: placeIn(before.get(placeId(name))), next: place });
    const rows = [...wanted].flatMap(([id, next]) => rowOf(id, next, before.get(id)));
    if (rows.length === 0) return 0;
    const owes = takesPersonAway(name, rows) ? await this.#scrubOwed() : [];
    // First, since the last row of a write is looked for afterwards.
    const store = () => this.#store(name, [...owes, ...rows], rows.length);
    const changes = screenChanges(name, rows);
    return changes ? this.first.whileWriting(changes, this, store) : store();
  }

  /** Makes the first screen what is shown, where it is not. */
  async keepScreen(see: () => ShownNow | undefined): Promise<void> {
    await this.first.keepScreen(see, this);
  }

  /** As `write`, for the place alone. */
  async setPlace(name: CollectionName, place: Checkpoint): Promise<void> {
    await this.write(name, [], [], place);
  }

  async remove(): Promise<void> {
    await this.first.remove();
    await this.#database.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.first[Symbol.asyncDispose]();
    await this.#database.close();
  }

  /** Whether there may be something to scrub. */
  get mayOweScrub(): boolean {
    return this.#mayOweScrub;
  }

  /** Leaves nothing in the log of persons whom an earlier write took away ([T102]). What fails stays owed. */
  async scrub(): Promise<boolean> {
    const [owed] = await this.#storage.findDocumentsById([scrubId], false);
    if (owed) {
      await scrubbing(this.#storage as never);
      const [now] = await this.#storage.findDocumentsById([scrubId], false);
      // What was taken away meanwhile is still owed.
      if (now?.rev !== owed.rev) return true;
      await this.#storage.bulkWrite(rowOf(scrubId, undefined, now), 'tidemark-scrub');
      await this.#storage.cleanup(0);
    }
    this.#mayOweScrub = false;
    return owed !== undefined;
  }

  async #scrubOwed(): Promise<BulkWriteRow<CacheRecord>[]> {
    this.#mayOweScrub = true;
    const [before] = await this.#storage.findDocumentsById([scrubId], true);
    const times = before ? Number(before.rev) + 1 : 1;
    return rowOf(scrubId, { rev: String(times), body: {} }, before);
  }

  async #store(name: CollectionName, rows: BulkWriteRow<CacheRecord>[], asked: number): Promise<number> {
    const { error } = await this.#storage.bulkWrite(rows, 'tidemark-pull');
    if (error[0]) throw new Error(`${error[0].documentId} could not be stored (${error[0].status})`);
    if (!(await this.#holds(rows.at(-1)?.document)))
      throw new Error(`${name}: a page was not stored, though the storage said so`);
    const isPlaceMoved = rows.some(each => each.document.id === placeId(name));
    if (rows.some(each => each.document._deleted)) await this.#storage.cleanup(0);
    return asked - (isPlaceMoved ? 1 : 0);
  }

  get #collection(): RxCollection<CacheRecord> {
    return this.#database.collections.cache;
  }

  get #storage() {
    return this.#collection.storageInstance;
  }

  /** Other storages have none. */
  get #diskIndex() {
    return (this.#storage.internals as Partial<ChunklogInternals>).diskIndex;
  }

  /** Living records of a collection whose ids come after this one, in their order. */
  #range(name: CollectionName, after: string, limit?: number): PreparedQuery<CacheRecord> {
    return prepareQuery<CacheRecord>(this.#collection.schema.jsonSchema, {
      selector: { id: { $gt: after, $lt: `${name}0` }, _deleted: { $eq: false } },
      sort: [{ id: 'asc' }],
      skip: 0,
      ...(limit === undefined ? {} : { limit }),
    } as never);
  }

  async #holds(
    record: (Pick<CacheRecord, 'id' | 'rev'> & { _deleted: boolean }) | undefined,
  ): Promise<boolean> {
    if (!record) return true;
    const [held] = await this.#storage.findDocumentsById([record.id], true);
    return held?.rev === record.rev && held._deleted === record._deleted;
  }
}

function productsIn(found: readonly object[] | undefined): readonly Product[] | undefined {
  return found?.map(each => (each as CacheRecord).body as Product);
}

/** The name of the database of one cache set. */
export function cachesName(name: string, generation: number): string {
  return `${name}-c${generation}`;
}
