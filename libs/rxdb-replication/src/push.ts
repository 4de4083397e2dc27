import {
  answersAll,
  conflictsOf,
  pushParts,
  refusalsOf,
  type PushRequest,
  type PushResponse,
  type RefusedRow as WireRefusal,
  type WrittenDocument,
} from '@tidemark/protocol';
import { documentFits, type RecordName, type RefusalCode } from '@tidemark/schema';
import { ReplicationError } from './errors.ts';

/** A document that the server refuses. RxDB has no such concept and counts it as sent. */
export interface RefusedRow {
  readonly collection: RecordName;
  readonly id: string;
  readonly code: RefusalCode;
  readonly message: string;
}

export interface PushParts {
  readonly name: RecordName;
  readonly push: (request: PushRequest, signal: AbortSignal) => Promise<PushResponse>;
  /** The signed-in till's id. Waits for a sign-in. */
  readonly tillId: (signal: AbortSignal) => Promise<string>;
  /** Awaited before RxDB gets the answer: if it rejects, the rows are sent again. */
  readonly onRefused: (rows: readonly RefusedRow[]) => Promise<void>;
}

/** A row as RxDB passes it. */
export interface PushRow {
  readonly assumedMasterState?: object | undefined;
  readonly newDocumentState: object;
}

/**
 * RxDB's push handler: returns the server's documents of the rows in conflict. It throws only if the outcome of every
 * row is unknown, so one bad document never holds back those after it ([X8]).
 */
export async function pushRows(
  parts: PushParts,
  rows: readonly PushRow[],
  signal: AbortSignal,
): Promise<WrittenDocument[]> {
  const tillId = await parts.tillId(signal);
  const isOwn = (row: PushRow) => parts.name === 'carts' || writtenBy(row) === tillId;
  // Other tills' records came from the server, with its `rev`. After a new history RxDB offers them again; their
  // authors send them.
  const sent = rows.filter(row => !isKnownAsGone(row) && (isOwn(row) || !('rev' in row.newDocumentState)));
  const conflicts: WrittenDocument[] = [];
  // Records unknown to the server were written in this database before its till got another id: they go under the old
  // one.
  for (const [carriedFrom, part] of Map.groupBy(sent, row => (isOwn(row) ? undefined : writtenBy(row))))
    for (const some of pushParts(part)) conflicts.push(...(await send(parts, some, carriedFrom, signal)));
  return conflicts;
}

async function send(
  parts: PushParts,
  rows: readonly PushRow[],
  carriedFrom: string | undefined,
  signal: AbortSignal,
): Promise<WrittenDocument[]> {
  try {
    const answer = await parts.push(requestOf(parts.name, rows, carriedFrom), signal);
    mustAnswer(parts.name, rows, answer);
    const refusals = refusalsOf(answer);
    if (refusals.length > 0) await parts.onRefused(refusals.map(each => refusedRow(parts.name, each)));
    return conflictsOf(answer);
  } catch (error) {
    if (!blamesRows(error)) throw error;
    const [only] = rows;
    if (rows.length > 1) {
      const half = rows.length >> 1;
      const first = await send(parts, rows.slice(0, half), carriedFrom, signal);
      return [...first, ...(await send(parts, rows.slice(half), carriedFrom, signal))];
    }
    const { message } = error;
    const code = error.code === 'too-large' ? 'too-large' : 'does-not-fit';
    if (only) await parts.onRefused([{ collection: parts.name, id: idOf(only), code, message }]);
    return [];
  }
}

function requestOf(name: RecordName, rows: readonly PushRow[], carriedFrom: string | undefined): PushRequest {
  return {
    collection: name,
    rows: rows.map(({ assumedMasterState, newDocumentState }) => ({
      ...(assumedMasterState ? { assumedMasterState: assumedMasterState as WrittenDocument } : {}),
      newDocumentState: newDocumentState as WrittenDocument,
    })),
    ...(carriedFrom === undefined ? {} : { carriedFrom }),
  };
}

/** @throws ReplicationError `offline` for an answer to other rows, or with an invalid document. */
function mustAnswer(name: RecordName, rows: readonly PushRow[], answer: PushResponse): void {
  const isBroken = conflictsOf(answer).some(
    ({ _deleted, ...document }) => !_deleted && !documentFits(name, document),
  );
  if (isBroken || !answersAll(rows.map(idOf), answer))
    throw new ReplicationError('offline', 'The answer is not to what was sent.');
}

/** Whether the server refused the whole request because of a row. */
function blamesRows(error: unknown): error is ReplicationError {
  return (
    error instanceof ReplicationError && (error.code === 'invalid-request' || error.code === 'too-large')
  );
}

function refusedRow(collection: RecordName, { id, code, message }: WireRefusal): RefusedRow {
  return { collection, id, code, message };
}

/** Whether a row only says what the server said: the record has left the tills ([X15]). */
function isKnownAsGone({ assumedMasterState, newDocumentState }: PushRow): boolean {
  return [assumedMasterState, newDocumentState].every(each => (each as Partial<WrittenDocument>)?._deleted);
}

function idOf({ newDocumentState }: PushRow): string {
  return (newDocumentState as { id: string }).id;
}

function writtenBy({ newDocumentState }: PushRow): string {
  return (newDocumentState as { tillId: string }).tillId;
}
