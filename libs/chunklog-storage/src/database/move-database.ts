import {
  getChangedDocumentsSince,
  getPrimaryFieldOfPrimaryKey,
  type RxDocumentData,
  type RxJsonSchema,
  type RxStorage,
  type RxStorageInstance,
} from 'rxdb';
import type { Doc, Row } from '../collection/document.ts';
import { ChunklogError } from '../log/errors.ts';

type Fields = Readonly<Record<string, unknown>>;
type AnyStorage = RxStorage<unknown, unknown>;
type Instance = RxStorageInstance<Fields, unknown, unknown>;

/** A collection to move. Its schema is the one with which it was stored, filled by `fillWithDefaultSettings`. */
export type MovedCollection = {
  readonly name: string;
  readonly schema: RxJsonSchema<RxDocumentData<Fields>>;
};

export type MoveDatabase = {
  readonly databaseName: string;
  /** For example `getRxStorageDexie()`. */
  readonly from: AnyStorage;
  readonly to: AnyStorage;
  /** All collections to keep; those of replication checkpoints too, or everything is replicated again. */
  readonly collections: readonly MovedCollection[];
  readonly newToken: () => string;
};

/** What was moved: for each collection, how many documents the old storage had and how many had to be written. */
export type Moved = readonly {
  readonly name: string;
  readonly documents: number;
  readonly written: number;
}[];

const pageSize = 500;

/**
 * Moves collections from one storage to another, with all revisions' last states and tombstones. Removes nothing from
 * the old storage before everything is in the new one and was read back equal. May be interrupted at any point and
 * called again; after it finished, it finds nothing to do. Call it before the database is opened: a document that the
 * new storage already has in a later revision stays. If it rejects, it has removed nothing.
 */
export async function moveDatabase(move: MoveDatabase): Promise<Moved> {
  const open = await Promise.all(
    move.collections.map(async collection => ({
      collection,
      old: await openIn(move.from, move, collection),
      new: await openIn(move.to, move, collection),
    })),
  );
  try {
    const moved: Moved[number][] = [];
    for (const each of open) moved.push({ name: each.collection.name, ...(await copy(each.old, each.new)) });
    for (const each of open) await verify(each.old, each.new);
    for (const each of open) await each.old.remove();
    return moved;
  } finally {
    for (const each of open) {
      await each.new.close();
      await each.old.close().catch(() => undefined);
    }
  }
}

async function openIn(
  storage: AnyStorage,
  { databaseName, newToken }: MoveDatabase,
  { name, schema }: MovedCollection,
): Promise<Instance> {
  return storage.createStorageInstance<Fields>({
    databaseInstanceToken: newToken(),
    databaseName,
    collectionName: name,
    schema,
    options: {},
    multiInstance: false,
    devMode: false,
  });
}

async function copy(from: Instance, to: Instance): Promise<{ documents: number; written: number }> {
  let [documents, written] = [0, 0];
  await eachPage(from, async page => {
    const held = await heldBy(to, page);
    const rows = page.flatMap(document => rowFor(document, held.get(idOf(to, document))) ?? []);
    if (rows.length > 0) {
      const { error } = await to.bulkWrite(rows as Parameters<Instance['bulkWrite']>[0], 'move-database');
      if (error[0]) throw new ChunklogError('failed', `${error[0].documentId} could not be moved`);
    }
    documents += page.length;
    written += rows.length;
  });
  return { documents, written };
}

/** Checks that every document of the old storage is in the new one, equal or in a later revision. */
async function verify(from: Instance, to: Instance): Promise<void> {
  await eachPage(from, async page => {
    const held = await heldBy(to, page);
    for (const document of page) {
      const moved = held.get(idOf(to, document));
      const isThere = moved && rowFor(document, moved) === undefined;
      const isEqual =
        moved?._rev !== document._rev || JSON.stringify(sorted(moved)) === JSON.stringify(sorted(document));
      if (isThere && isEqual) continue;
      throw new ChunklogError('failed', `${idOf(to, document)} of ${to.collectionName} did not arrive whole`);
    }
  });
}

/** The row to write so that the new storage has the document; undefined if it has it, or a later one. */
function rowFor(document: Doc, held: Doc | undefined): Row | undefined {
  if (!held) return { document };
  return heightOf(held) < heightOf(document) ? { previous: held, document } : undefined;
}

function heightOf({ _rev }: Doc): number {
  return Number(_rev.split('-')[0]);
}

async function eachPage(from: Instance, take: (page: readonly Doc[]) => Promise<void>): Promise<void> {
  for (let checkpoint: unknown; ;) {
    const page = await getChangedDocumentsSince<Fields, unknown>(from, pageSize, checkpoint);
    await take(page.documents as readonly Doc[]);
    if (page.documents.length < pageSize) return;
    checkpoint = page.checkpoint;
  }
}

async function heldBy(instance: Instance, page: readonly Doc[]): Promise<ReadonlyMap<string, Doc>> {
  const ids = page.map(each => idOf(instance, each));
  const held = (await instance.findDocumentsById(ids, true)) as readonly Doc[];
  return new Map(held.map(each => [idOf(instance, each), each]));
}

function idOf({ schema }: Instance, document: Doc): string {
  return String(document[getPrimaryFieldOfPrimaryKey(schema.primaryKey)]);
}

/** The value with the keys of all objects sorted, since storages may return them in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
