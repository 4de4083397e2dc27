import type { Chunk, Place, Reading } from './chunk.ts';
import type { Manifest } from './manifest.ts';

/**
 * When acknowledged, `strict` is on the disk itself; `relaxed` is with the operating system and survives the browser.
 */
export type Durability = 'strict' | 'relaxed';

/** What one write adds to a collection. It was planned with the collection as of `born` and `after`. */
export type CollectionWrite = {
  readonly collection: string;
  /** The life of the collection that the writer knows, or 0 if it knows none. */
  readonly born: number;
  /** The last seq that the writer knows. */
  readonly after: number;
  readonly chunks: readonly Chunk[];
};

export type AppendGroup = {
  readonly logId: string;
  readonly durability: Durability;
  readonly writes: readonly CollectionWrite[];
};

/** `behind`: another tab wrote first and nothing was stored; read on and plan again. */
export type AppendResult =
  | { readonly kind: 'appended'; readonly manifest: Manifest }
  | { readonly kind: 'behind'; readonly manifest: Manifest };

export type ReadRange = {
  readonly collection: string;
  readonly generation: number;
  /** Reads chunks after this place, */
  readonly after: Place;
  /** up to and with this seq, */
  readonly upTo: number;
  /** at most this many. */
  readonly limit: number;
};

/** One page of a range. `next` is undefined at the end. */
export type ReadPage = { readonly readings: readonly Reading[]; readonly next: Place | undefined };

/** Makes `to` the valid generation of a collection if `from` still is and all chunks of `to` are there. */
export type Switch = {
  readonly collection: string;
  readonly from: number;
  readonly to: number;
  /** The last seq that the new generation's base covers; later chunks are carried over. */
  readonly horizon: number;
  /** The chunks of the base, and their characters. */
  readonly chunks: number;
  readonly size: number;
};

/**
 * The log of one database. Every method is one transaction: it takes effect wholly or not at all, in the order of
 * calls. It rejects with a `ChunklogError`. Several logs may be open on one database, in one tab or in many.
 */
export interface ChunkLog {
  /** What is valid now. */
  manifest(): Promise<Manifest>;

  /** Adds chunks at the end, in the given order. Resolves when they are as durable as requested. */
  append(group: AppendGroup): Promise<AppendResult>;

  /** Reads chunks in the order in which they were written. Damaged ones are marked, in their place. */
  read(range: ReadRange): Promise<ReadPage>;

  /** Reserves a generation for a rewrite and deletes what an interrupted one left. Undefined: no such collection. */
  begin(collection: string): Promise<number | undefined>;

  /** Writes chunks of a rewrite. They are not valid until the switch. */
  stage(generation: number, chunks: readonly Chunk[]): Promise<void>;

  /** Resolves to the manifest after the switch, or undefined if it is not allowed: then nothing changed. */
  complete(plan: Switch): Promise<Manifest | undefined>;

  /** Deletes collections with all of their chunks. */
  drop(collections: readonly string[]): Promise<void>;

  /** Closes the log. With `destroy`, and when no collection is left, the database is deleted. */
  close(destroy: boolean): Promise<void>;
}
