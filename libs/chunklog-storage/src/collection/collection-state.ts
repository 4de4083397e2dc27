import { Subject } from 'rxjs';
import type { CollectionKind } from '../database/damage.ts';
import type { DiskIndex } from '../disk-index/disk-index.ts';
import type { Events } from './document.ts';
import type { ChunklogError } from '../log/errors.ts';
import type { MemoryCollection } from './memory-collection.ts';

/** How far a reader has read a collection in the log. */
export type Known = { readonly born: number; readonly last: number };

/** A collection that is open in this process, shared by all its storage instances. */
export class CollectionState {
  readonly key: string;
  readonly kind: CollectionKind;
  readonly memory: MemoryCollection;
  /** The log's end when it was opened: later writes of others become events, even before it was loaded. */
  readonly openedAt: Known;
  readonly changes$ = new Subject<Events>();
  /** Memory equals the log up to here, whenever none of our code is running. */
  known: Known = { born: 0, last: 0 };
  isLoaded = false;
  loading: Promise<void> | undefined;
  /** True if some of it could not be read: then compaction deletes nothing. */
  isDamaged = false;
  isCompacting = false;
  /** The garbage at which to compact again, after a compaction failed. */
  compactNotBefore = 0;
  /** Undefined if no documents are listed. */
  diskIndex: DiskIndex | undefined;
  /** Why every further call is refused. */
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

/** The collection's name in a key that `collectionKey` made. */
export function nameInKey(key: string): string {
  return key.slice(0, key.lastIndexOf('|'));
}

const metaPrefix = 'rx-replication-meta-';

/** Whether it holds RxDB's replication checkpoints. */
export function holdsCheckpoints(key: string): boolean {
  return key.startsWith(metaPrefix);
}
