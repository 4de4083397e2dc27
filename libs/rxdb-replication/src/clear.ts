import type { RxCollection } from 'rxdb';
import type { RxReplicationState } from 'rxdb/plugins/replication';
import { inTime } from './in-time.ts';
import type { PlaceCheckpoint } from './place.ts';
import { read } from './read.ts';

const atOnce = 500;
/** The longest time for one part; it takes far less, even on a slow tablet. */
const longestPartMs = 15_000;

/** Removes all documents of a cache, part by part. */
export async function clearDocuments(collection: RxCollection, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const documents = await inTime(read(collection, collection.find({ limit: atOnce })), longestPartMs);
    if (documents.length === 0) return;
    const { error } = await inTime(collection.bulkRemove(documents), longestPartMs);
    if (error[0]) throw new Error(`${error[0].documentId} could not be removed`);
  }
}

/** Writes documents again unchanged. RxDB finds unsent documents by their time of writing, so it then finds these. */
export async function writeAgain(collection: RxCollection, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += atOnce) {
    const part = ids.slice(start, start + atOnce);
    const documents = await read(collection, collection.findByIds(part));
    for (const each of documents.values()) await each.incrementalModify((data: object) => ({ ...data }));
  }
}

/** Ends a replication and removes RxDB's memory of it: its checkpoints, and its assumed server states. */
export async function clearMeta(state: RxReplicationState<unknown, PlaceCheckpoint>): Promise<void> {
  try {
    await inTime(state.remove());
  } catch {
    // After a failed checkpoint, or a refused read, RxDB can no longer end by itself, however often it is asked.
    state.subjects.canceled.next(true);
    await inTime(removeMeta(state));
  }
}

/**
 * Removes RxDB's metadata. Its own instance may be removed already, or half: a removed instance refuses for ever, so
 * another one is opened.
 */
async function removeMeta({
  collection,
  metaInfoPromise,
  metaInstance,
}: RxReplicationState<unknown, PlaceCheckpoint>): Promise<void> {
  await metaInstance?.close().catch(() => undefined);
  const { collectionName, schema } = await metaInfoPromise;
  const { name, storage, token, multiInstance, password } = collection.database;
  const meta = await storage.createStorageInstance({
    databaseName: name,
    collectionName,
    databaseInstanceToken: token,
    multiInstance,
    options: {},
    schema,
    password,
    devMode: false,
  });
  await meta.remove();
}
