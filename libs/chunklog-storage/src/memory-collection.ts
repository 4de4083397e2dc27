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
 * One collection in RxDB's memory storage, which answers all reads. This is the one file that knows that storage: its
 * instance, and of its exported parts `removeDocFromState` and `internals.documents`, since it has no method that
 * forgets chosen documents and none that reads without waiting.
 */
export class MemoryCollection {
  readonly reads: RxStorageInstanceMemory<Fields>;

  private constructor(reads: RxStorageInstanceMemory<Fields>) {
    this.reads = reads;
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
    this.reads.ensurePersistence();
    return this.reads.internals.documents.get(id) as Doc | undefined;
  }

  idOf(document: Doc): string {
    return String(document[this.reads.primaryPath]);
  }

  /** All documents as they are now, deleted ones too. */
  documents(): readonly Doc[] {
    this.reads.ensurePersistence();
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
    const { reads } = this;
    const found = categorizeBulkWriteRows<Fields>(reads, reads.primaryPath, known, [...rows], context);
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
    const rows = documents.map(document => {
      const previous = this.get(this.idOf(document));
      return previous ? { previous, document } : { document };
    });
    void this.reads.bulkWrite(rows as Parameters<typeof this.reads.bulkWrite>[0], 'chunklog');
  }

  /** Forgets documents. */
  purge(ids: readonly string[]): void {
    this.reads.ensurePersistence();
    const { primaryPath, schema, internals } = this.reads;
    for (const id of ids) {
      const document = internals.documents.get(id);
      if (document) removeDocFromState(primaryPath, schema, internals, document);
    }
  }
}
