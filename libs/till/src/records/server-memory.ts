import {
  createRevision,
  fillWithDefaultSettings,
  getRxReplicationMetaInstanceSchema,
  now,
  type RxCollection,
} from 'rxdb';
import type { RecordDocument } from './record-schemas.ts';
import type { RoundParts } from './round.ts';

type Memory = RoundParts<RecordDocument>['meta'];

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
    const { token } = this.#collection.database;
    const rows = held.map(previous => ({
      previous,
      document: {
        ...previous,
        docData: {} as never,
        _deleted: true,
        _meta: { lwt: now() },
        _rev: createRevision(token, previous),
      },
    }));
    // A conflict is news of a record that is back.
    if (rows.length > 0) await memory.bulkWrite(rows, 'tidemark-forget');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#open?.instance.catch(() => undefined))?.close();
  }

  async #create(history: string): Promise<Memory> {
    const { database, name, schema } = this.#collection;
    const hash = await database.hashFunction(`${name}-${history}`);
    return database.storage.createStorageInstance({
      databaseName: database.name,
      collectionName: `meta-${name}-${hash.slice(0, 16)}`,
      databaseInstanceToken: database.token,
      multiInstance: database.multiInstance,
      options: {},
      schema: fillWithDefaultSettings(getRxReplicationMetaInstanceSchema(schema.jsonSchema, false) as never),
      devMode: false,
    } as never) as never;
  }
}

/** The id under which RxDB remembers what the server has of a record. */
function idOf(recordId: string): string {
  return `${recordId}|0`;
}
