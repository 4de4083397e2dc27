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
import { IdOrder, isIn } from './id-order.ts';
import { primaryRangeOf } from './primary-range.ts';
import type { Slices } from './slices.ts';
import { valueAskedFor, type ValueAskedFor } from './value-asked-for.ts';

/** What a write would do: what is refused, what is stored, and what is announced. */
export type Categorized = {
  readonly errors: ReturnType<typeof categorizeBulkWriteRows<Fields>>['errors'];
  readonly documents: readonly Doc[];
  /** The documents that these replace. */
  readonly replaced: readonly Doc[];
  readonly events: Events;
};

type Fields = Readonly<Record<string, unknown>>;
export type CreationParams = RxStorageInstanceCreationParams<Fields, unknown>;

type Query = PreparedQuery<Fields>;
type Test = (document: Doc) => boolean;
type Compare = (a: Doc, b: Doc) => number;

/**
 * The most documents that wait for the indexes while no query comes: inserting some costs a walk through all that are
 * there, and this many take about 3 ms.
 */
const mostWaiting = 250;

/** Documents inserted at once when a whole collection is: fewer walks, and other work waits for about 10 ms. */
const indexedAtOnce = 1000;

/** The most documents of one value that are sorted for each query; for more, an index has them in order. */
const mostOfAValue = 200;

/**
 * One collection in memory. Its own structures find documents by id, by ranges of ids, and by the text of a field (a
 * barcode, an order's customer). The first other query moves all documents into RxDB's memory storage, which answers
 * all other queries. Its indexes cost more than the documents, and a collection that is read by id and from end to end,
 * as a copy of other data is, never needs them.
 *
 * Only this file uses that storage: its instance, and of its exported parts `removeDocFromState` and
 * `internals.documents`, since it has no method that forgets chosen documents and none that reads synchronously.
 */
export class MemoryCollection {
  readonly #memory: RxStorageInstanceMemory<Fields>;
  /** Documents held here, and not in the memory storage yet. */
  readonly #waiting = new Map<string, Doc>();
  /** The order of all held ids; undefined once the memory storage answers. */
  #order: IdOrder | undefined = new IdOrder();
  #indexing: Promise<void> | undefined;
  /** The deleted ones among the held documents: usually few, since they are forgotten soon. */
  readonly #deleted = new Set<string>();
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
    // By default all memory storages of a page share their data.
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

  /** All documents in their present state, deleted ones too. */
  documents(): readonly Doc[] {
    const indexed = [...this.#memory.internals.documents.values()] as Doc[];
    return [...indexed.filter(each => !this.#waiting.has(this.idOf(each))), ...this.#waiting.values()];
  }

  /** The result of a query. The first that needs indexes waits for them. */
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
    const range = primaryRangeOf(query, this.#memory.primaryPath);
    if (this.#order && range) {
      let count = this.#order.count(range);
      for (const id of this.#deleted) if (isIn(range, id)) count--;
      return { count, mode: 'fast' };
    }
    const living = await this.#livingOf(query, slices);
    if (!living) {
      await this.#indexed(slices);
      return this.#reads.count(query);
    }
    let count = 0;
    for (const _ of living) count++;
    return { count, mode: 'fast' };
  }

  /** What these rows would do to the documents known to `held`. Changes nothing. */
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

  /** Stores these documents, replacing earlier states. */
  put(documents: readonly Doc[]): void {
    for (const document of documents) {
      const id = this.idOf(document);
      const previous = this.get(id);
      if (!previous) this.#order?.add(id);
      if (document._deleted) this.#deleted.add(id);
      else this.#deleted.delete(id);
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
      this.#deleted.delete(id);
      this.#waiting.delete(id);
      const document = internals.documents.get(id);
      if (document) removeDocFromState(primaryPath, schema, internals, document);
    }
  }

  /** The result of a query, in its order, if that needs no indexes. */
  async #livingOf(query: Query, slices: Slices): Promise<Iterable<Doc> | undefined> {
    return this.#livingIn(query) ?? this.#livingOfValue(query, slices);
  }

  /** The living documents of a query that asks only for a range of ids, in order. */
  #livingIn(query: Query): Iterable<Doc> | undefined {
    const order = this.#order;
    const range = primaryRangeOf(query, this.#memory.primaryPath);
    return order && range && this.#living(order.in(range));
  }

  /** The living documents of a query that asks for one value of a field, in the query's order. */
  async #livingOfValue(query: Query, slices: Slices): Promise<readonly Doc[] | undefined> {
    const asked = valueAskedFor(query);
    const ids = asked && (await this.#idsOf(asked, slices));
    if (!ids) return undefined;
    const { schema } = this.#memory;
    const living = [...this.#living(ids)];
    const found = asked.isAll ? living : living.filter(getQueryMatcher(schema, query.query) as Test);
    return found.length > 1 ? found.sort(getSortComparator(schema, query.query) as Compare) : found;
  }

  /** The ids with a value; undefined if an index answers better. */
  async #idsOf({ field, value }: ValueAskedFor, slices: Slices): Promise<readonly string[] | undefined> {
    if (field === this.#memory.primaryPath) return [value];
    // A collection that has its indexes needs no further maps.
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

  /** Moves `count` waiting documents into the memory storage and its indexes. */
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
