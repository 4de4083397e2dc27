import {
  PostgresAdapter,
  PostgresQueryCompiler,
  sql,
  type BinaryOperationNode,
  type CompiledQuery,
  type Kysely,
  type OperationNode,
  type OperatorNode,
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

/** Lists and row ids, for which PostgreSQL finds rows one by one only if they are an array: see `EitherCompiler`. */
const arrays = new WeakSet<OperationNode>();

function asArray<T>(expression: RawBuilder<T>): RawBuilder<T> {
  arrays.add(innerOf(expression.toOperationNode()));
  return expression;
}

/** What `either` made, within the expression that it returned. */
function innerOf(node: OperationNode): OperationNode {
  const [inner] = node.kind === 'RawNode' ? (node as RawNode).parameters : [];
  return inner ?? node;
}

/**
 * Compiles each expression of `either` to its PostgreSQL text. A condition `in` a list becomes one with an array: for a query
 * PostgreSQL may read all rows of a table, to find those few.
 */
export class EitherCompiler extends PostgresQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    super.visitRaw(texts.get(node) ?? node);
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { leftOperand, operator, rightOperand } = node;
    const isIn = operator.kind === 'OperatorNode' && (operator as OperatorNode).operator === 'in';
    const isArray = [leftOperand, rightOperand].some(each => arrays.has(innerOf(each)));
    if (!isIn || !isArray) return super.visitBinaryOperation(node);
    this.visitNode(leftOperand);
    this.append(' = any(array');
    this.visitNode(rightOperand);
    this.append(')');
  }
}

/** Whether a column is in a list that `listed` made. */
export function isIn(column: RawBuilder<unknown>, list: RawBuilder<unknown>): RawBuilder<boolean> {
  return either(sql<boolean>`${column} in ${list}`, sql<boolean>`${column} = any(array${list})`);
}

/** A list for `in`: its SQLite text, and its PostgreSQL text. Both are queries in brackets. */
export function eitherList<T>(sqlite: RawBuilder<T>, postgres: RawBuilder<T>): RawBuilder<T> {
  return asArray(either(sqlite, postgres));
}

/** Queries whose callers need no answer. */
const unanswered = new WeakSet<object>();

/**
 * Marks a query of a transaction whose caller needs no answer: PostgreSQL's driver sends it and goes on. Where it fails, what
 * comes after it in its transaction fails with its error, the commit at the latest.
 */
export function withoutAnswer<R>(query: CompiledQuery<R>): CompiledQuery<R> {
  unanswered.add(query.query);
  return query;
}

/** Whether the caller of a query needs its answer. */
export function needsAnswer({ query }: CompiledQuery): boolean {
  return !unanswered.has(query);
}

/** Whether other processes may use the same store, so that a writer must lock what it reads first. */
export function isShared(db: Kysely<Tables>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** What names a stored row within one statement. */
export const rowId = asArray(either(sql.raw<number>('"rowid"'), sql.raw<number>('ctid')));

/** Whether a stored text is JSON. */
export const isJson = either(sql<boolean>`json_valid("body")`, sql<boolean>`("body" is json)`);

/** Whether a text has a part; null if there is no text. */
export function hasPart(column: RawBuilder<unknown>, part: string): RawBuilder<boolean> {
  return either(sql<boolean>`instr(${column}, ${part}) > 0`, sql<boolean>`strpos(${column}, ${part}) > 0`);
}

/**
 * The rows that have both values of one of the pairs in a list. `pairs` is the JSON of an array of pairs; the second of a pair
 * is a text or a whole number. `from`: a query of all rows of a shop, to which a condition may be added.
 */
export function rowsWithPairs<R>(
  from: RawBuilder<R>,
  [first, second]: readonly [RawBuilder<unknown>, RawBuilder<unknown>],
  pairs: string,
  kind: 'text' | 'number',
): RawBuilder<R> {
  // `offset 0` keeps PostgreSQL from reading the whole table: each pair finds its row by the index.
  return either(
    sql<R>`${from} and (${first}, ${second}) in (
      select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${pairs}))`,
    sql<R>`select found.* from (${pairsIn(pairs, kind)}) as pair(a, b)
      cross join lateral (${from} and ${first} = pair.a and ${second} = pair.b offset 0) as found`,
  );
}

/** A query of the pairs of a list, as `rowsWithPairs` has them. */
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
