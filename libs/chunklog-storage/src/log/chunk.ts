import { checksum } from './checksum.ts';
import type { Doc } from '../collection/document.ts';

/** The version of the stored format. A reader refuses a newer one. */
export const chunkFormat = 1;

/** The place of a chunk in its collection: which write, and which part of it. Seq 0 is what compaction wrote. */
export type Place = { readonly seq: number; readonly part: number };

/**
 * One record of the log: documents of one write in their state after it, the ids that a cleanup forgot, or a part of a
 * disk index.
 */
export type Chunk = Place & {
  readonly format: typeof chunkFormat;
  readonly kind: 'documents' | 'purge' | 'directory';
  readonly collection: string;
  /** RxDB's context of the write, so that instances in other tabs know whose it was. */
  readonly context: string;
  /** How many characters of earlier chunks this one made garbage. */
  readonly garbage: number;
  /** A JSON array. */
  readonly body: string;
  readonly sum: number;
};

type Header = Omit<Chunk, 'format' | 'sum' | 'body'>;

/**
 * The result of reading one record. A damaged one is a value, not an exception: the reader decides what to do about it.
 */
export type Reading =
  | { readonly kind: 'whole'; readonly chunk: Chunk }
  | { readonly kind: 'damaged'; readonly place: Place; readonly reason: string };

/** Seals a body into a chunk. */
export function seal(header: Header, body: string): Chunk {
  const chunk = { format: chunkFormat, ...header, body } as const;
  return { ...chunk, sum: sumOf(chunk) };
}

/** Checks whether a record is whole or damaged. */
export function examine(place: Place, value: unknown): Reading {
  const reason = faultOf(place, value);
  return reason === undefined ? { kind: 'whole', chunk: value as Chunk } : { kind: 'damaged', place, reason };
}

export function documentsIn(chunk: Chunk): readonly Doc[] {
  return JSON.parse(chunk.body) as Doc[];
}

export function idsIn(chunk: Chunk): readonly string[] {
  return JSON.parse(chunk.body) as string[];
}

function faultOf(place: Place, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'no record';
  const chunk = value as Partial<Chunk>;
  if (chunk.format !== chunkFormat) return `format ${String(chunk.format)}`;
  if (typeof chunk.body !== 'string') return 'no body';
  if (chunk.seq !== place.seq || chunk.part !== place.part) return 'misplaced';
  return sumOf(chunk as Chunk) === chunk.sum ? undefined : 'checksum';
}

function sumOf(chunk: Omit<Chunk, 'sum'>): number {
  const { format, kind, collection, seq, part, context, garbage, body } = chunk;
  return checksum(JSON.stringify([format, kind, collection, seq, part, context, garbage]), checksum(body));
}
