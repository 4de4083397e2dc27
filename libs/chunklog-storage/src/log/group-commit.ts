import type { AppendGroup, AppendResult, ChunkLog } from './chunk-log.ts';
import type { CollectionState } from '../collection/collection-state.ts';
import { ChunklogError } from './errors.ts';
import type { Intent } from '../database/intent.ts';
import type { Manifest } from './manifest.ts';
import { readBack } from '../database/read-back.ts';
import type { Breathe, Slices } from '../collection/slices.ts';
import { encode, think, type Call, type Thought } from '../database/think.ts';

export type GroupCommitParts = {
  readonly log: ChunkLog;
  readonly breathe: Breathe;
  readonly slices: () => Slices;
  /** Resolves when the collection is in memory and may be written. */
  readonly ready: (state: CollectionState) => Promise<void>;
  /** Brings the collection to the end of the log, after others wrote. */
  readonly follow: (state: CollectionState, manifest: Manifest) => Promise<void>;
  /** Called after each transaction with the collections written. */
  readonly onWritten: (collections: readonly string[], manifest: Manifest) => void;
};

/** Gathers the writes of one task in one transaction, and applies them to memory when they are on disk. */
export class GroupCommit {
  readonly #parts: GroupCommitParts;
  readonly #inTurn: (work: () => Promise<void>) => Promise<void>;
  #logId: string;
  #calls: Call[] = [];

  constructor(parts: GroupCommitParts, logId: string, inTurn: (work: () => Promise<void>) => Promise<void>) {
    this.#parts = parts;
    this.#logId = logId;
    this.#inTurn = inTurn;
  }

  /** Resolves with the call's answer when what it stores is on disk and in memory. */
  write<T>(intent: Intent<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#calls.push({ intent, resolve: answer => resolve(answer as T), reject });
      if (this.#calls.length > 1) return;
      void this.#inTurn(async () => {
        await this.#parts.breathe();
        await this.#store(this.#calls.splice(0));
      });
    });
  }

  async #store(calls: readonly Call[]): Promise<void> {
    const ready = await this.#ready(calls);
    try {
      await this.#append(ready);
    } catch (error) {
      // One call may be too big for the rest of the disk, and the next not.
      if (error instanceof ChunklogError && error.code === 'quota' && ready.length > 1) {
        for (const call of ready) await this.#store([call]);
      } else for (const call of ready) call.reject(error);
    }
  }

  /** The calls whose collections can be written. */
  async #ready(calls: readonly Call[]): Promise<readonly Call[]> {
    const ready: Call[] = [];
    for (const call of calls) {
      try {
        await this.#parts.ready(call.intent.state);
        ready.push(call);
      } catch (error) {
        call.reject(error);
      }
    }
    return ready;
  }

  async #append(calls: readonly Call[]): Promise<void> {
    const thought = think(calls);
    for (const { call, error } of thought.failed) call.reject(error);
    const going = thought.steps.map(({ call }) => call);
    const writes = await encode(thought, this.#parts.slices());
    if ('error' in writes) {
      writes.call.reject(writes.error);
      // The others may have been planned on top of it.
      return this.#append(going.filter(each => each !== writes.call));
    }
    if (writes.length === 0) return this.#apply(thought, undefined);
    const { durability } = thought;
    const result = await this.#appendTo({ writes, durability });
    if (result.kind === 'appended') {
      if (durability === 'strict') await readBack(this.#parts.log, writes, result.manifest);
      this.#apply(thought, result.manifest);
      this.#parts.onWritten(
        writes.map(({ collection }) => collection),
        result.manifest,
      );
      return;
    }
    for (const state of new Set(going.map(({ intent }) => intent.state))) {
      // `ready`, which comes next, refuses its calls for the same reason.
      await this.#parts.follow(state, result.manifest).catch(() => undefined);
    }
    await this.#append(await this.#ready(going));
  }

  async #appendTo({ writes, durability }: Omit<AppendGroup, 'logId'>): Promise<AppendResult> {
    const { log } = this.#parts;
    try {
      return await log.append({ logId: this.#logId, durability, writes });
    } catch (error) {
      const isNew = writes.every(({ born }) => born === 0);
      if (!isNew || !(error instanceof ChunklogError) || error.code !== 'gone') throw error;
      // Another tab deleted the empty database as this one opened it. It had none of our data.
      this.#logId = (await log.manifest()).logId;
      return log.append({ logId: this.#logId, durability, writes });
    }
  }

  /** Puts what is on disk now into memory, announces it, and answers the calls. */
  #apply({ steps }: Thought, manifest: Manifest | undefined): void {
    for (const { call, step, seq } of steps) {
      const { state } = call.intent;
      state.memory.put(step.documents);
      state.memory.purge(step.purged);
      const born = manifest?.collections[state.key]?.born ?? state.known.born;
      if (step.encode) state.known = { born, last: seq };
      if (step.events) state.changes$.next(step.events);
      call.resolve(step.answer);
    }
  }
}
