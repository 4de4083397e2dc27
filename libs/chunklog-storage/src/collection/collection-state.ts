import { Subject } from 'rxjs';
import type { CollectionKind } from '../database/damage.ts';
import type { DiskIndex } from '../disk-index/disk-index.ts';
import type { Events } from './document.ts';
import type { ChunklogError } from '../log/errors.ts';
import type { MemoryCollection } from './memory-collection.ts';

/** How far a reader knows a collection of the log. */
export type Known = { readonly born: number; readonly last: number };

/** A collection that is open in this process, shared by all its storage instances. */
export class CollectionState {
  readonly key: string;
  readonly kind: CollectionKind;
  readonly memory: MemoryCollection;
  /** The log's end when it was opened: what others write later is told as events, also before it was loaded. */
  readonly openedAt: Known;
  readonly changes$ = new Subject<Events>();
  /** Memory holds exactly the log up to here, whenever no code of ours is running. */
  known: Known = { born: 0, last: 0 };
  isLoaded = false;
  loading: Promise<void> | undefined;
  /** Some of it could not be read, so nothing of it is thrown away by compaction. */
  isDamaged = false;
  isCompacting = false;
  /** No compaction before the log has so much garbage: the last one failed. */
  compactNotBefore = 0;
  /** Undefined: nothing of it is listed. */
  diskIndex: DiskIndex | undefined;
  /** Why nothing is possible any more. */
  refusal: ChunklogError | undefined;
  instances = 0;

  constructor(key: string, kind: CollectionKind, memory: MemoryCollection, openedAt: Known) {
    this.key = key;
    this.kind = kind;
    this.memory = memory;
    this.openedAt = openedAt;
  }
}

/** The name of a collection in the log. */
export function collectionKey(name: string, version: number): string {
  return `${name}|${version}`;
}

const metaPrefix = 'rx-replication-meta-';

/** Whether it holds RxDB's replication checkpoints. */
export function holdsCheckpoints(key: string): boolean {
  return key.startsWith(metaPrefix);
}
