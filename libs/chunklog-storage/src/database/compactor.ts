import type { ChunkLog } from '../log/chunk-log.ts';
import type { CollectionState } from '../collection/collection-state.ts';
import type { OnRewriteFailed } from './damage.ts';
import { compact, isDue } from './compaction.ts';
import type { IfFree } from '../log/locks.ts';
import type { Manifest } from '../log/manifest.ts';
import type { Slices } from '../collection/slices.ts';

export type CompactorParts = {
  readonly name: string;
  readonly log: ChunkLog;
  readonly ifFree: IfFree;
  readonly slices: () => Slices;
  /** Garbage that is not worth a rewrite, in characters. */
  readonly leastGarbage: number;
  readonly onRewriteFailed: OnRewriteFailed;
};

/** Rewrites due collections, one at a time, beside everything else. */
export class Compactor {
  readonly #parts: CompactorParts;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: CompactorParts) {
    this.#parts = parts;
  }

  consider(state: CollectionState, manifest: Manifest): void {
    const entry = manifest.collections[state.key];
    const { leastGarbage, ifFree, name, log, slices } = this.#parts;
    if (!entry || state.isCompacting || state.isDamaged || state.refusal) return;
    if (entry.garbage < state.compactNotBefore || !isDue(entry, leastGarbage)) return;
    state.isCompacting = true;
    this.#running = this.#running.then(async () => {
      try {
        await ifFree(`chunklog|${name}|compact`, async () => void (await compact(log, state, slices())));
      } catch (error) {
        await this.#failed(state, error);
      }
      state.isCompacting = false;
    });
  }

  /** Resolves when nothing is being rewritten. */
  settled(): Promise<void> {
    return this.#running;
  }

  async #failed(state: CollectionState, error: unknown): Promise<void> {
    const { name, log, leastGarbage, onRewriteFailed } = this.#parts;
    onRewriteFailed(name, state.key, error);
    // The log is unchanged and valid. A disk that is full now would refuse again at once.
    const manifest = await log.manifest().catch(() => undefined);
    state.compactNotBefore = (manifest?.collections[state.key]?.garbage ?? 0) + leastGarbage;
  }
}
