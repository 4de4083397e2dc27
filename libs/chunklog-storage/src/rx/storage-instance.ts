import type {
  BulkWriteRow,
  EventBulk,
  PreparedQuery,
  RxDocumentData,
  RxJsonSchema,
  RxStorageBulkWriteResponse,
  RxStorageChangeEvent,
  RxStorageCountResult,
  RxStorageInstance,
  RxStorageInstanceCreationParams,
  RxStorageQueryResult,
} from 'rxdb';
import { Subject, takeUntil, type Observable } from 'rxjs';
import type { CollectionState } from '../collection/collection-state.ts';
import type { CollectionKind } from '../database/damage.ts';
import type { DiskIndex } from '../disk-index/disk-index.ts';
import type { Row, RxCheckpoint } from '../collection/document.ts';
import { ChunklogError } from '../log/errors.ts';
import { purgeIntent, writeIntent } from '../database/intent.ts';
import type { LogDatabase } from '../database/log-database.ts';
import type { MemoryCollection } from '../collection/memory-collection.ts';

/** The internals of an instance that a plugin may see. */
export type ChunklogInternals = {
  readonly kind: CollectionKind;
  /** Finds documents before the collection is loaded; undefined if none are listed. */
  readonly diskIndex: DiskIndex | undefined;
};

type Query = Parameters<MemoryCollection['query']>[0];

/** One handle on a collection. All handles on it in one process share its memory. */
export class RxStorageInstanceChunklog<RxDocType> implements RxStorageInstance<
  RxDocType,
  ChunklogInternals,
  unknown,
  RxCheckpoint
> {
  readonly databaseName: string;
  readonly collectionName: string;
  readonly schema: Readonly<RxJsonSchema<RxDocumentData<RxDocType>>>;
  readonly options: Readonly<unknown>;
  readonly internals: ChunklogInternals;
  readonly #database: LogDatabase;
  readonly #state: CollectionState;
  readonly #release: () => Promise<void>;
  readonly #wallClock: () => number;
  readonly #ended = new Subject<void>();
  #closing: Promise<void> | undefined;

  constructor(
    params: RxStorageInstanceCreationParams<RxDocType, unknown>,
    database: LogDatabase,
    state: CollectionState,
    /** Releases the collection, and also the database if it was the last. */
    release: () => Promise<void>,
    /** Milliseconds since 1970, as in RxDB's `_meta.lwt`. */
    wallClock: () => number,
  ) {
    this.databaseName = params.databaseName;
    this.collectionName = params.collectionName;
    this.schema = params.schema;
    this.options = params.options as Readonly<unknown>;
    this.internals = { kind: state.kind, diskIndex: state.diskIndex };
    this.#database = database;
    this.#state = state;
    this.#release = release;
    this.#wallClock = wallClock;
  }

  /**
   * Resolves when the rows are on disk, with a conflict for each that was not written. If it rejects, nothing was
   * written.
   */
  async bulkWrite(
    rows: BulkWriteRow<RxDocType>[],
    context: string,
  ): Promise<RxStorageBulkWriteResponse<RxDocType>> {
    this.#ensureOpen();
    const intent = writeIntent(this.#state, rows as unknown as readonly Row[], context);
    return (await this.#database.write(intent)) as unknown as RxStorageBulkWriteResponse<RxDocType>;
  }

  async findDocumentsById(ids: string[], withDeleted: boolean): Promise<RxDocumentData<RxDocType>[]> {
    const { memory } = await this.#loaded();
    const found = ids.flatMap(id => memory.get(id) ?? []);
    const wanted = withDeleted ? found : found.filter(({ _deleted }) => !_deleted);
    return wanted as unknown as RxDocumentData<RxDocType>[];
  }

  async query(query: PreparedQuery<RxDocType>): Promise<RxStorageQueryResult<RxDocType>> {
    const { memory } = await this.#loaded();
    const found = await memory.query(query as unknown as Query, this.#database.slices());
    return found as unknown as RxStorageQueryResult<RxDocType>;
  }

  async count(query: PreparedQuery<RxDocType>): Promise<RxStorageCountResult> {
    const { memory } = await this.#loaded();
    return memory.count(query as unknown as Query, this.#database.slices());
  }

  getAttachmentData(): Promise<never> {
    return Promise.reject(new ChunklogError('unsupported', 'this storage has no attachments'));
  }

  /** The writes of all instances, in this tab or another, since the collection was opened. */
  changeStream(): Observable<EventBulk<RxStorageChangeEvent<RxDocumentData<RxDocType>>, RxCheckpoint>> {
    this.#ensureOpen();
    type Stream = Observable<EventBulk<RxStorageChangeEvent<RxDocumentData<RxDocType>>, RxCheckpoint>>;
    return this.#state.changes$.pipe(takeUntil(this.#ended)) as unknown as Stream;
  }

  /** Forgets up to 1,000 tombstones older than this; false when there are more. */
  async cleanup(minimumDeletedTime: number): Promise<boolean> {
    this.#ensureOpen();
    return this.#database.write(purgeIntent(this.#state, this.#wallClock() - minimumDeletedTime));
  }

  /**
   * Rewrites the collection, so that nothing is left in its log of what was changed or deleted before the call. (The
   * browser's own files may keep it until they are rewritten in turn.) @throws where it is damaged, or the disk refuses.
   */
  async scrub(): Promise<void> {
    this.#ensureOpen();
    await this.#database.scrub(this.#state);
  }

  /**
   * Deletes other collections of the database: those whose name `isLeft` picks, in every version of their schema, unless
   * this process has them open. A tab that has one open finds it removed.
   */
  async dropOthers(isLeft: (collectionName: string) => boolean): Promise<void> {
    this.#ensureOpen();
    await this.#database.dropOthers(isLeft);
  }

  /** Resolves when everything written so far is on disk. */
  close(): Promise<void> {
    this.#closing ??= this.#end(() => this.#database.settled());
    return this.#closing;
  }

  async remove(): Promise<void> {
    this.#ensureOpen();
    this.#closing = this.#end(() => this.#database.remove(this.#state));
    await this.#closing;
  }

  async #end(last: () => Promise<void>): Promise<void> {
    try {
      await last();
    } finally {
      this.#ended.next();
      await this.#release();
    }
  }

  async #loaded(): Promise<CollectionState> {
    this.#ensureOpen();
    if (!this.#state.isLoaded) await this.#database.loaded(this.#state);
    return this.#state;
  }

  #ensureOpen(): void {
    if (this.#closing) throw new ChunklogError('closed', `${this.#state.key} is closed`);
    if (this.#state.refusal) throw this.#state.refusal;
  }
}
