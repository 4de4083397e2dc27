import {
  cancelRxStorageReplication,
  replicateRxStorageInstance,
  type RxCollection,
  type RxConflictHandler,
  type RxReplicationWriteToMasterRow,
  type RxStorageInstance,
  type RxStorageInstanceReplicationState,
  type RxStorageReplicationMeta,
  type WithDeleted,
} from 'rxdb';
import { filter, firstValueFrom, NEVER } from 'rxjs';
import type { Fence } from '../sync/fence.ts';
import { abortOnError } from './abort-on-error.ts';

export interface Sendable {
  readonly id: string;
}

export interface RoundParts<T extends Sendable> {
  /** Names the history that RxDB's memory of the server's states belongs to. */
  readonly identifier: string;
  readonly collection: RxCollection<T>;
  readonly meta: RxStorageInstance<RxStorageReplicationMeta<T, unknown>, unknown, unknown>;
  /** One page, short enough that RxDB takes it for the last: the next round pulls the next page. */
  readonly pull: () => Promise<readonly WithDeleted<T>[]>;
  /** Called when RxDB is done with the page, to check what it stored. Does not wait for the push. */
  readonly pulled: () => Promise<void>;
  /** Everything that is left to send, read from the storage. */
  readonly unsent: () => Promise<readonly T[]>;
  /** Sends rows; answers the server's documents where they say more. Must note refusals before it answers. */
  readonly push: (rows: readonly RxReplicationWriteToMasterRow<T>[]) => Promise<WithDeleted<T>[]>;
  /** Whether the server would not take it: then RxDB must not remember that it did. */
  readonly isRefused: (id: string) => boolean;
  /** Whether the server never said that it has it: then RxDB must not believe so, whatever it remembers. */
  readonly isUnknown: (id: string) => boolean;
  readonly signal: AbortSignal;
  /** Each write asks it first. */
  readonly fence: Fence;
}

/** The most rows that go in one request. */
const pushSize = 200;
/** Larger than any page, so RxDB never asks for a second page before the first is stored. */
const pullBatch = 1_000_000;

/**
 * One turn of RxDB's replication of one collection of records, both ways at once: it sends what is unsent, takes one
 * page of news, and ends. RxDB's checkpoints are unused. What is unsent follows from what the server acknowledged, and
 * how far was read is noted only after what was read is found in the storage. The first failure, in the storage or on
 * the wire, ends the turn at that point.
 * @throws what failed.
 */
export async function round<T extends Sendable>(parts: RoundParts<T>): Promise<void> {
  const { collection, meta, signal } = parts;
  let state: RxStorageInstanceReplicationState<T> | undefined;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));
  failed.catch(() => undefined);
  const onFailure = (error: unknown): void => {
    fail(error);
    if (state && !state.events.canceled.getValue()) state.events.canceled.next(true);
  };
  const guarded = async <R>(act: () => Promise<R>): Promise<R> => {
    try {
      return await act();
    } catch (error) {
      onFailure(error);
      return new Promise<R>(() => undefined);
    }
  };
  const onAbort = (): void => onFailure(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  let queue: T[] | undefined;
  const due = async (limit: number) => {
    queue ??= [...(await parts.unsent())];
    const taken = queue.splice(0, limit);
    return { documents: taken, checkpoint: { id: '', lwt: 0 } };
  };
  try {
    state = replicateRxStorageInstance<T>({
      identifier: parts.identifier,
      pullBatchSize: pullBatch,
      pushBatchSize: pushSize,
      forkInstance: abortOnError<T>(collection.storageInstance as never, {
        due: due as never,
        onFailure,
        fence: parts.fence,
      }) as never,
      metaInstance: abortOnError(meta as never, {
        ...{ onFailure, fence: parts.fence },
        hides: (document: unknown) => parts.isUnknown((document as { itemId: string }).itemId),
        leavesOut: row =>
          parts.isRefused((row as unknown as { document: { itemId: string } }).document.itemId),
      }) as never,
      conflictHandler: collection.conflictHandler as RxConflictHandler<T>,
      hashFunction: collection.database.hashFunction,
      skipStoringPullMeta: false,
      replicationHandler: {
        masterChangeStream$: NEVER,
        masterChangesSince: () =>
          guarded(async () => ({ documents: [...(await parts.pull())], checkpoint: { at: 'noted-apart' } })),
        masterWrite: rows => guarded(() => parts.push(rows)),
      },
    });
    const running = state;
    running.events.error.subscribe(onFailure);
    const done = async (direction: 'up' | 'down'): Promise<void> => {
      await firstValueFrom(running.firstSyncDone[direction].pipe(filter(isDone => isDone)));
      await running.streamQueue[direction];
    };
    await Promise.race([Promise.all([done('up'), done('down').then(() => guarded(parts.pulled))]), failed]);
    await Promise.race([running.checkpointQueue, failed]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (state) void cancelRxStorageReplication(state).catch(() => undefined);
  }
}
