import type { ChunkLog } from '../log/chunk-log.ts';
import { MemoryChunkLog } from '../log/memory-chunk-log.ts';
import { MemoryDisk } from '../log/memory-disk.ts';
import { getRxStorageChunklog, type ChunklogSettings, type RxStorageChunklog } from './storage.ts';

type Ring = (collections: readonly string[]) => void;

/** A browser's disks in memory, for tests: they outlive the tabs that are opened on them. */
export class MemoryBrowser {
  readonly #disks = new Map<string, MemoryDisk>();
  readonly #rings = new Map<string, Set<Ring>>();

  /** The storage of one tab. `reach` may wrap the tab's logs. */
  openTab(
    settings: Partial<ChunklogSettings> = {},
    reach: (log: ChunkLog) => ChunkLog = log => log,
  ): RxStorageChunklog {
    return getRxStorageChunklog({
      openLog: name => reach(new MemoryChunkLog(this.disk(name), () => crypto.randomUUID())),
      openChannel: (name, onRing) => this.#openChannel(name, onRing),
      // The test controls time.
      every: () => () => undefined,
      ifFree: (_name, work) => work(),
      breathe: () => Promise.resolve(),
      // Killed tabs leave failed rewrites.
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

  /** The disks of all databases, by their names. */
  get disks(): ReadonlyMap<string, MemoryDisk> {
    return this.#disks;
  }

  /** Deletes everything while no tab is open. */
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
