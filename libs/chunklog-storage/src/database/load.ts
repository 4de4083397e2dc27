import type { ChunkLog } from '../log/chunk-log.ts';
import type { CollectionState } from '../collection/collection-state.ts';
import type { Doc } from '../collection/document.ts';
import { fold, type DamagedPlace } from './fold.ts';
import type { Slices } from '../collection/slices.ts';

/** The damage that a reader found. */
export type Found = { readonly damaged: readonly DamagedPlace[]; readonly missing: number };

export const nothingWrong: Found = { damaged: [], missing: 0 };

/** Documents put into memory at once: their index strings are made in about 4 ms. */
const documentsPerSlice = 400;

/** Fills the memory of a collection from the log, up to where the log ended when the collection was opened. */
export async function load(log: ChunkLog, state: CollectionState, slices: Slices): Promise<Found> {
  for (;;) {
    const entry = (await log.manifest()).collections[state.key];
    if (!entry) return nothingWrong;
    const { born, generation, horizon } = entry;
    const { openedAt } = state;
    const canBeFollowed = (openedAt.born === born || openedAt.born === 0) && horizon <= openedAt.last;
    const last = canBeFollowed ? openedAt.last : entry.last;
    const section = { collection: state.key, generation, after: 0, upTo: last };
    const folded = await fold(log, section, each => state.memory.idOf(each), slices);
    const now = (await log.manifest()).collections[state.key];
    // Another tab compacted or removed the collection meanwhile.
    if (now?.generation !== generation) continue;
    await putInSlices(state, [...folded.documents.values()], slices);
    state.known = { born, last };
    const missing = last === entry.last ? Math.max(0, entry.chunks - folded.chunks) : 0;
    return { damaged: folded.damaged, missing };
  }
}

async function putInSlices(state: CollectionState, documents: readonly Doc[], slices: Slices): Promise<void> {
  for (let start = 0; start < documents.length; start += documentsPerSlice) {
    state.memory.put(documents.slice(start, start + documentsPerSlice));
    await slices.rest();
  }
}
