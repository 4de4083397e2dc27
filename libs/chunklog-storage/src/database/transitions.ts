import type { AppendGroup, Switch } from '../log/chunk-log.ts';
import { ChunklogError } from '../log/errors.ts';
import type { Chunk } from '../log/chunk.ts';
import { newEntry, withChunks, type ChunkKey, type CollectionEntry, type Manifest } from '../log/manifest.ts';

/** Chunks to put, and the manifest to put with them. */
export type Decided = {
  readonly manifest: Manifest;
  readonly puts: readonly { readonly key: ChunkKey; readonly chunk: Chunk }[];
};

/** What appending a group does; `behind` if the writer did not know the newest state of a collection it writes. */
export function decideAppend(manifest: Manifest, group: AppendGroup): Decided | 'behind' {
  if (manifest.logId !== group.logId) {
    throw new ChunklogError(
      'gone',
      'the database was deleted while it was open; what was written before is lost',
    );
  }
  const isKnown = group.writes.every(({ collection, born, after }) => {
    const entry = manifest.collections[collection];
    return (entry?.born ?? 0) === born && (entry?.last ?? 0) === after;
  });
  if (!isKnown) return 'behind';
  let { generations } = manifest;
  const collections: Record<string, CollectionEntry> = { ...manifest.collections };
  const puts = group.writes.flatMap(({ collection, chunks }) => {
    const entry = collections[collection] ?? newEntry(++generations);
    collections[collection] = withChunks(entry, chunks);
    return chunks.map(chunk => ({ key: keyOf(chunk, entry.generation), chunk }));
  });
  return { manifest: { ...manifest, generations, collections }, puts };
}

/** Reserves a generation for a rewrite of the collection. */
export function decideBegin(
  manifest: Manifest,
  collection: string,
): { manifest: Manifest; generation: number } | undefined {
  const entry = manifest.collections[collection];
  if (!entry) return undefined;
  const generation = manifest.generations + 1;
  const collections = { ...manifest.collections, [collection]: { ...entry, building: generation } };
  return { manifest: { ...manifest, generations: generation, collections }, generation };
}

/** The manifest after a switch, given the chunks of the old generation that the rewrite does not cover. */
export function decideSwitch(manifest: Manifest, plan: Switch, tail: readonly Chunk[]): Manifest | undefined {
  const entry = manifest.collections[plan.collection];
  if (entry?.generation !== plan.from || entry.building !== plan.to) return undefined;
  const base: CollectionEntry = {
    ...entry,
    generation: plan.to,
    horizon: plan.horizon,
    chunks: plan.chunks,
    size: plan.size,
    garbage: 0,
    building: 0,
  };
  const collections = { ...manifest.collections, [plan.collection]: withChunks(base, tail) };
  return { ...manifest, collections };
}

/** The manifest without these collections. */
export function decideDrop(manifest: Manifest, dropped: readonly string[]): Manifest {
  const kept = Object.entries(manifest.collections).filter(([collection]) => !dropped.includes(collection));
  return { ...manifest, collections: Object.fromEntries(kept) };
}

export function keyOf(chunk: Chunk, generation: number): ChunkKey {
  return [chunk.collection, generation, chunk.seq, chunk.part];
}
