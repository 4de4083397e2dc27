import type { CollectionName, Product, Settings } from '@tidemark/schema';
import { fillWithDefaultSettings, type RxDocumentData, type RxStorage, type RxStorageInstance } from 'rxdb';
import { rowAfter } from '../caches/row-after.ts';

/** What a till shows before it has read all that it holds. */
export interface FirstScreen {
  readonly settings: Settings | undefined;
  /** The first by title. */
  readonly products: readonly Product[];
  /** How many products are for sale in all. */
  readonly total: number;
}

/** Without its order: of an earlier version, which compared titles by their UTF-16 units. */
type KeptScreen = FirstScreen & { readonly orderOfTitles?: number };

/** When each collection was last found complete; milliseconds since the epoch. */
export type VerifiedTimes = Partial<Record<CollectionName, number>>;

/** More than a large screen shows at once. */
export const productsOnFirstScreen = 60;

/** Raised when the order of titles changes: a screen in another one is shown once more, and kept anew. */
const orderOfTitles = 2;

/** What they are stored under. */
export const firstCollection = 'first';

/** Few and small, so that they are read before all else. */
interface FirstRecord {
  readonly id: 'screen' | 'verified';
  /** Undefined: what was kept is not true any more. */
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

/** Which database they are in, and who opened it. */
export interface FirstPlace {
  readonly databaseName: string;
  readonly databaseInstanceToken: string;
  readonly multiInstance: boolean;
}

/**
 * Keeps the first screen beside the caches that it is of, and when they were verified. [T38] It is never older than they
 * are: it is given up before anything on it is written, and kept again when nothing is. What two tabs write in the same
 * moment may be missing on it, until it is kept the next time.
 */
export class FirstScreens implements AsyncDisposable {
  readonly #records: RxStorageInstance<FirstRecord, unknown, unknown>;
  #writes = 0;
  #keeping: Promise<unknown> = Promise.resolve();

  private constructor(records: RxStorageInstance<FirstRecord, unknown, unknown>) {
    this.#records = records;
  }

  /** Opens them in the storage itself: of RxDB's collections, a page may have sixteen. */
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

  /** The last that was kept; undefined where something on it was written since. */
  async screen(): Promise<FirstScreen | undefined> {
    return (await this.#held('screen'))?.body as FirstScreen | undefined;
  }

  /**
   * Keeps what `see` answers, where none is kept, or one in another order. Nothing is where something on it is being written, or `see` does not know
   * yet what was: ask again after that.
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

  /** Acts, which writes what may be on the screen. */
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

  /** What was kept is of caches that are no more. */
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
