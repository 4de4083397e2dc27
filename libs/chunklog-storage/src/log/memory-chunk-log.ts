import { examine, type Chunk } from './chunk.ts';
import type {
  AppendGroup,
  AppendResult,
  ChunkLog,
  Durability,
  ReadPage,
  ReadRange,
  Switch,
} from './chunk-log.ts';
import { ChunklogError } from './errors.ts';
import type { DiskRecord, DiskState, MemoryDisk } from './memory-disk.ts';
import {
  emptyManifest,
  openManifest,
  rebuildManifest,
  sealManifest,
  type ChunkKey,
  type Manifest,
} from './manifest.ts';
import { decideAppend, decideBegin, decideDrop, decideSwitch, keyOf } from '../database/transitions.ts';

type Decision<T> = {
  readonly result: T;
  readonly manifest?: Manifest;
  readonly records?: readonly DiskRecord[];
};

/** A log on a disk in memory, for tests. */
export class MemoryChunkLog implements ChunkLog {
  readonly #disk: MemoryDisk;
  readonly #life: number;
  readonly #newId: () => string;
  #isClosed = false;

  constructor(disk: MemoryDisk, newId: () => string) {
    this.#disk = disk;
    this.#life = disk.life;
    this.#newId = newId;
  }

  manifest(): Promise<Manifest> {
    return this.#change('relaxed', manifest => ({ result: manifest }));
  }

  append(group: AppendGroup): Promise<AppendResult> {
    return this.#change<AppendResult>(group.durability, (manifest, records) => {
      const decided = decideAppend(manifest, group);
      if (decided === 'behind') return { result: { kind: 'behind', manifest } };
      const puts = decided.puts.map(({ key, chunk }): DiskRecord => ({ key, value: chunk }));
      const result = { kind: 'appended', manifest: decided.manifest } as const;
      return { result, manifest: decided.manifest, records: inOrder([...records, ...puts]) };
    });
  }

  read({ collection, generation, after, upTo, limit }: ReadRange): Promise<ReadPage> {
    return this.#change('relaxed', (_manifest, records) => {
      const found = records.filter(
        ({ key: [c, g, seq, part] }) =>
          c === collection &&
          g === generation &&
          (seq > after.seq || (seq === after.seq && part > after.part)) &&
          seq <= upTo,
      );
      const page = found.slice(0, limit);
      const readings = page.map(({ key, value }) => examine({ seq: key[2], part: key[3] }, value));
      const last = page.at(-1)?.key;
      const next = page.length < limit || !last ? undefined : { seq: last[2], part: last[3] };
      return { result: { readings, next } };
    });
  }

  begin(collection: string): Promise<number | undefined> {
    return this.#change<number | undefined>('relaxed', (manifest, records) => {
      const begun = decideBegin(manifest, collection);
      if (!begun) return { result: undefined };
      const valid = manifest.collections[collection]?.generation;
      const kept = records.filter(({ key }) => key[0] !== collection || key[1] === valid);
      return { result: begun.generation, manifest: begun.manifest, records: kept };
    });
  }

  stage(generation: number, chunks: readonly Chunk[]): Promise<void> {
    return this.#change<void>('relaxed', (_manifest, records) => {
      const staged = chunks.map((chunk): DiskRecord => ({ key: keyOf(chunk, generation), value: chunk }));
      return { result: undefined, records: inOrder([...records, ...staged]) };
    });
  }

  complete(plan: Switch): Promise<Manifest | undefined> {
    return this.#change<Manifest | undefined>('strict', (manifest, records) => {
      const { collection, from, to, horizon, chunks } = plan;
      const isOf = (generation: number) => (record: DiskRecord) =>
        record.key[0] === collection && record.key[1] === generation;
      const tail = records.filter(isOf(from)).filter(({ key }) => key[2] > horizon);
      const switched = decideSwitch(
        manifest,
        plan,
        tail.map(({ value }) => value as Chunk),
      );
      if (!switched || records.filter(isOf(to)).length !== chunks) return { result: undefined };
      const carried = tail.map(({ key, value }): DiskRecord => ({
        key: [key[0], to, key[2], key[3]],
        value,
      }));
      const kept = records.filter(record => !isOf(from)(record));
      return { result: switched, manifest: switched, records: inOrder([...kept, ...carried]) };
    });
  }

  drop(collections: readonly string[]): Promise<void> {
    return this.#change<void>('strict', (manifest, records) => ({
      result: undefined,
      manifest: decideDrop(manifest, collections),
      records: records.filter(({ key }) => !collections.includes(key[0])),
    }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #change<T>(
    durability: Durability,
    decide: (manifest: Manifest, records: readonly DiskRecord[]) => Decision<T>,
  ): Promise<T> {
    if (this.#isClosed) return Promise.reject(new ChunklogError('closed', 'the log is closed'));
    return this.#disk.transaction(this.#life, durability, before => {
      const state = this.#withManifest(before);
      const decision = decide(openManifest(state.manifest) ?? emptyManifest(''), state.records);
      if (!decision.manifest && !decision.records) return { state, result: decision.result };
      const manifest = decision.manifest ? sealManifest(decision.manifest) : state.manifest;
      return { state: { manifest, records: decision.records ?? state.records }, result: decision.result };
    });
  }

  #withManifest(state: DiskState): DiskState {
    if (state.manifest && openManifest(state.manifest)) return state;
    const keys = state.records.map(({ key }) => key);
    return { ...state, manifest: sealManifest(rebuildManifest(this.#newId(), keys)) };
  }
}

function inOrder(records: readonly DiskRecord[]): readonly DiskRecord[] {
  return records.toSorted((a, b) => compare(a.key, b.key));
}

function compare(a: ChunkKey, b: ChunkKey): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}
