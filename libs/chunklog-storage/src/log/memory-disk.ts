import { ChunklogError } from './errors.ts';
import type { Durability } from './chunk-log.ts';
import type { Chunk } from './chunk.ts';
import type { ChunkKey, SealedManifest } from './manifest.ts';

/** One record on the disk, which may be damaged. */
export type DiskRecord = { readonly key: ChunkKey; readonly value: unknown };

/** The whole content of a disk after one transaction. It is replaced, never changed. */
export type DiskState = {
  readonly manifest: SealedManifest | undefined;
  readonly records: readonly DiskRecord[];
};

/**
 * A disk for tests. It keeps everything between "crashes", which end all logs opened before: their pending calls are
 * never answered. Transactions take turns; a crash can happen before and after each.
 */
export class MemoryDisk {
  /** What a power cut may leave: the state after the last strict transaction, and each one since. */
  #states: readonly DiskState[] = [{ manifest: undefined, records: [] }];
  #life = 0;
  #momentsLeft = Infinity;
  #turn: Promise<unknown> = Promise.resolve();
  #died = Promise.withResolvers<void>();
  /** The characters of bodies that fit. */
  quota = Infinity;
  /** How many transactions were made. */
  transactions = 0;

  get state(): DiskState {
    return this.#states.at(-1) ?? { manifest: undefined, records: [] };
  }

  get size(): number {
    return this.state.records.reduce((sum, { value }) => sum + (value as Chunk).body.length, 0);
  }

  get life(): number {
    return this.#life;
  }

  /** Resolves when this life of the machine ends. */
  get death(): Promise<void> {
    return this.#died.promise;
  }

  /** Dies at the nth moment from now; 0 is the next one. */
  crashAt(moment: number): void {
    this.#momentsLeft = moment;
  }

  /** Kills the process. Acknowledged writes stay. */
  crash(): void {
    this.#life++;
    this.#momentsLeft = Infinity;
    this.#turn = Promise.resolve();
    this.#died.resolve();
    this.#died = Promise.withResolvers<void>();
  }

  /** Kills the machine too: of the relaxed transactions since the last strict one, `kept` remain. */
  cutPower(kept: number): void {
    this.crash();
    this.#states = [this.#states[Math.min(kept, this.#states.length - 1)] ?? this.state];
  }

  /** Damages one record. */
  damage(at: number, change: (value: Chunk) => unknown): ChunkKey | undefined {
    const { manifest, records } = this.state;
    const hit = records.at(at);
    if (!hit) return undefined;
    const damaged = { key: hit.key, value: change(hit.value as Chunk) };
    this.#states = [{ manifest, records: records.map(each => (each === hit ? damaged : each)) }];
    return hit.key;
  }

  /** Loses one record, as if it had never been written. */
  lose(at: number): void {
    const { manifest, records } = this.state;
    this.#states = [{ manifest, records: records.toSpliced(at, 1) }];
  }

  damageManifest(): void {
    this.#states = [{ ...this.state, manifest: { text: '{', sum: 1 } }];
  }

  /** Runs one transaction of a log of this life: stores all that `change` returns, or nothing. */
  transaction<T>(
    life: number,
    durability: Durability,
    change: (state: DiskState) => { state: DiskState; result: T },
  ): Promise<T> {
    if (life !== this.#life) return never();
    const mine = this.#turn.then(async () => {
      await this.#moment(life);
      const { state, result } = change(this.state);
      if (state !== this.state) this.#commit(state, durability);
      await this.#moment(life);
      return result;
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #commit(state: DiskState, durability: Durability): void {
    const size = state.records.reduce((sum, { value }) => sum + (value as Chunk).body.length, 0);
    if (size > this.quota && size > this.size) throw new ChunklogError('quota', `${size} of ${this.quota}`);
    this.transactions++;
    this.#states = durability === 'strict' ? [state] : [...this.#states, state];
  }

  async #moment(life: number): Promise<void> {
    if (this.#momentsLeft-- <= 0) this.crash();
    if (life !== this.#life) await never();
    await Promise.resolve();
  }
}

/** What a dead process waits for. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
