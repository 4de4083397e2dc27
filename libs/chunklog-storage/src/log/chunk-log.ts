import type { Chunk, Place, Reading } from './chunk.ts';
import type { Manifest } from './manifest.ts';

/** `strict` is on the disk itself when acknowledged; `relaxed` is with the operating system and outlives the browser. */
export type Durability = 'strict' | 'relaxed';

/** What one collection adds. It was thought out knowing the collection as of `born` and `after`. */
export type CollectionWrite = {
  readonly collection: string;
  /** The life of the collection the writer knows, or 0 when it knows none. */
  readonly born: number;
  /** The last seq the writer knows. */
  readonly after: number;
  readonly chunks: readonly Chunk[];
};

export type AppendGroup = {
  readonly logId: string;
  readonly durability: Durability;
  readonly writes: readonly CollectionWrite[];
};

/** `behind`: somebody else wrote first and nothing was stored; read on, think again. */
export type AppendResult =
  | { readonly kind: 'appended'; readonly manifest: Manifest }
  | { readonly kind: 'behind'; readonly manifest: Manifest };

export type ReadRange = {
  readonly collection: string;
  readonly generation: number;
  /** Reads what comes after this place, */
  readonly after: Place;
  /** up to and with this seq, */
  readonly upTo: number;
  /** so many at most. */
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
  /** How many chunks the base has, and how many characters. */
  readonly chunks: number;
  readonly size: number;
};

/**
 * The log of one database. Every method is one transaction: it happens whole, or not at all, and in the order of the
 * others. It rejects with a `ChunklogError`. Several logs may be open on one database, in one tab or in many.
 */
export interface ChunkLog {
  /** What is valid now. */
  manifest(): Promise<Manifest>;

  /** Adds chunks behind what is there, in the order given. Resolves when they are as durable as asked. */
  append(group: AppendGroup): Promise<AppendResult>;

  /** Chunks in the order they were written. Damaged ones are in their place, as such. */
  read(range: ReadRange): Promise<ReadPage>;

  /** Reserves a generation for a rewrite and deletes what an interrupted one left. Undefined: no such collection. */
  begin(collection: string): Promise<number | undefined>;

  /** Writes chunks of a rewrite. They are not valid until the switch. */
  stage(generation: number, chunks: readonly Chunk[]): Promise<void>;

  /** Resolves to the manifest after the switch, or undefined when it may not be made: then nothing changed. */
  complete(plan: Switch): Promise<Manifest | undefined>;

  /** Deletes collections, and everything of them. */
  drop(collections: readonly string[]): Promise<void>;

  /** Closes the log. With `destroy`, and when no collection is left, the database is deleted. */
  close(destroy: boolean): Promise<void>;
}
