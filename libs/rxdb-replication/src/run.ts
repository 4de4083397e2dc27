import { awaitRxStorageReplicationInSync, type RxCollection } from 'rxdb';
import { replicateRxCollection, type RxReplicationState } from 'rxdb/plugins/replication';
import { Subject } from 'rxjs';
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
  readonly push?: (rows: readonly PushRow[], signal: AbortSignal) => Promise<object[]>;
  /** RxDB or its storage failed, and goes on. */
  readonly onError: (error: unknown) => void;
  /** RxDB failed and does not go on: it must be started again. */
  readonly onDead: (error: unknown) => void;
}

/** Larger than any page: RxDB then takes each for the last one, and stores it before it asks for the next. */
const everyPageIsTheLast = 1_000_000_000;
const pushBatch = 200;

/** One life of RxDB's `replicateRxCollection`, from its start to its end, and a look now and then at whether it lives. */
export class Run {
  readonly state: RxReplicationState<unknown, PlaceCheckpoint>;
  readonly #parts: RunParts;
  readonly #stop = new AbortController();
  readonly #stream = new Subject<'RESYNC'>();
  readonly #watch: ReturnType<typeof setInterval>;
  /** RxDB was told to call, and has not yet. At its start it calls by itself. */
  #isCalled = true;
  #isLooking = false;

  constructor(parts: RunParts) {
    this.#parts = parts;
    const { signal } = this.#stop;
    const { push } = parts;
    this.state = replicateRxCollection<unknown, PlaceCheckpoint>({
      replicationIdentifier: parts.identifier,
      collection: parts.collection as RxCollection<unknown>,
      live: true,
      retryTime: parts.retryMs,
      waitForLeadership: parts.waitForLeadership,
      // A hidden tab that leads must go on; pausing also ends RxDB's first pull before its end.
      toggleOnDocumentVisible: false,
      pull: {
        batchSize: everyPageIsTheLast,
        stream$: this.#stream,
        handler: stored => {
          this.#isCalled = false;
          return parts.page(stored, signal) as never;
        },
      },
      ...(push
        ? { push: { batchSize: pushBatch, handler: rows => push(rows as never, signal) as never } }
        : {}),
    });
    this.state.error$.subscribe(error => {
      if (this.isOver || isOfHandler(error)) return;
      if ((error as { code?: string }).code === 'RC_START') this.#die(error);
      else parts.onError(error);
    });
    this.#watch = setInterval(() => void this.#look(), parts.watchMs);
  }

  get isOver(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Makes RxDB call for a page, after it stored what it has. Calls that wait are one. */
  resync(): void {
    if (this.#isCalled || this.isOver) return;
    this.#isCalled = true;
    this.#stream.next('RESYNC');
  }

  /** Nothing more is asked or sent. */
  halt(reason: Error): void {
    clearInterval(this.#watch);
    this.#stop.abort(reason);
    this.#stream.complete();
  }

  async end(reason: Error): Promise<void> {
    this.halt(reason);
    try {
      await this.state.cancel();
    } catch {
      // After a failed checkpoint RxDB rejects here, leaves its storage open, and would reject when the database is closed.
      this.state.subjects.canceled.next(true);
      await this.state.metaInstance?.close().catch(() => undefined);
    }
  }

  /** [X7] A queue that rejected never goes on; a call that got lost is made again. */
  async #look(): Promise<void> {
    const internal = this.state.internalReplicationState;
    if (!internal || this.#isLooking || this.isOver) return;
    this.#isLooking = true;
    try {
      await awaitRxStorageReplicationInSync(internal);
      if (this.#isCalled && !this.isOver) this.#stream.next('RESYNC');
    } catch (error) {
      this.#die(error);
    } finally {
      this.#isLooking = false;
    }
  }

  #die(error: unknown): void {
    if (!this.isOver) this.#parts.onDead(error);
  }
}

/** What our own handlers threw was reported where it was thrown. */
function isOfHandler(error: unknown): boolean {
  const { code, parameters } = error as {
    code?: string;
    parameters?: { direction?: string; errors?: unknown };
  };
  return (code === 'RC_PULL' || code === 'RC_PUSH') && parameters?.errors !== undefined;
}
