import type { CollectionName, InventoryLevel, Product, Settings } from '@tidemark/schema';
import {
  createRevision,
  fillWithDefaultSettings,
  type BulkWriteRow,
  type RxDocumentData,
  type RxStorage,
  type RxStorageInstance,
} from 'rxdb';
import { rowAfter } from '../caches/row-after.ts';
import {
  emptyHead,
  headAfter,
  headOf,
  screenBounds,
  type Listed,
  type ProductChange,
  type ScreenHead,
} from './listed-products.ts';
import { bodiesOf, restocked, type SlotBody, type StoredDocuments } from './screen-slots.ts';
import { Turns } from '../sync/turns.ts';

/** What a till shows before it has read all that it holds. */
export interface FirstScreen {
  readonly settings: Settings | undefined;
  /** The first products by title. */
  readonly products: readonly Product[];
  /** How many products are for sale in all. */
  readonly total: number;
  /** Their stock at the till's location, as of then. */
  readonly levels: readonly InventoryLevel[];
  readonly locationId: string | undefined;
}

/** A kept screen; one of an earlier version holds the products itself, and names no order or another. */
type KeptScreen = ScreenHead & {
  readonly orderOfTitles?: number;
  /** Of earlier versions; empty since, as tabs that run those read it. */
  readonly products: readonly Product[];
};

/** Documents of one collection that are about to be written, as they are stored until then and as they will be. */
export interface ScreenChanges {
  readonly products?: readonly ProductChange[];
  /** Undefined where a level goes. */
  readonly levels?: ReadonlyMap<string, InventoryLevel | undefined>;
  readonly settings?: Settings;
}

/** What is shown now: the first products by title, as many as a screen lists. */
export interface ShownNow {
  readonly settings: Settings | undefined;
  readonly products: readonly Pick<Product, 'id'>[];
  readonly total: number;
}

/** When each collection was last found complete; milliseconds since the epoch. */
export type VerifiedTimes = Partial<Record<CollectionName, number>>;

/** More than a large screen shows at once. */
export const productsOnFirstScreen = 60;

/** Raise this when the order of titles changes: a screen in another order is shown once more, and kept anew. */
const orderOfTitles = 3;

/** How often a screen is written that another tab wrote over, or that a storage did not store as it said. */
const mostTries = 5;

/** The collection that first screens are stored in. */
export const firstCollection = 'first';

/** Few and small, so they are read before everything else. */
interface FirstRecord {
  /** `screen`, `verified`, or the number of a slot. */
  readonly id: string;
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
 * Keeps the first screen beside its caches, and when they were verified. [T38] The screen follows each write: what a
 * write changes of it is stored before the write itself, so it is never older than the caches, and it is there after a
 * kill at any step. A till that ended between the two may count a product wrongly until `keepScreen`.
 */
export class FirstScreens implements AsyncDisposable {
  readonly #records: RxStorageInstance<FirstRecord, unknown, unknown>;
  /** Of the database's instance: part of the number of a write. */
  readonly #token: string;
  readonly #turns = new Turns();
  /**
   * How many products a screen lists that need not be filled; undefined while it is not known whether its slots hold what
   * the caches do: after an opening, a failed write, or a write of another tab.
   */
  #enough: number | undefined;
  /** Another tab wrote the screen at the same moment. */
  #wasCrossed = false;
  /** The location whose stock is kept: of the screen that is kept next. */
  #locationId: string | undefined;

  private constructor(records: RxStorageInstance<FirstRecord, unknown, unknown>, token: string) {
    this.#records = records;
    this.#token = token;
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
    return new FirstScreens(records, place.databaseInstanceToken);
  }

  /** Keeps the stock of this location from the next `keepScreen` on. */
  at(locationId: string | undefined): void {
    this.#locationId = locationId;
  }

  /** The screen as it was stored last; undefined where none was kept yet. */
  async screen(): Promise<FirstScreen | undefined> {
    const body = (await this.#held('screen'))?.body as KeptScreen | undefined;
    if (!body) return undefined;
    const { settings, total, locationId, listed = [] } = body;
    const shown = listed.slice(0, productsOnFirstScreen);
    const slots = await this.#slots(shown);
    const held = shown.flatMap(each => slots.get(each) ?? []);
    return {
      ...{ settings, total, locationId },
      products: isCurrent(body) ? held.map(({ product }) => product) : body.products,
      levels: held.flatMap(({ levels }) => levels),
    };
  }

  /**
   * Makes the kept screen what is shown, where it is not: it was never kept, has too few products left, is of another
   * location, or counts wrongly. Call it only while everything that was written is shown.
   */
  async keepScreen(see: () => ShownNow | undefined, stored: StoredDocuments): Promise<void> {
    await this.#turns.take(async () => {
      const now = see();
      if (!now) return;
      const kept = await this.#current();
      if (kept && this.#isRight(kept, now)) return;
      const before = kept ?? emptyHead(this.#locationId);
      const ids = now.products.slice(0, screenBounds.mostProducts).map(({ id }) => id);
      const products = (await stored.storedByIds('products', ids)) as readonly Product[];
      const { settings, total } = now;
      const head = headOf(before, products, { settings, total, locationId: this.#locationId });
      const bodies = await bodiesOf(head, products, stored);
      await this.#put(head, kept, bodies);
      this.#enough = Math.min(head.listed.length, productsOnFirstScreen);
    });
  }

  /** Calls `act`, which writes these changes into the caches, after the screen took them. */
  async whileWriting<T>(changes: ScreenChanges, stored: StoredDocuments, act: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      const enough = this.#enough;
      this.#enough = undefined;
      await this.#take(changes, stored);
      const outcome = await act();
      if (!this.#wasCrossed) this.#enough = enough;
      this.#wasCrossed = false;
      return outcome;
    });
  }

  async verifiedTimes(): Promise<VerifiedTimes> {
    return ((await this.#held('verified'))?.body ?? {}) as VerifiedTimes;
  }

  async keepVerifiedTimes(times: VerifiedTimes): Promise<void> {
    await this.#store([{ id: 'verified', body: times }]);
  }

  /** Forgets what was kept of caches that no longer exist. */
  async forget(): Promise<void> {
    await this.#turns.take(() => this.#store([{ id: 'screen' }]));
    await this.keepVerifiedTimes({});
  }

  async remove(): Promise<void> {
    await this.#records.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#records.close();
  }

  /** A screen that follows each write is right by itself: comparing all that it holds would be for nothing. */
  #isRight({ total, locationId, isAll, listed }: ScreenHead, now: ShownNow): boolean {
    if (this.#enough === undefined || total !== now.total || locationId !== this.#locationId) return false;
    return isAll || listed.length >= this.#enough;
  }

  async #take({ products = [], levels, settings }: ScreenChanges, stored: StoredDocuments): Promise<void> {
    const kept = await this.#current();
    const isNew = !kept && (await stored.count('products')) === 0;
    const before = isNew ? emptyHead(this.#locationId) : kept;
    // What an earlier version kept is not followed, so it would be old now.
    if (!before) return this.#store([{ id: 'screen' }]);
    const head = headAfter(settings ? { ...before, settings } : before, products);
    const changed = products.flatMap(({ after }) => after ?? []);
    const bodies = levels
      ? restocked(await this.#slots(head.listed), levels, head.locationId)
      : await bodiesOf(head, changed, stored);
    await this.#put(head, kept, bodies);
  }

  /** Stores what differs from what is kept. */
  async #put(
    head: ScreenHead,
    kept: ScreenHead | undefined,
    bodies: ReadonlyMap<number, SlotBody>,
  ): Promise<void> {
    const taken = new Set(head.listed.map(({ slot }) => slot));
    const freed = (kept?.listed ?? []).filter(({ slot }) => !taken.has(slot));
    const body: KeptScreen = { ...head, orderOfTitles, products: [] };
    await this.#store([
      ...(head === kept ? [] : [{ id: 'screen', body }]),
      ...[...bodies].map(([slot, each]) => ({ id: String(slot), body: each })),
      ...freed.map(({ slot }) => ({ id: String(slot) })),
    ]);
  }

  /** The kept screen; undefined where none is, or one of an earlier version. */
  async #current(): Promise<ScreenHead | undefined> {
    const body = (await this.#held('screen'))?.body as KeptScreen | undefined;
    return body && isCurrent(body) ? headIn(body) : undefined;
  }

  /** What the slots hold of these products. */
  async #slots(listed: readonly Listed[]): Promise<Map<Listed, SlotBody>> {
    const records = await this.#records.findDocumentsById(
      listed.map(({ slot }) => String(slot)),
      false,
    );
    const bodies = new Map(records.map(({ id, body }) => [id, body as SlotBody | undefined]));
    return new Map(
      listed.flatMap((each): [Listed, SlotBody][] => {
        const body = bodies.get(String(each.slot));
        return body?.product.id === each.id ? [[each, body]] : [];
      }),
    );
  }

  /** RxDB numbers the writes of its collections; what goes to the storage itself has to come with its number. */
  #rowAfter(record: FirstRecord, before: RxDocumentData<FirstRecord> | undefined): BulkWriteRow<FirstRecord> {
    const { document, previous } = rowAfter(record, before);
    // Earlier versions gave theirs no number.
    const _rev = createRevision(this.#token, previous?._rev ? previous : undefined);
    return { ...(previous ? { previous } : {}), document: { ...document, _rev } };
  }

  async #held(id: string): Promise<RxDocumentData<FirstRecord> | undefined> {
    return (await this.#records.findDocumentsById([id], false))[0];
  }

  /**
   * Stores those that differ from what is stored, and looks whether it was. Another tab may store at the same moment:
   * the later one stands.
   */
  async #store(records: readonly FirstRecord[]): Promise<void> {
    for (let tries = 0; ; tries++) {
      const found = await this.#records.findDocumentsById(
        records.map(({ id }) => id),
        false,
      );
      const before = new Map(found.map(each => [each.id, each]));
      const rows = records
        .filter(each => !isSameBody(each.body, before.get(each.id)?.body))
        .map(each => this.#rowAfter(each, before.get(each.id)));
      if (rows.length === 0) return;
      if (tries === mostTries) throw new Error('the first screen could not be stored');
      const { error } = await this.#records.bulkWrite(rows, 'tidemark-first');
      const failed = error.find(({ status }) => status !== 409);
      if (failed) throw new Error(`the first screen could not be stored (${failed.status})`);
      this.#wasCrossed ||= error.length > 0;
    }
  }
}

function isCurrent(kept: KeptScreen): boolean {
  return kept.orderOfTitles === orderOfTitles;
}

function headIn({ settings, total, listed, isAll, locationId }: ScreenHead): ScreenHead {
  return { settings, total, listed, isAll, locationId };
}

function isSameBody(a: object | undefined, b: object | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
