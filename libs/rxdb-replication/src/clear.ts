import type { RxCollection } from 'rxdb';
import type { RxReplicationState } from 'rxdb/plugins/replication';
import type { PlaceCheckpoint } from './place.ts';

const removedAtOnce = 500;

/** Removes all documents of a cache, part by part. */
export async function clearDocuments(collection: RxCollection, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const documents = await collection.find({ limit: removedAtOnce }).exec();
    if (documents.length === 0) return;
    const { error } = await collection.bulkRemove(documents);
    if (error[0]) throw new Error(`${error[0].documentId} could not be removed`);
  }
}

/** Ends a replication and removes what RxDB remembers of it: its checkpoints, and what it assumes of the server. */
export async function clearMeta(state: RxReplicationState<unknown, PlaceCheckpoint>): Promise<void> {
  try {
    await state.remove();
  } catch {
    // After a failed checkpoint RxDB cannot end by itself any more.
    state.subjects.canceled.next(true);
    await state.metaInstance?.remove();
  }
}
