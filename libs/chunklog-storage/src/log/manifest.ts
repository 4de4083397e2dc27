import { ChunklogError } from './errors.ts';
import { checksum } from './checksum.ts';
import { chunkFormat, type Chunk } from './chunk.ts';

/** What a log knows about a collection without reading its chunks. */
export type CollectionEntry = {
  /** The life of the collection: one that was removed and created again has another. Never 0. */
  readonly born: number;
  /** The generation of its valid chunks. Compaction writes the next one beside it. */
  readonly generation: number;
  /** The seq of its last write; 0 before the first. */
  readonly last: number;
  /** Compaction merged writes up to this seq; they can no longer be followed one by one. */
  readonly horizon: number;
  /** How many valid chunks there must be: fewer means that some were lost. */
  readonly chunks: number;
  /** The characters in all valid chunks, and how many of them a rewrite would save. */
  readonly size: number;
  readonly garbage: number;
  /** The generation that a compaction is writing, or 0. */
  readonly building: number;
};

/** The one record that says what is valid. It is written in the same transaction as the chunks it describes. */
export type Manifest = {
  readonly format: typeof chunkFormat;
  /** The id of the log. A deleted database of the same name comes back with another. */
  readonly logId: string;
  /** The highest generation assigned; none is assigned twice. */
  readonly generations: number;
  readonly collections: { readonly [collection: string]: CollectionEntry };
};

/** A manifest as stored on disk. */
export type SealedManifest = { readonly text: string; readonly sum: number };

export function emptyManifest(logId: string): Manifest {
  return { format: chunkFormat, logId, generations: 0, collections: {} };
}

export function sealManifest(manifest: Manifest): SealedManifest {
  const text = JSON.stringify(manifest);
  return { text, sum: checksum(text) };
}

/** The manifest, or undefined if the record is damaged. Throws `newer-format` rather than guess. */
export function openManifest(sealed: unknown): Manifest | undefined {
  if (typeof sealed !== 'object' || sealed === null) return undefined;
  const { text, sum } = sealed as Partial<SealedManifest>;
  if (typeof text !== 'string' || checksum(text) !== sum) return undefined;
  const manifest = JSON.parse(text) as { format: number };
  if (manifest.format > chunkFormat) {
    throw new ChunklogError(
      'newer-format',
      `this log has format ${manifest.format}, known is ${chunkFormat}`,
    );
  }
  return manifest as Manifest;
}

/** The key of a chunk: collection, generation, seq, part. */
export type ChunkKey = readonly [collection: string, generation: number, seq: number, part: number];

/**
 * Rebuilds a manifest from the keys of the chunks. Of two generations the lower is valid, since the transaction that
 * makes the higher valid deletes the lower.
 */
export function rebuildManifest(logId: string, keys: readonly ChunkKey[]): Manifest {
  const collections: Record<string, CollectionEntry> = {};
  let generations = 0;
  for (const [collection, generation, seq] of keys) {
    generations = Math.max(generations, generation);
    const entry = collections[collection] ?? newEntry(generation);
    if (generation > entry.generation) collections[collection] = { ...entry, building: generation };
    else {
      const last = Math.max(entry.last, seq);
      collections[collection] = { ...entry, last, horizon: last, chunks: entry.chunks + 1 };
    }
  }
  return { format: chunkFormat, logId, generations, collections };
}

/** An entry that begins with this generation. */
export function newEntry(generation: number): CollectionEntry {
  return {
    born: generation,
    generation,
    last: 0,
    horizon: 0,
    chunks: 0,
    size: 0,
    garbage: 0,
    building: 0,
  };
}

/** The entry with chunks added at its end. */
export function withChunks(entry: CollectionEntry, chunks: readonly Chunk[]): CollectionEntry {
  let { last, size, garbage } = entry;
  for (const chunk of chunks) {
    last = Math.max(last, chunk.seq);
    size += chunk.body.length;
    garbage += chunk.garbage;
  }
  return { ...entry, last, size, garbage, chunks: entry.chunks + chunks.length };
}
