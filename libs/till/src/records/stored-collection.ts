import {
  createRevision,
  getHeightOfRevision,
  prepareQuery,
  type BulkWriteRow,
  type RxCollection,
  type RxDocumentData,
} from 'rxdb';
import { filter, map, type Observable } from 'rxjs';
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

/** A document that is no longer stored. `height`: how often it had been written then, its removal included. */
export interface Removed {
  readonly id: string;
  readonly height: number;
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

interface RemovalEvent {
  readonly documentId: string;
  readonly documentData?: { readonly _deleted: boolean; readonly _rev: string };
  readonly previousDocumentData?: object & { readonly _rev?: string };
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

  /** Everything that any tab removes, in the batches in which it was removed. */
  get removed$(): Observable<readonly Removed[]> {
    return this.rx.eventBulks$.pipe(
      map(({ events }) => events.flatMap(event => (event.operation === 'DELETE' ? [removedIn(event)] : []))),
      filter(removed => removed.length > 0),
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

  /** Those of these ids under which something is stored, or was removed. */
  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    return new Set((await this.rx.storageInstance.findDocumentsById([...ids], true)).map(each => each.id));
  }

  /** Those of these that were removed. */
  async removedAmong(ids: readonly string[]): Promise<Removed[]> {
    if (ids.length === 0) return [];
    const raw = await this.rx.storageInstance.findDocumentsById([...ids], true);
    return raw.filter(each => each._deleted).map(asRemoved);
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

  /**
   * Removes those of these documents for which `mayGo` holds as they are stored at that moment, also when another tab
   * writes meanwhile; answers what is removed then. Of a removed document its id is left, and nothing that it said.
   */
  async remove(ids: readonly string[], mayGo: (stored: T) => boolean): Promise<Removed[]> {
    const removed: Removed[] = [];
    for (let start = 0; start < ids.length; start += scanSize)
      removed.push(...(await this.#removePart(ids.slice(start, start + scanSize), mayGo)));
    return removed;
  }

  async #removePart(ids: readonly string[], mayGo: (stored: T) => boolean): Promise<Removed[]> {
    for (let round = 0; round < tries; round++) {
      const going = (await this.rawByIds(ids)).filter(each => mayGo(plain<T>(each)));
      if (going.length === 0) return this.removedAmong(ids);
      const { error } = await this.rx.storageInstance.bulkWrite(going.map(emptied), 'tidemark-remove');
      const refused = error.find(each => each.status !== 409);
      if (refused) throw refusedWith(refused.status);
      const left = new Set((await this.rawByIds(going.map(each => each.id))).map(each => each._rev));
      if (error.length === 0 && going.some(each => left.has(each._rev)))
        throw new NotStored({ code: 'storage-false' }, 'This browser said that it stored this, and did not.');
    }
    throw new NotStored(
      { code: 'storage-contended' },
      'This browser did not get to store it: other tabs were faster each time.',
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
    throw refusedWith(error[0].status);
  }
}

function refusedWith(status: number): NotStored {
  return new NotStored({ code: 'storage-refused', status }, `This browser refused to store it (${status}).`);
}

/** The write that removes a document, and leaves nothing of it but its id. */
function emptied<T extends { readonly id: string }>(previous: RxDocumentData<T>): BulkWriteRow<T> {
  const { id, _meta, _rev, _attachments } = previous;
  return { previous, document: { id, _meta, _rev, _attachments, _deleted: true } as never };
}

function asRemoved({ id, _rev }: { readonly id: string; readonly _rev: string }): Removed {
  return { id, height: getHeightOfRevision(_rev) };
}

/** What an event of the storage says of a removal; some storages tell what was removed alone. */
function removedIn({ documentId, documentData, previousDocumentData }: RemovalEvent): Removed {
  if (documentData?._deleted) return asRemoved({ id: documentId, _rev: documentData._rev });
  const before = previousDocumentData?._rev;
  return { id: documentId, height: before === undefined ? Infinity : getHeightOfRevision(before) + 1 };
}

/** The document without the fields that RxDB adds. */
export function plain<T>(document: object): T {
  const { _deleted, _attachments, _meta, _rev, ...rest } = document as Record<string, unknown>;
  heights.set(rest, getHeightOfRevision(String(_rev)));
  return rest as T;
}
