import {
  createRevision,
  getHeightOfRevision,
  prepareQuery,
  type RxCollection,
  type RxDocumentData,
} from 'rxdb';
import { map, type Observable } from 'rxjs';
import { rowAfter } from '../caches/row-after.ts';
import type { Reason, Told } from '../api/reason.ts';
import { isSameText } from './same-text.ts';

/** This browser could not store something. */
export class NotStored extends Error implements Told {
  override readonly name = 'NotStored';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A document that any tab wrote. */
export interface Written<T> {
  readonly id: string;
  readonly document: T;
}

/** The heights of documents that were read from a storage, or stored. */
const heights = new WeakMap<object, number>();

/**
 * How often a document had been written when this object was read or stored; undefined of an object that was neither.
 * Of two readings, the one with the higher number is the later, whichever came first.
 */
export function heightOf(document: object): number | undefined {
  return heights.get(document);
}

const scanSize = 500;
const tries = 20;

/**
 * One RxDB collection, read past RxDB's memory. A write counts as stored when it was read back: a storage that only
 * claims success is not believed.
 */
export class StoredCollection<T extends { readonly id: string }> {
  readonly rx: RxCollection<T>;

  constructor(collection: RxCollection<T>) {
    this.rx = collection;
  }

  /** Everything that any tab writes, in the batches in which it was written. */
  get written$(): Observable<readonly Written<T>[]> {
    return this.rx.eventBulks$.pipe(
      map(({ events }) =>
        events
          .filter(event => event.operation !== 'DELETE')
          .map(event => ({ id: event.documentId, document: plain<T>(event.documentData) })),
      ),
    );
  }

  async all(): Promise<T[]> {
    const all: T[] = [];
    for (let after = ''; ;) {
      const query = prepareQuery<T>(this.rx.schema.jsonSchema, {
        selector: { id: { $gt: after }, _deleted: { $eq: false } },
        sort: [{ id: 'asc' }],
        skip: 0,
        limit: scanSize,
      } as never);
      const { documents } = await this.rx.storageInstance.query(query);
      all.push(...documents.map(each => plain<T>(each)));
      const last = documents.at(-1);
      if (!last || documents.length < scanSize) return all;
      after = last.id;
    }
  }

  async byIds(ids: readonly string[]): Promise<T[]> {
    return (await this.rawByIds(ids)).map(each => plain<T>(each));
  }

  /** The documents as RxDB keeps them. */
  async rawByIds(ids: readonly string[]): Promise<RxDocumentData<T>[]> {
    return ids.length === 0 ? [] : this.rx.storageInstance.findDocumentsById([...ids], false);
  }

  async byId(id: string): Promise<T | undefined> {
    return (await this.byIds([id]))[0];
  }

  /** Writes a new document. False: one with this id is there already, and stays as it is. */
  async insert(document: T): Promise<boolean> {
    const { status } = await this.#write(document, undefined);
    if (status === 'conflict') return false;
    const stored = await this.byId(document.id);
    if (!stored || !isSameText(stored, document))
      throw new NotStored({ code: 'storage-false' }, 'This browser said that it stored this, and did not.');
    heights.set(document, heightOf(stored) ?? 1);
    return true;
  }

  /**
   * Makes of what is stored what `change` says, also when another tab writes meanwhile; undefined leaves it alone.
   * Answers what is then stored.
   */
  async change(id: string, change: (stored: T | undefined) => T | undefined): Promise<T | undefined> {
    for (let round = 0; round < tries; round++) {
      const [raw] = await this.rx.storageInstance.findDocumentsById([id], true);
      const stored = raw && !raw._deleted ? plain<T>(raw) : undefined;
      const next = change(stored);
      if (!next || (stored && isSameText(stored, next))) return stored;
      const { status } = await this.#write(next, raw);
      if (status === 'conflict') continue;
      const [heldRaw] = await this.rawByIds([id]);
      const held = heldRaw && plain<T>(heldRaw);
      if (!held || (stored && isSameText(held, stored)))
        throw new NotStored({ code: 'storage-false' }, 'This browser said that it stored this, and did not.');
      if (!this.#isOurs(heldRaw, raw)) continue;
      return held;
    }
    throw new NotStored(
      { code: 'storage-contended' },
      'This browser did not get to store it: other tabs were faster each time.',
    );
  }

  /**
   * Whether what is stored is our write, or was made of it. Another tab's write in its place shows that the storage
   * only claimed to have stored ours. RxDB's revisions say how often a document was written, and by which database
   * (`createRevision`).
   */
  #isOurs(held: RxDocumentData<T>, previous: RxDocumentData<T> | undefined): boolean {
    const ours = createRevision(this.rx.database.token, previous);
    return held._rev === ours || getHeightOfRevision(held._rev) > getHeightOfRevision(ours);
  }

  /** Never call this for a record. */
  async remove(id: string): Promise<void> {
    const [raw] = await this.rx.storageInstance.findDocumentsById([id], false);
    if (!raw) return;
    await this.rx.storageInstance.bulkWrite(
      [{ previous: raw, document: { ...raw, _deleted: true } }],
      'tidemark-remove',
    );
  }

  async #write(
    document: T,
    previous: RxDocumentData<T> | undefined,
  ): Promise<{ status: 'written' | 'conflict' }> {
    const { error } = await this.rx.storageInstance.bulkWrite(
      [rowAfter(document, previous)],
      'tidemark-write',
    );
    if (!error[0]) return { status: 'written' };
    if (error[0].status === 409) return { status: 'conflict' };
    throw new NotStored(
      { code: 'storage-refused', status: error[0].status },
      `This browser refused to store it (${error[0].status}).`,
    );
  }
}

/** The document without the fields that RxDB adds. */
function plain<T>(document: object): T {
  const { _deleted, _attachments, _meta, _rev, ...rest } = document as Record<string, unknown>;
  heights.set(rest, getHeightOfRevision(String(_rev)));
  return rest as T;
}
