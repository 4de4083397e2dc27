import {
  categorizeBulkWriteRows,
  getQueryMatcher,
  getSortComparator,
  type PreparedQuery,
  type RxStorageCountResult,
  type RxStorageInstanceCreationParams,
  type RxStorageQueryResult,
} from 'rxdb';
import {
  getRxStorageMemory,
  removeDocFromState,
  type RxStorageInstanceMemory,
} from 'rxdb/plugins/storage-memory';
import type { Doc, Events, Row } from './document.ts';
import { FieldValues } from './field-values.ts';
import { IdOrder } from './id-order.ts';
import { primaryRangeOf } from './primary-range.ts';
import type { Slices } from './slices.ts';
import { valueAskedFor, type ValueAskedFor } from './value-asked-for.ts';

/** What a write would do: what is refused, what is stored, and what is to be told of it. */
export type Categorized = {
  readonly errors: ReturnType<typeof categorizeBulkWriteRows<Fields>>['errors'];
  readonly documents: readonly Doc[];
  /** What the documents replace. */
  readonly replaced: readonly Doc[];
  readonly events: Events;
};

type Fields = Readonly<Record<string, unknown>>;
export type CreationParams = RxStorageInstanceCreationParams<Fields, unknown>;

type Query = PreparedQuery<Fields>;
type Test = (document: Doc) => boolean;
type Compare = (a: Doc, b: Doc) => number;

/**
 * So many documents may wait for their places in the indexes, while nobody asks for a query: putting some in costs a walk
 * through all that are there, and these take about 3 ms.
 */
const mostWaiting = 250;

/** So many are put in at once when all of a collection are: the walks are fewer, and others wait for about 10 ms. */
const indexedAtOnce = 1000;

/** So many documents of one value are put in their order for each query; where there are more, an index has them in order. */
const mostOfAValue = 200;

/**
 * One collection in memory. Documents are found by their ids, by ranges of ids, and by the text of a field (a barcode, an
 * order's customer) in structures of its own. With the first other query, all of them go into RxDB's memory storage, which
 * answers whatever is asked otherwise: its indexes cost more than the documents, and a collection that is read by id and from
 * end to end, as a copy of something else is, never needs them.
 *
 * This is the one file that knows that storage: its instance, and of its exported parts `removeDocFromState` and
 * `internals.documents`, since it has no method that forgets chosen documents and none that reads without waiting.
 */
export class MemoryCollection {
  readonly #memory: RxStorageInstanceMemory<Fields>;
  /** Held, and not in the memory storage yet. */
  readonly #waiting = new Map<string, Doc>();
  /** Of all that is held; undefined once the memory storage answers. */
  #order: IdOrder | undefined = new IdOrder();
  #indexing: Promise<void> | undefined;
  readonly #values = new FieldValues({
    ids: () => this.documents().map(each => this.idOf(each)),
    get: id => this.get(id),
  });

  private constructor(memory: RxStorageInstanceMemory<Fields>) {
    this.#memory = memory;
  }

  get schema(): RxStorageInstanceMemory<Fields>['schema'] {
    return this.#memory.schema;
  }

  static async open(params: CreationParams): Promise<MemoryCollection> {
    // By itself the memory storage shares what it holds with all others of the page.
    const storage = { ...getRxStorageMemory(), collectionStates: new Map() };
    return new MemoryCollection(
      (await storage.createStorageInstance(
        params as RxStorageInstanceCreationParams<Fields, Record<string, never>>,
      )) as RxStorageInstanceMemory<Fields>,
    );
  }

  get(id: string): Doc | undefined {
    return this.#waiting.get(id) ?? (this.#memory.internals.documents.get(id) as Doc | undefined);
  }

  idOf(document: Doc): string {
    return String(document[this.#memory.primaryPath]);
  }

  /** All documents as they are now, deleted ones too. */
  documents(): readonly Doc[] {
    const indexed = [...this.#memory.internals.documents.values()] as Doc[];
    return [...indexed.filter(each => !this.#waiting.has(this.idOf(each))), ...this.#waiting.values()];
  }

  /** What a query finds. The first that needs indexes waits for them. */
  async query(query: Query, slices: Slices): Promise<RxStorageQueryResult<Fields>> {
    const living = await this.#livingOf(query, slices);
    if (!living) {
      await this.#indexed(slices);
      return this.#reads.query(query);
    }
    const skip = query.query.skip ?? 0;
    const limit = query.query.limit ?? Infinity;
    const documents: Doc[] = [];
    let passed = 0;
    for (const document of living) {
      if (documents.length >= limit) break;
      if (passed++ >= skip) documents.push(document);
    }
    return { documents: documents as RxStorageQueryResult<Fields>['documents'] };
  }

  async count(query: Query, slices: Slices): Promise<RxStorageCountResult> {
    const living = await this.#livingOf(query, slices);
    if (!living) {
      await this.#indexed(slices);
      return this.#reads.count(query);
    }
    let count = 0;
    for (const _ of living) count++;
    return { count, mode: 'fast' };
  }

  /** What these rows would do to the documents that `held` knows. Changes nothing. */
  categorize(rows: readonly Row[], context: string, held: (id: string) => Doc | undefined): Categorized {
    const known = new Map<string, Doc>();
    for (const { document } of rows) {
      const id = this.idOf(document as Doc);
      const document_ = held(id);
      if (document_) known.set(id, document_);
    }
    const memory = this.#memory;
    const found = categorizeBulkWriteRows<Fields>(memory, memory.primaryPath, known, [...rows], context);
    const updates = found.bulkUpdateDocs.map(({ document }) => document as Doc);
    const newest = found.newestRow?.document;
    if (newest) found.eventBulk.checkpoint = { id: this.idOf(newest as Doc), lwt: newest._meta.lwt };
    return {
      errors: found.errors,
      documents: [...found.bulkInsertDocs.map(({ document }) => document as Doc), ...updates],
      replaced: updates.flatMap(each => known.get(this.idOf(each)) ?? []),
      events: found.eventBulk as Events,
    };
  }

  /** Holds these documents, whatever it held of them before. */
  put(documents: readonly Doc[]): void {
    for (const document of documents) {
      const id = this.idOf(document);
      const previous = this.get(id);
      if (!previous) this.#order?.add(id);
      this.#waiting.set(id, document);
      this.#values.replace(id, previous, document);
    }
    if (!this.#order && this.#waiting.size >= mostWaiting) this.#index(this.#waiting.size);
  }

  /** Forgets documents. */
  purge(ids: readonly string[]): void {
    const { primaryPath, schema, internals } = this.#memory;
    for (const id of ids) {
      const held = this.get(id);
      if (!held) continue;
      this.#values.replace(id, held, undefined);
      this.#order?.remove(id);
      this.#waiting.delete(id);
      const document = internals.documents.get(id);
      if (document) removeDocFromState(primaryPath, schema, internals, document);
    }
  }

  /** What a query finds, in its order, where that needs no indexes. */
  async #livingOf(query: Query, slices: Slices): Promise<Iterable<Doc> | undefined> {
    return this.#livingIn(query) ?? this.#livingOfValue(query, slices);
  }

  /** The living documents of a query that asks for nothing but a range of ids, in their order. */
  #livingIn(query: Query): Iterable<Doc> | undefined {
    const order = this.#order;
    const range = primaryRangeOf(query, this.#memory.primaryPath);
    return order && range && this.#living(order.in(range));
  }

  /** The living documents of a query that asks for one value of a field, in the order that it asks for. */
  async #livingOfValue(query: Query, slices: Slices): Promise<readonly Doc[] | undefined> {
    const asked = valueAskedFor(query);
    const ids = asked && (await this.#idsOf(asked, slices));
    if (!ids) return undefined;
    const { schema } = this.#memory;
    const living = [...this.#living(ids)];
    const found = asked.isAll ? living : living.filter(getQueryMatcher(schema, query.query) as Test);
    return found.length > 1 ? found.sort(getSortComparator(schema, query.query) as Compare) : found;
  }

  /** Undefined where an index answers better. */
  async #idsOf({ field, value }: ValueAskedFor, slices: Slices): Promise<readonly string[] | undefined> {
    if (field === this.#memory.primaryPath) return [value];
    // What has its indexes already needs nothing beside them.
    if (!this.#order && !this.#values.has(field)) return undefined;
    const ids = await this.#values.of(field, slices);
    return ids.count(value) > mostOfAValue ? undefined : ids.idsOf(value);
  }

  *#living(ids: Iterable<string>): Generator<Doc> {
    for (const id of ids) {
      const document = this.get(id);
      if (document && !document._deleted) yield document;
    }
  }

  /** The memory storage with everything in it. */
  get #reads(): RxStorageInstanceMemory<Fields> {
    this.#index(this.#waiting.size);
    return this.#memory;
  }

  #indexed(slices: Slices): Promise<void> {
    this.#indexing ??= this.#indexAll(slices);
    return this.#indexing;
  }

  async #indexAll(slices: Slices): Promise<void> {
    while (this.#waiting.size > indexedAtOnce) {
      this.#index(indexedAtOnce);
      await slices.rest();
    }
    this.#order = undefined;
  }

  /** Brings so many of those that wait into the memory storage, and all of that into its indexes. */
  #index(count: number): void {
    if (count === 0) return;
    const { documents } = this.#memory.internals;
    const rows: { previous?: unknown; document: Doc }[] = [];
    for (const [id, document] of this.#waiting) {
      if (rows.length === count) break;
      const previous = documents.get(id);
      rows.push(previous ? { previous, document } : { document });
      this.#waiting.delete(id);
    }
    void this.#memory.bulkWrite(
      rows as Parameters<RxStorageInstanceMemory<Fields>['bulkWrite']>[0],
      'chunklog',
    );
    this.#memory.ensurePersistence();
  }
}
