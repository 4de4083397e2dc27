import type { RxStorageBulkWriteResponse } from 'rxdb';
import type { CollectionState } from '../collection/collection-state.ts';
import type { Doc, Events, Row } from '../collection/document.ts';
import { encodeDocuments, encodePurge, sizeOf } from '../log/encode.ts';
import type { Chunk } from '../log/chunk.ts';

/** What one call would store, planned against the documents held. Nothing has happened yet. */
export type Step<T> = {
  /** What goes into the log, made one chunk at a time; undefined if nothing does. Throws if documents are not JSON. */
  readonly encode: (() => Iterable<Chunk>) | undefined;
  readonly documents: readonly Doc[];
  readonly purged: readonly string[];
  readonly events: Events | undefined;
  readonly answer: T;
};

type Held = (id: string) => Doc | undefined;

/** A call that wants to write. It may have to be planned more than once, if others write in between. */
export type Intent<T> = {
  readonly state: CollectionState;
  readonly think: (seq: number, held: Held) => Step<T>;
};

type Answer = RxStorageBulkWriteResponse<Readonly<Record<string, unknown>>>;

/**
 * RxDB's bulkWrite: rows whose `previous` differs from the held document are refused with 409, the others are stored.
 */
export function writeIntent(state: CollectionState, rows: readonly Row[], context: string): Intent<Answer> {
  const think = (seq: number, held: Held): Step<Answer> => {
    const { errors, documents, replaced, events } = state.memory.categorize(rows, context, held);
    const garbage = replaced.reduce((sum, each) => sum + sizeOf(each), 0);
    const write = { collection: state.key, seq, context, garbage };
    return {
      encode: documents.length > 0 ? () => encodeDocuments(write, documents) : undefined,
      documents,
      purged: [],
      events: events.events.length > 0 ? events : undefined,
      answer: { error: errors },
    };
  };
  return { state, think };
}

/** The most tombstones that one cleanup forgets, so that it never holds up a write for long. */
const purgedAtOnce = 1000;

/** RxDB's cleanup: forgets documents that were deleted before `deletedBefore`. Returns whether that was all. */
export function purgeIntent(state: CollectionState, deletedBefore: number): Intent<boolean> {
  const think = (seq: number, held: Held): Step<boolean> => {
    const { memory, key } = state;
    const isOld = (each: Doc | undefined) => each?._deleted === true && each._meta.lwt <= deletedBefore;
    const old = memory.documents().filter(each => isOld(each) && isOld(held(memory.idOf(each))));
    const tombstones = old.slice(0, purgedAtOnce);
    const purged = tombstones.map(each => memory.idOf(each));
    const garbage = tombstones.reduce((sum, each) => sum + sizeOf(each), 0);
    const write = { collection: key, seq, context: 'cleanup', garbage };
    const encode = purged.length > 0 ? () => [encodePurge(write, purged)] : undefined;
    return { encode, documents: [], purged, events: undefined, answer: old.length <= purgedAtOnce };
  };
  return { state, think };
}
