import type { ChunkLog } from '../log/chunk-log.ts';
import type { CollectionState } from '../collection/collection-state.ts';
import { encodeDocuments } from '../log/encode.ts';
import type { CollectionEntry, Manifest } from '../log/manifest.ts';
import type { Slices } from '../collection/slices.ts';

/** Garbage below this is not worth a rewrite. In characters. */
export const leastGarbage = 1024 * 1024;

/**
 * Whether to rewrite a collection: if it has more garbage than living text, and at least `leastGarbage`, or if an
 * earlier rewrite did not finish. So a log is never longer than 2 × living + least, and while it is rewritten 3 ×
 * living + least, plus what is written meanwhile.
 */
export function isDue(entry: CollectionEntry, least: number): boolean {
  if (entry.building !== 0) return true;
  return entry.garbage > Math.max(least, entry.size - entry.garbage);
}

/**
 * Rewrites a loaded collection's living documents beside the old chunks, which stay valid until one transaction
 * replaces them. Undefined if another tab compacted or removed it meanwhile.
 */
export async function compact(
  log: ChunkLog,
  state: CollectionState,
  slices: Slices,
): Promise<Manifest | undefined> {
  const entry = (await log.manifest()).collections[state.key];
  // What an unseen compaction merged is only in its base: it must not be taken from our memory.
  if (!entry || state.known.last < entry.horizon) return undefined;
  const to = await log.begin(state.key);
  if (to === undefined) return undefined;
  const { key, known, memory } = state;
  const write = { collection: key, seq: 0, context: 'compaction', garbage: 0 };
  let [chunks, size] = [0, 0];
  for (const chunk of encodeDocuments(write, memory.documents())) {
    await log.stage(to, [chunk]);
    chunks++;
    size += chunk.body.length;
    await slices.rest();
  }
  return log.complete({ collection: key, from: entry.generation, to, horizon: known.last, chunks, size });
}
