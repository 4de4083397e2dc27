import { asChunklogError, ChunklogError, nameOf } from './errors.ts';
import { thisPage, type PageLife } from './page-life.ts';

const databaseVersion = 1;
const chunkStore = 'chunks';
const manifestStore = 'manifest';
const stores = [chunkStore, manifestStore];

/** The stores of one transaction. */
export type Stores = { readonly chunks: IDBObjectStore; readonly manifest: IDBObjectStore };

/**
 * What only Chromium reports when it recreates a database (its `idb_version_change_event.idl`). A browser killed during
 * a write can find its files damaged at the second opening afterwards, and then deletes all databases of the site.
 */
type ChromiumEvent = IDBVersionChangeEvent & {
  readonly dataLoss?: 'none' | 'total';
  readonly dataLossMessage?: string;
};

/**
 * A connection to one IndexedDB database. It closes when another tab wants to delete or upgrade the database, or when
 * the browser closes it, and connects again at the next transaction.
 */
export class IdbConnection {
  readonly #factory: IDBFactory;
  readonly name: string;
  readonly #onWiped: (reason: string) => void;
  readonly #page: PageLife;
  #database: Promise<IDBDatabase> | undefined;
  #isClosed = false;

  /** `onWiped` gets the reason if the browser says that it deleted this site's data. */
  constructor(
    factory: IDBFactory | undefined,
    name: string,
    onWiped: (reason: string) => void = () => undefined,
    page = thisPage,
  ) {
    if (!factory)
      throw new ChunklogError('unavailable', 'this browser, or this window of it, has no IndexedDB');
    this.#factory = factory;
    this.name = name;
    this.#onWiped = onWiped;
    this.#page = page;
  }

  /**
   * Runs one transaction. `work` makes requests, and handles them in their callbacks; its return value is read when
   * everything is stored. A throw in `work`, or in such a callback through `fail`, aborts the transaction. A page that is
   * frozen meanwhile runs it again after the thaw, `work` included.
   */
  async transaction<T>(
    mode: IDBTransactionMode,
    durability: IDBTransactionDurability,
    work: Work<T>,
  ): Promise<T> {
    try {
      for (;;) {
        const done = await this.#tried(mode, durability, work);
        if (done) return done.result;
      }
    } catch (error) {
      throw asChunklogError(error, `the database ${this.name} refused`);
    }
  }

  /** Undefined where the page was frozen before the end. */
  async #tried<T>(
    mode: IDBTransactionMode,
    durability: IDBTransactionDurability,
    work: Work<T>,
  ): Promise<Done<T> | undefined> {
    try {
      return await run(await this.#connectedAwake(), this.#page, mode, durability, work);
    } catch (error) {
      // The connection was lost without an event, as Safari does: nothing has begun, so it may begin again.
      if (nameOf(error) !== 'InvalidStateError' || this.#isClosed) throw error;
      this.#database = undefined;
      return run(await this.#connectedAwake(), this.#page, mode, durability, work);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const database = this.#database;
    this.#database = undefined;
    await database?.then(
      open => open.close(),
      () => undefined,
    );
  }

  /** Deletes the database. Other tabs release it. */
  async delete(): Promise<void> {
    await this.close();
    await new Promise<void>((resolve, reject) => {
      const request = this.#factory.deleteDatabase(this.name);
      request.onsuccess = () => resolve();
      request.onerror = () =>
        reject(asChunklogError(request.error, `the database ${this.name} cannot be deleted`));
    });
  }

  /** The page may freeze while the database opens: so it is asked last, right before the transaction begins. */
  async #connectedAwake(): Promise<IDBDatabase> {
    const database = await this.#connected();
    await this.#page.awake();
    return database;
  }

  async #connected(): Promise<IDBDatabase> {
    if (this.#isClosed) throw new ChunklogError('closed', `the log ${this.name} is closed`);
    this.#database ??= this.#open();
    try {
      return await this.#database;
    } catch (error) {
      this.#database = undefined;
      throw asChunklogError(error, `the database ${this.name} cannot be opened`, 'unavailable');
    }
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = this.#factory.open(this.name, databaseVersion);
      request.onupgradeneeded = event => {
        const { dataLoss, dataLossMessage = 'no reason given' } = event as ChromiumEvent;
        if (dataLoss === 'total') this.#onWiped(dataLossMessage);
        for (const store of stores) request.result.createObjectStore(store);
      };
      request.onerror = () => reject(request.error ?? new Error('no reason given'));
      request.onsuccess = () => {
        const database = request.result;
        database.onversionchange = () => {
          database.close();
          this.#database = undefined;
        };
        database.onclose = () => {
          this.#database = undefined;
        };
        resolve(database);
      };
    });
  }
}

/** Makes the requests of one transaction; what it answers reads the result when everything is stored. */
type Work<T> = (stores: Stores, fail: (error: unknown) => void) => () => T;

interface Done<T> {
  readonly result: T;
}

function run<T>(
  database: IDBDatabase,
  page: PageLife,
  mode: IDBTransactionMode,
  durability: IDBTransactionDurability,
  work: Work<T>,
): Promise<Done<T> | undefined> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode, { durability });
    page.watch(transaction);
    let cause: unknown;
    const fail = (error: unknown) => {
      cause = error;
      transaction.abort();
    };
    let result: (() => T) | undefined;
    transaction.oncomplete = () => {
      if (result) resolve({ result: result() });
    };
    transaction.onabort = () => {
      if (page.hasAborted(transaction)) resolve(undefined);
      else reject(cause ?? transaction.error ?? new Error('aborted'));
    };
    try {
      result = work(
        { chunks: transaction.objectStore(chunkStore), manifest: transaction.objectStore(manifestStore) },
        fail,
      );
    } catch (error) {
      fail(error);
    }
  });
}
