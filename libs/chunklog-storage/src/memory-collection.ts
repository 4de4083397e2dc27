import { categorizeBulkWriteRows, type RxStorageInstanceCreationParams } from 'rxdb';
import {
  getRxStorageMemory,
  removeDocFromState,
  type RxStorageInstanceMemory,
} from 'rxdb/plugins/storage-memory';
import type { Doc, Events, Row } from './document.ts';

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

/**
 * So many documents may wait for their places in the indexes, while nobody asks for a query: putting some in costs a walk
 * through all that are there, and these take about 10 ms.
 */
const mostWaiting = 1000;

/**
 * One collection in RxDB's memory storage, which answers all queries. This is the one file that knows that storage: its
 * instance, and of its exported parts `removeDocFromState` and `internals.documents`, since it has no method that
 * forgets chosen documents and none that reads without waiting.
 */
export class MemoryCollection {
  readonly #memory: RxStorageInstanceMemory<Fields>;
  /** Held, and not in the memory storage yet. */
  readonly #waiting = new Map<string, Doc>();

  private constructor(memory: RxStorageInstanceMemory<Fields>) {
    this.#memory = memory;
  }

  /** The memory storage with everything in it: for what must be looked for. */
  get reads(): RxStorageInstanceMemory<Fields> {
    this.#settle();
    return this.#memory;
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
    return [...this.reads.internals.documents.values()] as Doc[];
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
    for (const document of documents) this.#waiting.set(this.idOf(document), document);
    if (this.#waiting.size >= mostWaiting) this.#settle();
  }

  /** Forgets documents. */
  purge(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const { primaryPath, schema, internals } = this.reads;
    for (const id of ids) {
      const document = internals.documents.get(id);
      if (document) removeDocFromState(primaryPath, schema, internals, document);
    }
  }

  /** Brings what waits into the memory storage, and all of that into its indexes. */
  #settle(): void {
    if (this.#waiting.size === 0) return;
    const { documents } = this.#memory.internals;
    const rows = [...this.#waiting].map(([id, document]) => {
      const previous = documents.get(id);
      return previous ? { previous, document } : { document };
    });
    this.#waiting.clear();
    void this.#memory.bulkWrite(
      rows as Parameters<RxStorageInstanceMemory<Fields>['bulkWrite']>[0],
      'chunklog',
    );
    this.#memory.ensurePersistence();
  }
}
