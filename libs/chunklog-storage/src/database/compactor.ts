import type { ChunkLog } from '../log/chunk-log.ts';
import type { CollectionState } from '../collection/collection-state.ts';
import type { OnRewriteFailed } from './damage.ts';
import { compact, isDue } from './compaction.ts';
import type { IfFree } from '../log/locks.ts';
import type { Manifest } from '../log/manifest.ts';
import type { Breathe, Slices } from '../collection/slices.ts';
import { ChunklogError } from '../log/errors.ts';

export type CompactorParts = {
  readonly name: string;
  readonly log: ChunkLog;
  readonly ifFree: IfFree;
  readonly slices: () => Slices;
  readonly breathe: Breathe;
  /** Garbage that is not worth a rewrite, in characters. */
  readonly leastGarbage: number;
  readonly onRewriteFailed: OnRewriteFailed;
};

/** How often a scrub looks whether another tab has ended its rewrite, or wrote meanwhile. */
const mostTries = 1_000;

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

  /**
   * Rewrites a loaded collection now if anything of it is garbage, so that nothing is left on the disk of what was
   * changed or deleted. `catchUp` reads what other tabs wrote. @throws where it is damaged, or the disk refuses.
   */
  scrub(state: CollectionState, catchUp: () => Promise<void>): Promise<void> {
    const scrubbing = this.#running.then(() => this.#scrub(state, catchUp));
    this.#running = scrubbing.catch(() => undefined);
    return scrubbing;
  }

  /** Resolves when nothing is being rewritten. */
  settled(): Promise<void> {
    return this.#running;
  }

  async #scrub(state: CollectionState, catchUp: () => Promise<void>): Promise<void> {
    const { name, log, ifFree, slices, breathe } = this.#parts;
    const isClean = async (): Promise<boolean> => {
      const entry = (await log.manifest()).collections[state.key];
      return !entry || (entry.garbage === 0 && entry.building === 0);
    };
    for (let round = 0; !(await isClean()); round++) {
      if (state.refusal) throw state.refusal;
      if (state.isDamaged || round >= mostTries)
        throw new ChunklogError('unsupported', `${state.key} could not be rewritten`);
      // Another tab may be rewriting it just now: then it is looked at again.
      await catchUp();
      await ifFree(`chunklog|${name}|compact`, async () => void (await compact(log, state, slices())));
      await breathe();
    }
  }

  async #failed(state: CollectionState, error: unknown): Promise<void> {
    const { name, log, leastGarbage, onRewriteFailed } = this.#parts;
    onRewriteFailed(name, state.key, error);
    // The log is unchanged and valid. A disk that is full now would refuse again at once.
    const manifest = await log.manifest().catch(() => undefined);
    state.compactNotBefore = (manifest?.collections[state.key]?.garbage ?? 0) + leastGarbage;
  }
}
