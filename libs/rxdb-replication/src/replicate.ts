import { parseCheckpoint, type Checkpoint } from '@tidemark/protocol';
import { awaitRxStorageReplicationInSync, type RxCollection } from 'rxdb';
import type { RxReplicationState } from 'rxdb/plugins/replication';
import { BehaviorSubject, filter, Subject, type Observable } from 'rxjs';
import { isRecord, isReplicated, type DocumentFor, type ReplicatedName } from './collections.ts';
import type { Attachable, TidemarkConnection } from './connection.ts';
import { asReplicationError, ReplicationError } from './errors.ts';
import { PageSource } from './page-source.ts';
import { clearDocuments, clearMeta, writeAgain } from './clear.ts';
import type { PlaceCheckpoint } from './place.ts';
import { pushRows, type PushRow, type RefusedRow } from './push.ts';
import { Run } from './run.ts';
import { verify, type Verified } from './verify.ts';
import { Waiters } from './waiters.ts';

export interface ReplicateOptions<N extends ReplicatedName> {
  readonly connection: TidemarkConnection;
  /** Its name on the server; by default the collection's own name. */
  readonly name?: N;
  /** Documents in one page: 1000 by default, 5000 at most. */
  readonly batchSize?: number;
  /** RxDB's `retryTime`: milliseconds until a failed request is tried again, 5000 by default. */
  readonly retryMs?: number;
  /** RxDB's option, true by default: of several tabs, one replicates. */
  readonly waitForLeadership?: boolean;
  /** Milliseconds between two checks that RxDB still works, 2000 by default. */
  readonly watchMs?: number;
  /**
   * For records: stores rows that the server refuses, before RxDB counts them as sent. If it rejects, the rows are sent
   * again. Without it, only `refused$` and `errors$` report a refusal.
   */
  readonly onRefused?: (rows: readonly RefusedRow[]) => Promise<void>;
}

/** The replication of one collection. */
export interface TidemarkReplication extends AsyncDisposable {
  readonly name: ReplicatedName;
  /** RxDB's own replication state; a new one after RxDB had to be started again. */
  readonly state$: Observable<RxReplicationState<unknown, PlaceCheckpoint>>;
  readonly errors$: Observable<ReplicationError>;
  readonly refused$: Observable<RefusedRow>;
  /** The place up to which RxDB has stored everything; undefined before its first page. */
  readonly place: Checkpoint | undefined;
  /** Resolves when a pull that began after this call is stored to its end, and all local writes were sent. */
  inSync(): Promise<void>;
  /** Compares the stored documents with the server's digest and repairs differences. @throws ReplicationError */
  verify(): Promise<Verified>;
  /**
   * Removes RxDB's replication state, and reads and sends everything again, refused records too. A cache is emptied
   * first.
   */
  exchangeAnew(): Promise<void>;
}

/**
 * Replicates one collection of a Tidemark server with RxDB's `replicateRxCollection`: pulls, follows the live stream,
 * and pushes records. The collection must have the schema and the conflict handler of `tidemarkCollection`.
 */
export function replicateTidemark<N extends ReplicatedName>(
  collection: RxCollection<DocumentFor<N>>,
  options: ReplicateOptions<N>,
): TidemarkReplication {
  const name = options.name ?? collection.name;
  if (!isReplicated(name)) throw new TypeError(`A Tidemark server has no collection named ${name}.`);
  return new Replication(name, collection as unknown as RxCollection, options as never);
}

class Replication implements TidemarkReplication, Attachable {
  readonly name: ReplicatedName;
  readonly errors$: Observable<ReplicationError>;
  readonly refused$: Observable<RefusedRow>;
  readonly #collection: RxCollection;
  readonly #options: ReplicateOptions<ReplicatedName>;
  readonly #source: PageSource;
  readonly #state: BehaviorSubject<RxReplicationState<unknown, PlaceCheckpoint>>;
  readonly #refused = new Subject<RefusedRow>();
  readonly #pushWaiters = new Waiters();
  readonly #stop = new AbortController();
  readonly #detach: () => void;
  #run: Run;
  /** The change from one run to the next. */
  #change: Promise<void> = Promise.resolve();

  constructor(name: ReplicatedName, collection: RxCollection, options: ReplicateOptions<ReplicatedName>) {
    const { connection, batchSize = 1000 } = options;
    this.name = name;
    this.#collection = collection;
    this.#options = options;
    this.errors$ = connection.errors$.pipe(filter(each => each.collection === name));
    this.refused$ = this.#refused.asObservable();
    this.#source = new PageSource({
      name,
      batchSize,
      pull: (from, limit, signal) => connection.wire.pull(name, from, limit, signal),
      scope: signal => connection.scope(name, signal),
      resync: () => this.#run.resync(),
      onError: error => this.#report(error),
    });
    this.#run = this.#newRun();
    this.#state = new BehaviorSubject(this.#run.state);
    collection.onClose.push(() => this[Symbol.asyncDispose]());
    this.#detach = connection.attach(this);
  }

  get state$(): Observable<RxReplicationState<unknown, PlaceCheckpoint>> {
    return this.#state;
  }

  get place(): Checkpoint | undefined {
    return this.#source.place;
  }

  get source(): PageSource {
    return this.#source;
  }

  async inSync(): Promise<void> {
    for (let run: Run | undefined; !run || run.isOver;) {
      await this.#source.toEnd();
      run = this.#run;
      if (isRecord(this.name)) await this.#sent(run);
      else return;
    }
  }

  verify(): Promise<Verified> {
    const { wire } = this.#options.connection;
    const { signal } = this.#stop;
    return verify({
      name: this.name,
      collection: this.#collection,
      toEnd: () => this.inSync(),
      place: () => this.place,
      digest: () => wire.digest(this.name, signal),
      bucket: n => wire.bucket(this.name, n, signal),
      documents: ids => wire.documents(this.name, ids, signal),
      exchangeAnew: () => this.exchangeAnew(),
      resend: ids => writeAgain(this.#collection, ids),
    });
  }

  exchangeAnew(): Promise<void> {
    return this.#anew(this.#run);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const reason = new ReplicationError('offline', 'The replication was ended.', { collection: this.name });
    this.#stop.abort(reason);
    this.#detach();
    this.#source.end(reason);
    this.#pushWaiters.fail(reason);
    await this.#change;
    await this.#run.end(reason);
    this.#refused.complete();
    this.#state.complete();
  }

  /**
   * Resolves when all local writes are sent, or the run is over. @throws ReplicationError after three failures in a
   * row.
   */
  async #sent({ state, over }: Run): Promise<void> {
    const internal = state.internalReplicationState;
    const settled = internal ? awaitRxStorageReplicationInSync(internal).catch(() => over) : over;
    await Promise.race([settled, over, this.#pushWaiters.join()]);
    this.#pushWaiters.asked();
    this.#pushWaiters.atEnd();
  }

  #report(error: unknown): void {
    this.#options.connection.report(asReplicationError(error, this.name));
  }

  #newRun(): Run {
    const { connection, retryMs = 5_000, waitForLeadership = true, watchMs = 2_000 } = this.#options;
    const { name } = this;
    this.#source.begin();
    const run: Run = new Run({
      collection: this.#collection,
      identifier: `tidemark-${connection.shop}`,
      retryMs,
      waitForLeadership,
      watchMs,
      page: (stored, signal) => this.#page(run, stored, signal),
      ...(isRecord(name)
        ? {
            push: {
              send: (rows, signal) => this.#push(rows, signal),
              beginning: signal => this.#beginning(signal),
            },
          }
        : {}),
      onError: error => this.#report(error),
      onDead: error => {
        this.#report(error);
        void this.#next(run, () => Promise.resolve()).then(() => this.#afterDeath());
      },
    });
    return run;
  }

  /** [X7] Records that RxDB was about to send when it failed may be before its checkpoint: the digest finds them. */
  async #afterDeath(): Promise<void> {
    if (!isRecord(this.name) || this.#stop.signal.aborted) return;
    await this.verify().catch((error: unknown) => this.#stop.signal.aborted || this.#report(error));
  }

  async #page(run: Run, stored: unknown, signal: AbortSignal) {
    try {
      return await this.#source.page(stored, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      this.#report(error);
      // [X5] Outside of the handler, as ending the run waits for the handler.
      if (error instanceof ReplicationError && error.code === 'checkpoint-lost') void this.#anew(run);
      throw error;
    }
  }

  /** The beginning of the server's present history; asks until the server answers. */
  async #beginning(signal: AbortSignal): Promise<PlaceCheckpoint> {
    const { connection } = this.#options;
    for (let failures = 0; ; failures++) {
      const scope = await connection.scope(this.name, signal);
      try {
        const { checkpoint } = await connection.wire.pull(this.name, undefined, 1, signal);
        return { epoch: parseCheckpoint(checkpoint).epoch, seq: 0, scope };
      } catch (error) {
        signal.throwIfAborted();
        this.#report(error);
        await connection.pause(failures, signal);
        signal.throwIfAborted();
      }
    }
  }

  async #push(rows: readonly PushRow[], signal: AbortSignal) {
    const { connection, onRefused } = this.#options;
    const { name } = this;
    if (!isRecord(name)) return [];
    try {
      return await pushRows(
        {
          name,
          push: (request, ends) => connection.wire.push(request, ends),
          tillId: async ends => (await connection.session(ends)).till.id,
          onRefused: async refused => {
            await onRefused?.(refused);
            for (const row of refused) {
              this.#report(
                new ReplicationError('refused', `${row.id}: ${row.message}`, { collection: name }),
              );
              this.#refused.next(row);
            }
          },
        },
        rows,
        signal,
      );
    } catch (error) {
      if (!signal.aborted) {
        this.#report(error);
        this.#pushWaiters.failed(asReplicationError(error, name));
      }
      throw error;
    }
  }

  /**
   * [X5] Reads everything from the beginning. A cache is emptied first, so that documents that the server no longer has
   * do not stay; records stay, and are pushed again. If interrupted, it starts over: the old checkpoint is removed
   * last.
   */
  #anew(run: Run): Promise<void> {
    return this.#next(run, async () => {
      if (!isRecord(this.name)) await clearDocuments(this.#collection, this.#stop.signal);
      await clearMeta(run.state);
    });
  }

  /** Ends a run, runs `act`, and begins the next run; a failure is retried. Does nothing for a run that has ended. */
  #next(run: Run, act: () => Promise<void>): Promise<void> {
    if (run.isOver) return this.#change;
    run.halt(new Error('RxDB is started again'));
    this.#change = this.#change.then(async () => {
      for (let failures = 0; !this.#stop.signal.aborted; failures++) {
        try {
          await act();
          await run.end(new Error('RxDB is started again'));
          break;
        } catch (error) {
          this.#report(error);
          await this.#options.connection.pause(failures, this.#stop.signal);
        }
      }
      if (this.#stop.signal.aborted) return;
      this.#run = this.#newRun();
      this.#state.next(this.#run.state);
    });
    return this.#change;
  }
}
