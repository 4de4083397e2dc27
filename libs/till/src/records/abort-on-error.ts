import type { BulkWriteRow, RxStorageInstance } from 'rxdb';
import { NEVER } from 'rxjs';
import type { Fence } from '../sync/fence.ts';

type Instance<T> = RxStorageInstance<T, unknown, unknown>;

/** What a round of replication changes about a storage. */
export interface Life<T> {
  /** What is left to send, from the beginning of a round on. It replaces RxDB's scan by time, which clocks mislead. */
  readonly due?: (limit: number) => Promise<{ documents: T[]; checkpoint: object }>;
  /** Selects rows that RxDB must not write. */
  readonly leavesOut?: (row: BulkWriteRow<T>) => boolean;
  /** Selects documents that RxDB must not find. */
  readonly hides?: (document: T) => boolean;
  /** Each write asks it first. */
  readonly fence: Fence;
  readonly onFailure: (error: unknown) => void;
}

/**
 * A storage as one round of RxDB's replication sees it: the first call that fails ends the round, and its promise stays
 * pending. This prevents what RxDB does after a failure: moving a checkpoint past what was not stored, or a queue that
 * stalls silently.
 */
export function abortOnError<T>(
  instance: Instance<T>,
  { due, leavesOut, hides, fence, onFailure }: Life<T>,
): Instance<T> {
  const ends = async <R>(act: () => Promise<R>): Promise<R> => {
    try {
      return await act();
    } catch (error) {
      onFailure(error);
      return new Promise<R>(() => undefined);
    }
  };
  const changed: Partial<Instance<T>> = {
    // A round hears nothing of local writes: the next round reads them.
    changeStream: () => NEVER as never,
    findDocumentsById: (ids, deleted) =>
      ends(async () => {
        const found = await instance.findDocumentsById(ids, deleted);
        return hides ? found.filter(each => !hides(each)) : found;
      }),
    query: prepared => ends(() => instance.query(prepared)),
    bulkWrite: (rows, context) =>
      ends(async () => {
        const kept = leavesOut ? rows.filter(row => !leavesOut(row)) : rows;
        if (kept.length === 0) return { error: [] };
        await fence();
        const result = await instance.bulkWrite(kept, context);
        const [refused] = result.error.filter(each => each.status !== 409);
        if (refused) throw new Error(`${refused.documentId} could not be stored (${refused.status})`);
        return result;
      }),
    ...(due ? { getChangedDocumentsSince: (limit: number) => ends(() => due(limit) as never) } : {}),
  };
  return new Proxy(instance, {
    get: (target, key) => changed[key as keyof Instance<T>] ?? Reflect.get(target, key, target),
  });
}
