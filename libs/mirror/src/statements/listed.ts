import { sql, type RawBuilder } from 'kysely';

/**
 * A list for `in`, as one parameter: a query for seven ids is the same statement as one for seventy, and is compiled
 * and prepared once.
 */
export function listed<T extends string | number>(values: readonly T[]): RawBuilder<T> {
  return listedIn<T>(JSON.stringify(values));
}

/** The same of a text that `listText` made, or of the slot for one in a prepared query. */
export function listedIn<T extends string | number = string>(text: string): RawBuilder<T> {
  return sql<T>`(select value from json_each(${text}))`;
}

/** The values of a list, each once. */
export function listText(values: readonly (string | number)[]): string {
  return JSON.stringify([...new Set(values)]);
}
