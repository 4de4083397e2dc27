import {
  createRevision,
  fillWithDefaultSettings,
  getRxReplicationMetaInstanceSchema,
  now,
  prepareQuery,
  type BulkWriteRow,
  type RxCollection,
} from 'rxdb';
import { droppingOthers } from './log-storage.ts';
import type { RecordDocument } from './record-schemas.ts';
import type { RoundParts } from './round.ts';

type Memory = RoundParts<RecordDocument>['meta'];
type Remembered = Awaited<ReturnType<Memory['findDocumentsById']>>[number];

/** The name of what RxDB remembers of a server's history. Stored: it does not change. */
export function historyName(epoch: string | undefined): string {
  return `promises-${epoch}`;
}

/** RxDB's memory of what the server has of one collection, one for each history of the server. */
export class ServerMemory implements AsyncDisposable {
  readonly #collection: RxCollection<RecordDocument>;
  #open: { readonly history: string; readonly instance: Promise<Memory> } | undefined;

  constructor(collection: RxCollection<RecordDocument>) {
    this.#collection = collection;
  }

  /** The memory of this history; that of another is removed. */
  async open(history: string): Promise<Memory> {
    const held = this.#open;
    if (held?.history === history) return held.instance;
    const instance = this.#replace(held?.instance, history);
    const opened = { history, instance };
    // Noted before anything is waited for: whoever asks meanwhile gets the same one.
    this.#open = opened;
    instance.catch(() => {
      if (this.#open === opened) this.#open = undefined;
    });
    return instance;
  }

  /**
   * What it remembers of another history says nothing any more, and may name people. Another tab may have removed it: then
   * this turn fails, and the next one begins without it.
   */
  async #replace(held: Promise<Memory> | undefined, history: string): Promise<Memory> {
    await (await held)?.remove();
    return this.#create(history);
  }

  /** Forgets what the server has of records that have left this till. */
  async forget(ids: readonly string[]): Promise<void> {
    const memory = await this.#open?.instance;
    if (!memory || ids.length === 0) return;
    const held = await memory.findDocumentsById(ids.map(idOf), false);
    const rows = held.map(previous => this.#rowOf(previous, { docData: {} as never, _deleted: true }));
    // A conflict is news of a record that is back.
    if (rows.length > 0) await memory.bulkWrite(rows, 'tidemark-forget');
  }

  /**
   * Replaces what it remembers of records, where `replaced` answers something else: words that the server erased must not
   * stay here, where no turn may ever write again.
   */
  async replace(replaced: (id: string, was: RecordDocument) => RecordDocument | undefined): Promise<void> {
    const memory = await this.#open?.instance;
    if (!memory) return;
    const query = { selector: { isCheckpoint: { $eq: '0' } }, sort: [{ id: 'asc' }], skip: 0 };
    const { documents } = await memory.query(prepareQuery(memory.schema, query as never) as never);
    const rows = documents.flatMap(previous => {
      const { _deleted, ...was } = previous.docData;
      const next = previous._deleted ? undefined : replaced(previous.itemId, was as RecordDocument);
      return next ? [this.#rowOf(previous, { docData: { ...next, _deleted } as never })] : [];
    });
    if (rows.length > 0) await memory.bulkWrite(rows, 'tidemark-erase');
  }

  #rowOf(previous: Remembered, change: Partial<Remembered>): BulkWriteRow<Remembered> {
    const _rev = createRevision(this.#collection.database.token, previous as never);
    return { previous, document: { ...previous, ...change, _meta: { lwt: now() }, _rev } } as never;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#open?.instance.catch(() => undefined))?.close();
  }

  async #create(history: string): Promise<Memory> {
    const { database, name, schema } = this.#collection;
    const prefix = `meta-${name}-`;
    const hash = await database.hashFunction(`${name}-${history}`);
    const collectionName = `${prefix}${hash.slice(0, 16)}`;
    const created = (await database.storage.createStorageInstance({
      databaseName: database.name,
      collectionName,
      databaseInstanceToken: database.token,
      multiInstance: database.multiInstance,
      options: {},
      schema: fillWithDefaultSettings(getRxReplicationMetaInstanceSchema(schema.jsonSchema, false) as never),
      devMode: false,
    } as never)) as unknown as Memory;
    // A till that ended before it removed the memory of an earlier history, or of an earlier version, has it still.
    try {
      await droppingOthers(created as never, other => other.startsWith(prefix) && other !== collectionName);
    } catch (error) {
      await created.close();
      throw error;
    }
    return created;
  }
}

/** The id under which RxDB remembers what the server has of a record. */
function idOf(recordId: string): string {
  return `${recordId}|0`;
}
