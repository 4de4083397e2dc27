import type { ReplicationPullOptions, RxCollection } from 'rxdb';
import { replicateRxCollection, type RxReplicationState } from 'rxdb/plugins/replication';
import { Subject } from 'rxjs';
import { inTime } from './in-time.ts';
import type { HandedPage } from './page-source.ts';
import type { PlaceCheckpoint } from './place.ts';
import type { PushRow } from './push.ts';

export interface RunParts {
  readonly collection: RxCollection;
  readonly identifier: string;
  readonly retryMs: number;
  readonly waitForLeadership: boolean;
  readonly watchMs: number;
  readonly page: (stored: unknown, signal: AbortSignal) => Promise<HandedPage>;
  readonly push?: PushPart;
  /** Called if RxDB or its storage failed, but goes on. */
  readonly onError: (error: unknown) => void;
  /** Called if RxDB failed and must be started again. */
  readonly onDead: (error: unknown) => void;
}

/** What a run needs to push records. */
export interface PushPart {
  readonly send: (rows: readonly PushRow[], signal: AbortSignal) => Promise<object[]>;
  /** The beginning of the server's present history. Waits until the server answers. */
  readonly beginning: (signal: AbortSignal) => Promise<PlaceCheckpoint>;
}

/** Larger than any page: RxDB then treats each as the last one, and stores it before it asks for the next. */
const everyPageIsTheLast = 1_000_000_000;
const pushBatch = 200;
/** How many checks may pass from RxDB's start to its first call. */
const looksForStart = 15;

/** One life of RxDB's `replicateRxCollection`, from its start to its end, with regular checks that it still works. */
export class Run {
  readonly state: RxReplicationState<unknown, PlaceCheckpoint>;
  /** Resolves at its end. */
  readonly over: Promise<unknown>;
  readonly #parts: RunParts;
  readonly #stop = new AbortController();
  readonly #stream = new Subject<'RESYNC'>();
  readonly #watch: ReturnType<typeof setInterval>;
  /** Resolves when RxDB has called for a page: then a checkpoint of this history is stored. */
  readonly #begun = Promise.withResolvers<void>();
  /** True if RxDB was told to call and has not yet. At its start it calls by itself. */
  #isCalled = true;
  #hasBegun = false;
  #looks = 0;
  readonly #watched = new WeakSet<Promise<unknown>>();
  readonly #settled = new WeakSet<Promise<unknown>>();

  constructor(parts: RunParts) {
    this.#parts = parts;
    const { signal } = this.#stop;
    const { push } = parts;
    this.over = new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
    const pull: ReplicationPullOptions<unknown, PlaceCheckpoint> = {
      batchSize: everyPageIsTheLast,
      stream$: this.#stream,
      handler: stored => {
        this.#isCalled = false;
        this.#hasBegun = true;
        this.#begun.resolve();
        return parts.page(stored, signal) as never;
      },
    };
    this.state = replicateRxCollection<unknown, PlaceCheckpoint>({
      replicationIdentifier: parts.identifier,
      collection: parts.collection as RxCollection<unknown>,
      live: true,
      retryTime: parts.retryMs,
      waitForLeadership: parts.waitForLeadership,
      // A hidden tab that leads must go on; pausing also ends RxDB's first pull before its end.
      toggleOnDocumentVisible: false,
      pull,
      // Records start separately, once the history is known.
      autoStart: push === undefined,
      ...(push
        ? { push: { batchSize: pushBatch, handler: rows => this.#send(push, rows as never) as never } }
        : {}),
    });
    this.state.error$.subscribe(error => {
      if (this.isOver || isOfHandler(error)) return;
      if ((error as { code?: string }).code === 'RC_START') this.#die(error);
      else parts.onError(error);
    });
    this.#watch = setInterval(() => this.#look(), parts.watchMs);
    if (push) void this.#begin(push, pull);
  }

  get isOver(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Makes RxDB call for a page, after it has stored the present one. Waiting calls are combined. */
  resync(): void {
    if (this.#isCalled || this.isOver) return;
    this.#isCalled = true;
    this.#stream.next('RESYNC');
  }

  /** Stops all requests. */
  halt(reason: Error): void {
    clearInterval(this.#watch);
    this.#stop.abort(reason);
    this.#stream.complete();
  }

  async end(reason: Error): Promise<void> {
    this.halt(reason);
    try {
      await inTime(this.state.cancel());
    } catch {
      // After a failed checkpoint RxDB rejects here, leaves its storage open, and would reject again when the database
      // closes.
      this.state.subjects.canceled.next(true);
      if (this.state.metaInstance) await inTime(this.state.metaInstance.close()).catch(() => undefined);
    }
  }

  /**
   * [X9] Stores the server's history before anything is sent. Otherwise a till that was closed right after its first
   * push would not notice that the server's history has changed since.
   */
  async #begin(push: PushPart, pull: ReplicationPullOptions<unknown, PlaceCheckpoint>): Promise<void> {
    const { collection, waitForLeadership } = this.#parts;
    try {
      if (waitForLeadership && collection.database.multiInstance)
        await collection.database.waitForLeadership();
      pull.initialCheckpoint = await push.beginning(this.#stop.signal);
      // Its failures arrive through error$.
      if (!this.isOver) await this.state.start().catch(() => undefined);
    } catch (error) {
      this.#die(error);
    }
  }

  async #send(push: PushPart, rows: readonly PushRow[]): Promise<object[]> {
    await this.#begun.promise;
    return push.send(rows, this.#stop.signal);
  }

  /** [X7] A rejected queue never continues, nor does an unfinished start; a lost call is repeated. */
  #look(): void {
    const internal = this.state.internalReplicationState;
    if (!internal || this.isOver) return;
    const queues = [internal.streamQueue.up, internal.streamQueue.down, internal.checkpointQueue];
    for (const queue of queues.filter(each => !this.#watched.has(each))) {
      this.#watched.add(queue);
      queue.then(
        () => this.#settled.add(queue),
        error => this.#die(error),
      );
    }
    if (!this.#hasBegun && ++this.#looks > looksForStart) this.#die(new Error('RxDB did not begin to pull'));
    else if (this.#isCalled && queues.every(each => this.#settled.has(each))) this.#stream.next('RESYNC');
  }

  #die(error: unknown): void {
    if (!this.isOver) this.#parts.onDead(error);
  }
}

/** Whether our own handlers threw the error: it was reported there. */
function isOfHandler(error: unknown): boolean {
  const { code, parameters } = error as {
    code?: string;
    parameters?: { direction?: string; errors?: unknown };
  };
  return (code === 'RC_PULL' || code === 'RC_PUSH') && parameters?.errors !== undefined;
}
