import { examine, type Chunk, type Place, type Reading } from './chunk.ts';
import type {
  AppendGroup,
  AppendResult,
  ChunkLog,
  Durability,
  ReadPage,
  ReadRange,
  Switch,
} from './chunk-log.ts';
import { ChunklogError } from './errors.ts';
import { IdbConnection, type Stores } from './idb-connection.ts';
import {
  emptyManifest,
  openManifest,
  rebuildManifest,
  sealManifest,
  type ChunkKey,
  type Manifest,
} from './manifest.ts';
import {
  decideAppend,
  decideBegin,
  decideDrop,
  decideSwitch,
  keyOf,
  type Decided,
} from '../database/transitions.ts';

const theManifest = 'manifest';

type Records = { readonly keys: readonly ChunkKey[]; readonly values: readonly unknown[] };

export type IdbLogOptions = {
  readonly name: string;
  /** `globalThis.indexedDB`; undefined if there is none. */
  readonly indexedDB: IDBFactory | undefined;
  readonly keyRange: typeof IDBKeyRange;
  readonly newId: () => string;
  /** Called if the manifest was damaged and was rebuilt from the chunks. */
  readonly onRebuilt: (name: string) => void;
  /** Called with the reason if the browser says that it deleted stored data. */
  readonly onWiped: (reason: string) => void;
};

/**
 * A log in IndexedDB: a store of chunks, and one manifest that changes in the same transaction as the chunks it
 * describes.
 */
export class IdbChunkLog implements ChunkLog {
  readonly #connection: IdbConnection;
  readonly #options: IdbLogOptions;

  constructor(options: IdbLogOptions) {
    this.#options = options;
    this.#connection = new IdbConnection(options.indexedDB, options.name, options.onWiped);
  }

  /** Usually a read transaction, beside other readers; creates the manifest if there is none, or none that is whole. */
  async manifest(): Promise<Manifest> {
    const sealed = await this.#connection.transaction('readonly', 'default', ({ manifest }) => {
      const asked = manifest.get(theManifest);
      return () => asked.result as unknown;
    });
    return (
      openManifest(sealed) ?? this.#change<Manifest>('relaxed', (manifest, _stores, done) => done(manifest))
    );
  }

  append(group: AppendGroup): Promise<AppendResult> {
    return this.#change<AppendResult>(group.durability, (manifest, stores, done, fail) => {
      const decided = decideAppend(manifest, group);
      if (decided === 'behind') return done({ kind: 'behind', manifest });
      putAll(stores, decided, fail);
      done({ kind: 'appended', manifest: decided.manifest });
    });
  }

  async read({ collection, generation, after, upTo, limit }: ReadRange): Promise<ReadPage> {
    // IndexedDB does not allow empty ranges.
    if (after.seq > upTo || (after.seq === upTo && after.part === Infinity))
      return { readings: [], next: undefined };
    const range = this.#options.keyRange.bound(
      [collection, generation, after.seq, after.part],
      [collection, generation, upTo, Infinity],
      true,
    );
    const { keys, values } = await this.#records(range, limit);
    const readings = keys.map(([, , seq, part], at): Reading => examine({ seq, part }, values[at]));
    return { readings, next: keys.length < limit ? undefined : placeOf(keys.at(-1)) };
  }

  begin(collection: string): Promise<number | undefined> {
    return this.#change<number | undefined>('relaxed', (manifest, stores, done) => {
      const begun = decideBegin(manifest, collection);
      const valid = manifest.collections[collection]?.generation;
      if (!begun || valid === undefined) return done(undefined);
      stores.chunks.delete(this.#generations(collection, -Infinity, valid));
      stores.chunks.delete(this.#generations(collection, valid + 1, Infinity));
      put(stores, begun.manifest);
      done(begun.generation);
    });
  }

  stage(generation: number, staged: readonly Chunk[]): Promise<void> {
    return this.#connection.transaction('readwrite', 'relaxed', ({ chunks }) => {
      for (const chunk of staged) chunks.put(chunk, [...keyOf(chunk, generation)]);
      return () => undefined;
    });
  }

  complete(plan: Switch): Promise<Manifest | undefined> {
    const { collection, from, to, horizon } = plan;
    return this.#change<Manifest | undefined>('strict', (manifest, stores, done, fail) => {
      const { chunks } = stores;
      const beyond = this.#options.keyRange.bound(
        [collection, from, horizon, Infinity],
        [collection, from, Infinity, Infinity],
      );
      const counted = chunks.count(this.#generations(collection, to, to + 1));
      const tail = chunks.getAll(beyond);
      tail.onsuccess = () => {
        try {
          const switched =
            counted.result === plan.chunks && decideSwitch(manifest, plan, tail.result as Chunk[]);
          if (!switched) return done(undefined);
          for (const chunk of tail.result as Chunk[]) chunks.put(chunk, [...keyOf(chunk, to)]);
          chunks.delete(this.#generations(collection, from, from + 1));
          put(stores, switched);
          done(switched);
        } catch (error) {
          fail(error);
        }
      };
    });
  }

  drop(collections: readonly string[]): Promise<void> {
    return this.#change<void>('strict', (manifest, stores, done) => {
      for (const each of collections) stores.chunks.delete(this.#generations(each, -Infinity, Infinity));
      put(stores, decideDrop(manifest, collections));
      done();
    });
  }

  async close(destroy: boolean): Promise<void> {
    const isEmpty = destroy && Object.keys((await this.manifest()).collections).length === 0;
    await (isEmpty ? this.#connection.delete() : this.#connection.close());
  }

  /** Runs one transaction that begins with the present manifest. */
  #change<T>(
    durability: Durability,
    decide: (
      manifest: Manifest,
      stores: Stores,
      done: (result: T) => void,
      fail: (error: unknown) => void,
    ) => void,
  ): Promise<T> {
    return this.#connection.transaction('readwrite', durability, (stores, fail) => {
      let result: { readonly value: T } | undefined;
      const done = (value: T) => {
        result = { value };
      };
      this.#withManifest(stores, fail, manifest => decide(manifest, stores, done, fail));
      return () => {
        if (!result) throw new Error('a transaction ended undecided');
        return result.value;
      };
    });
  }

  #withManifest(stores: Stores, fail: (error: unknown) => void, then: (manifest: Manifest) => void): void {
    const guarded = guardedBy(fail);
    const asked = stores.manifest.get(theManifest);
    asked.onsuccess = guarded(() => {
      const manifest = asked.result === undefined ? undefined : openManifest(asked.result);
      if (manifest) return then(manifest);
      const keys = stores.chunks.getAllKeys();
      keys.onsuccess = guarded(() => {
        const made = this.#makeManifest(keys.result as unknown as ChunkKey[]);
        put(stores, made);
        then(made);
      });
    });
  }

  #makeManifest(keys: readonly ChunkKey[]): Manifest {
    const logId = this.#options.newId();
    if (keys.length === 0) return emptyManifest(logId);
    this.#options.onRebuilt(this.#options.name);
    return rebuildManifest(logId, keys);
  }

  /** Reads all records at once, or one by one if the browser cannot read one of them. */
  async #records(range: IDBKeyRange, limit: number): Promise<Records> {
    try {
      return await this.#recordsAtOnce(range, limit);
    } catch (error) {
      unlessGone(error);
      return this.#recordsOneByOne(range, limit);
    }
  }

  #recordsAtOnce(range: IDBKeyRange, limit: number): Promise<Records> {
    return this.#connection.transaction('readonly', 'default', ({ chunks }) => {
      const keys = chunks.getAllKeys(range, limit);
      const values = chunks.getAll(range, limit);
      return () => ({ keys: keys.result as unknown as ChunkKey[], values: values.result as unknown[] });
    });
  }

  async #recordsOneByOne(range: IDBKeyRange, limit: number): Promise<Records> {
    const keys = await this.#connection.transaction('readonly', 'default', ({ chunks }) => {
      const asked = chunks.getAllKeys(range, limit);
      return () => asked.result as unknown as ChunkKey[];
    });
    const values: unknown[] = [];
    for (const key of keys) {
      const only = this.#options.keyRange.only([...key]);
      const record = await this.#recordsAtOnce(only, 1).catch(unlessGone);
      values.push(record?.values[0]);
    }
    return { keys, values };
  }

  /** The range from one generation up to, but not including, another. */
  #generations(collection: string, from: number, to: number): IDBKeyRange {
    return this.#options.keyRange.bound([collection, from], [collection, to], false, true);
  }
}

/**
 * Undefined for an unreadable record, which then counts as damage; throws if the connection was lost, as that damages
 * nothing.
 */
function unlessGone(error: unknown): undefined {
  if (error instanceof ChunklogError && error.code !== 'failed') throw error;
}

/** Wraps a callback so that its exception aborts the transaction. */
function guardedBy(fail: (error: unknown) => void): (next: () => void) => () => void {
  return next => () => {
    try {
      next();
    } catch (error) {
      fail(error);
    }
  };
}

/** Puts chunks one after the other, each in its own task: passing a full chunk to the browser takes about 3 ms. */
function putAll(stores: Stores, { puts, manifest }: Decided, fail: (error: unknown) => void, at = 0): void {
  const next = puts[at];
  const asked = next && stores.chunks.put(next.chunk, [...next.key]);
  if (asked && at < puts.length - 1)
    asked.onsuccess = guardedBy(fail)(() => putAll(stores, { puts, manifest }, fail, at + 1));
  else put(stores, manifest);
}

function put(stores: Stores, manifest: Manifest): void {
  stores.manifest.put(sealManifest(manifest), theManifest);
}

function placeOf(key: ChunkKey | undefined): Place | undefined {
  return key && { seq: key[2], part: key[3] };
}
