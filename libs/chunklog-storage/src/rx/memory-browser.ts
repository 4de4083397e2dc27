import type { ChunkLog } from '../log/chunk-log.ts';
import { MemoryChunkLog } from '../log/memory-chunk-log.ts';
import { MemoryDisk } from '../log/memory-disk.ts';
import { getRxStorageChunklog, type ChunklogSettings, type RxStorageChunklog } from './storage.ts';

type Ring = (collections: readonly string[]) => void;

/** What the disks of a browser hold, in memory, for tests: it outlives the tabs that are opened on it. */
export class MemoryBrowser {
  readonly #disks = new Map<string, MemoryDisk>();
  readonly #rings = new Map<string, Set<Ring>>();

  /** The storage of one tab. `reach` may put something between the tab and its logs. */
  openTab(
    settings: Partial<ChunklogSettings> = {},
    reach: (log: ChunkLog) => ChunkLog = log => log,
  ): RxStorageChunklog {
    return getRxStorageChunklog({
      openLog: name => reach(new MemoryChunkLog(this.disk(name), () => crypto.randomUUID())),
      openChannel: (name, onRing) => this.#openChannel(name, onRing),
      // Time is its user's.
      every: () => () => undefined,
      ifFree: (_name, work) => work(),
      breathe: () => Promise.resolve(),
      // Tabs are killed on it.
      onRewriteFailed: () => undefined,
      ...settings,
    });
  }

  /** The disk of one database. */
  disk(database: string): MemoryDisk {
    const disk = this.#disks.get(database) ?? new MemoryDisk();
    this.#disks.set(database, disk);
    return disk;
  }

  /** Somebody deletes everything while no tab is open. */
  clear(): void {
    this.#disks.clear();
  }

  #openChannel(database: string, onRing: Ring) {
    const rings = this.#rings.get(database) ?? new Set();
    this.#rings.set(database, rings.add(onRing));
    const ring: Ring = collections =>
      queueMicrotask(() => {
        for (const each of [...rings]) if (each !== onRing) each(collections);
      });
    return { ring, close: () => void rings.delete(onRing) };
  }
}
