import {
  createRevision,
  fillWithDefaultSettings,
  prepareQuery,
  type RxDatabase,
  type RxDocumentData,
  type RxJsonSchema,
  type RxStorageInstance,
} from 'rxdb';
import { scrubbing } from './log-storage.ts';
import type { RecordVersion } from './record-schemas.ts';
import { plain, type StoredCollection } from './stored-collection.ts';

type Old = RxDocumentData<{ id: string }>;
type Earlier = RxStorageInstance<{ id: string }, unknown, unknown>;

/** Documents that one write leaves behind. */
const leaveSize = 500;

/**
 * Brings the documents of every earlier version of a collection into the present one, and removes them from the earlier
 * one once they are stored: there no erasure would find them, and no retirement. An interrupted run goes on at the next
 * start, which also brings what a tab with older code writes meanwhile. A document that is already there stays as it is.
 *
 * RxDB's own plugin is not used: it deletes as it goes, takes 93 s for 10,000 documents on Dexie, and needs a leader
 * election of its own among tabs.
 */
export async function bringForward<T extends { readonly id: string }>(
  database: RxDatabase,
  collection: StoredCollection<T>,
  { schema, migrationStrategies }: RecordVersion,
): Promise<void> {
  for (let version = schema.version - 1; version >= 0; version--) {
    const earlier = await openVersion(database, collection.rx.name, { ...schema, version });
    try {
      const held = await allOf(earlier);
      const old = held.filter(each => !each._deleted);
      // What was removed since stays removed.
      const known = await collection.known(old.map(each => each.id));
      for (const each of old.filter(({ id }) => !known.has(id))) {
        await collection.insert(upgraded(plain(each), version, schema.version, migrationStrategies) as T);
      }
      // A browser that is full, or a tab that writes there, does not keep the till from opening: the next start tries again.
      if (held.length > 0) await leave(earlier, old, database.token).catch(() => undefined);
    } finally {
      await earlier.close();
    }
  }
}

/**
 * Leaves nothing of these documents on the disk. Their tombstones are forgotten last: as long as there is one, the log may
 * not have been rewritten.
 */
async function leave(earlier: Earlier, old: readonly Old[], token: string): Promise<void> {
  for (let start = 0; start < old.length; start += leaveSize) {
    const rows = old.slice(start, start + leaveSize).map(previous => {
      const _rev = createRevision(token, previous);
      // Written long ago, whatever its clock said: it is forgotten at once.
      const fields = { _deleted: true, _attachments: {}, _meta: { lwt: 1 }, _rev };
      return { previous, document: { id: previous.id, ...fields } };
    });
    await earlier.bulkWrite(rows, 'tidemark-brought');
  }
  await scrubbing(earlier as never);
  while (!(await earlier.cleanup(0)));
}

/** Returns a document of one version as a document of another. @throws where a step between them is missing. */
function upgraded(
  old: object,
  from: number,
  to: number,
  strategies: RecordVersion['migrationStrategies'],
): object {
  let document = old;
  for (let version = from + 1; version <= to; version++) {
    const step = strategies[version];
    if (!step) throw new Error(`no way from version ${version - 1} to ${version}`);
    document = step(document);
  }
  return document;
}

function openVersion(
  database: RxDatabase,
  collectionName: string,
  schema: RxJsonSchema<{ id: string }>,
): Promise<Earlier> {
  return database.storage.createStorageInstance<{ id: string }>({
    databaseName: database.name,
    collectionName,
    databaseInstanceToken: database.token,
    multiInstance: false,
    options: {},
    schema: fillWithDefaultSettings(schema),
    devMode: false,
  });
}

/** All documents, and the tombstones of those that were removed. */
async function allOf(earlier: Earlier): Promise<readonly Old[]> {
  const query = prepareQuery<{ id: string }>(earlier.schema, {
    selector: {},
    sort: [{ id: 'asc' }],
    skip: 0,
  });
  return (await earlier.query(query)).documents;
}
