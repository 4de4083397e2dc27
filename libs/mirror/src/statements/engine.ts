import {
  PostgresAdapter,
  PostgresQueryCompiler,
  sql,
  type Kysely,
  type RawBuilder,
  type RawNode,
} from 'kysely';
import type { Tables } from '../tables.ts';

/** The PostgreSQL text of a node whose own text is SQLite's. */
const texts = new WeakMap<RawNode, RawNode>();

/**
 * An expression that the two engines write in different ways. The SQL classes use it like any other: the engine's compiler
 * takes its own text.
 */
export function either<T>(sqlite: RawBuilder<T>, postgres: RawBuilder<T>): RawBuilder<T> {
  const node = { ...(sqlite.toOperationNode() as RawNode) };
  texts.set(node, postgres.toOperationNode() as RawNode);
  return sql<T>`${{ toOperationNode: () => node }}`;
}

/** Compiles each expression of `either` to its PostgreSQL text. */
export class EitherCompiler extends PostgresQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    super.visitRaw(texts.get(node) ?? node);
  }
}

/** Whether other processes may use the same store, so that a writer must lock what it reads first. */
export function isShared(db: Kysely<Tables>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** What names a stored row within one statement. */
export const rowId = either(sql.raw<number>('"rowid"'), sql.raw<number>('ctid'));

/** Whether a stored text is JSON. */
export const isJson = either(sql<boolean>`json_valid("body")`, sql<boolean>`("body" is json)`);

/** Whether a text has a part; null if there is no text. */
export function hasPart(column: RawBuilder<unknown>, part: string): RawBuilder<boolean> {
  return either(sql<boolean>`instr(${column}, ${part}) > 0`, sql<boolean>`strpos(${column}, ${part}) > 0`);
}

/**
 * A query of the pairs of a list. `text` is the JSON of an array of pairs; the second of a pair is a text or a whole number.
 */
export function pairsIn(text: string, second: 'text' | 'number'): RawBuilder<unknown> {
  const b = second === 'text' ? sql`value ->> 1` : sql`(value ->> 1)::bigint`;
  return either(
    sql`select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${text})`,
    sql`select value ->> 0, ${b} from json_array_elements(${storable(text)}) as each(value)`,
  );
}

/** The JSON of a list as PostgreSQL takes it. No stored text has the character NUL there, so nothing is missed. */
export function storable(text: string): RawBuilder<unknown> {
  return sql`replace(${text}, '\\u0000', '\\ufffd')::json`;
}
