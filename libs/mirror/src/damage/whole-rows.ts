import { mostDocumentBytes, mostWrittenBytes, utf8Length } from '@tidemark/schema';
import { sql, type RawBuilder } from 'kysely';
import type { ReplicatedName } from '../contract/replicated.ts';
import { either } from '../statements/engine.ts';

/** Bytes that the store adds to a written document: its rev, and the mark of replication. */
const added = 1024;

/** The largest row of a collection that tills are shown. Only carts were ever stored larger than tills can take. */
function mostStoredBytes(collection: ReplicatedName): number {
  return collection === 'carts' ? mostWrittenBytes + added : mostDocumentBytes;
}

/** The bytes of a stored body, without reading it. */
export const bytesOf = sql<number>`octet_length(body)`;

/**
 * 1 if a stored body is a JSON object that is not too large; 0 if the row was damaged behind the mirror's back ([M27]),
 * or stored by a version without a size limit ([M36]).
 */
export function isWhole(collection: ReplicatedName): RawBuilder<number> {
  const most = sql.lit(mostStoredBytes(collection));
  return either(
    sql<number>`octet_length(body) <= ${most} and json_valid(body) and substr(body, 1, 1) = '{'`,
    sql<number>`(octet_length(body) <= ${most} and body is json object)`,
  );
}

/** Whether a stored text is larger than tills are shown. */
export function isTooLarge(collection: ReplicatedName, text: string): boolean {
  const most = mostStoredBytes(collection);
  return text.length * 3 > most && utf8Length(text) > most;
}

/** Whether a text begins and ends as a JSON object does: a truncated, emptied or overwritten text usually does not. */
export function looksWhole(text: string): boolean {
  return text.startsWith('{') && text.endsWith('}');
}

/** The object that a stored text holds; undefined if it is not a JSON object ([M27]). */
export function readWhole<T extends object>(text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as T) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
