import type { CollectionName, Product, Settings } from '@tidemark/schema';
import { fillWithDefaultSettings, type RxDocumentData, type RxStorage, type RxStorageInstance } from 'rxdb';
import { rowAfter } from '../caches/row-after.ts';

/** What a till shows before it has read all that it holds. */
export interface FirstScreen {
  readonly settings: Settings | undefined;
  /** The first products by title. */
  readonly products: readonly Product[];
  /** How many products are for sale in all. */
  readonly total: number;
}

/** A kept screen; one of an earlier version, which compared titles by their UTF-16 units, names no order. */
type KeptScreen = FirstScreen & { readonly orderOfTitles?: number };

/** When each collection was last found complete; milliseconds since the epoch. */
export type VerifiedTimes = Partial<Record<CollectionName, number>>;

/** More than a large screen shows at once. */
export const productsOnFirstScreen = 60;

/** Raise this when the order of titles changes: a screen in another order is shown once more, and kept anew. */
const orderOfTitles = 2;

/** The collection that first screens are stored in. */
export const firstCollection = 'first';

/** Few and small, so they are read before everything else. */
interface FirstRecord {
  readonly id: 'screen' | 'verified';
  /** Undefined: what was kept is no longer true. */
  readonly body?: object;
}

export const firstSchema = fillWithDefaultSettings<FirstRecord>({
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 10 },
    body: { type: 'object' },
  },
  required: ['id'],
});

/** The database that holds them, and the instance that opened it. */
export interface FirstPlace {
  readonly databaseName: string;
  readonly databaseInstanceToken: string;
  readonly multiInstance: boolean;
}

/**
 * Keeps the first screen beside its caches, and when they were verified. [T38] The screen is never older than the
 * caches: it is given up before anything on it is written, and kept again when no write is running. What two tabs write
 * at the same moment may be missing on it, until it is kept the next time.
 */
export class FirstScreens implements AsyncDisposable {
  readonly #records: RxStorageInstance<FirstRecord, unknown, unknown>;
  #writes = 0;
  #keeping: Promise<unknown> = Promise.resolve();

  private constructor(records: RxStorageInstance<FirstRecord, unknown, unknown>) {
    this.#records = records;
  }

  /** Opens them in the storage itself: a page may have only sixteen of RxDB's collections. */
  static async open(storage: RxStorage<unknown, unknown>, place: FirstPlace): Promise<FirstScreens> {
    const records = await storage.createStorageInstance<FirstRecord>({
      ...place,
      collectionName: firstCollection,
      schema: firstSchema,
      options: {},
      devMode: false,
    });
    return new FirstScreens(records);
  }

  /** The screen kept last; undefined where something on it was written since. */
  async screen(): Promise<FirstScreen | undefined> {
    return (await this.#held('screen'))?.body as FirstScreen | undefined;
  }

  /**
   * Keeps what `see` answers, where no screen is kept, or one in another order. Keeps nothing while something on the
   * screen is being written, or while `see` does not yet show what was written: call it again after that.
   */
  async keepScreen(see: () => FirstScreen | undefined): Promise<void> {
    const before = await this.#held('screen');
    const isKept = (before?.body as KeptScreen | undefined)?.orderOfTitles === orderOfTitles;
    const screen = isKept || this.#writes > 0 ? undefined : see();
    if (!screen) return;
    const body: KeptScreen = { ...screen, orderOfTitles };
    const keeping = this.#put({ id: 'screen', body }, before);
    this.#keeping = keeping.catch(() => undefined);
    await keeping;
  }

  /** Calls `act`, which writes what may be on the screen. */
  async whileWriting<T>(act: () => Promise<T>): Promise<T> {
    this.#writes++;
    try {
      await this.#keeping;
      await this.#giveUpScreen();
      return await act();
    } finally {
      this.#writes--;
    }
  }

  async verifiedTimes(): Promise<VerifiedTimes> {
    return ((await this.#held('verified'))?.body ?? {}) as VerifiedTimes;
  }

  async keepVerifiedTimes(times: VerifiedTimes): Promise<void> {
    const before = await this.#held('verified');
    if (JSON.stringify(before?.body ?? {}) === JSON.stringify(times)) return;
    await this.#put({ id: 'verified', body: times }, before);
  }

  /** Forgets what was kept of caches that no longer exist. */
  async forget(): Promise<void> {
    await this.whileWriting(() => this.keepVerifiedTimes({}));
  }

  async remove(): Promise<void> {
    await this.#records.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#records.close();
  }

  async #giveUpScreen(): Promise<void> {
    let before = await this.#held('screen');
    while (before?.body && !(await this.#put({ id: 'screen' }, before))) before = await this.#held('screen');
  }

  async #held(id: FirstRecord['id']): Promise<RxDocumentData<FirstRecord> | undefined> {
    return (await this.#records.findDocumentsById([id], false))[0];
  }

  /** Answers whether it is stored: another tab may have been faster. */
  async #put(record: FirstRecord, before: RxDocumentData<FirstRecord> | undefined): Promise<boolean> {
    const rows = [rowAfter(record, before)];
    const { error } = await this.#records.bulkWrite(rows, 'tidemark-first');
    const status = error[0]?.status;
    if (status !== undefined && status !== 409)
      throw new Error(`the first screen could not be stored (${status})`);
    return status === undefined;
  }
}
