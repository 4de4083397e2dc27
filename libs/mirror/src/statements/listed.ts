import { sql, type RawBuilder } from 'kysely';
import { eitherList, storable } from './engine.ts';

/**
 * A list for `in`, as one parameter: a query for seven ids is the same statement as one for seventy, and is compiled
 * and prepared once.
 */
export function listed<T extends string>(values: readonly T[]): RawBuilder<T> {
  return listedIn<T>(JSON.stringify(values.map(wellFormed)));
}

/** The same of a text that `listText` made, or of the slot for one in a prepared query. */
export function listedIn<T extends string = string>(text: string): RawBuilder<T> {
  return eitherList(
    sql<T>`(select value from json_each(${text}))`,
    sql<T>`(select value from json_array_elements_text(${storable(text)}))`,
  );
}

/** The same for whole numbers. */
export function listedNumbers(text: string): RawBuilder<number> {
  return eitherList(
    sql<number>`(select value from json_each(${text}))`,
    sql<number>`(select value::bigint from json_array_elements_text(${storable(text)}))`,
  );
}

/** The values of a list, each once. */
export function listText(values: readonly (string | number)[]): string {
  return JSON.stringify([...new Set(values.map(wellFormed))]);
}

/** A text as a database stores it: half of a character that takes two becomes the replacement character. */
function wellFormed<T extends string | number>(value: T): T {
  return typeof value === 'string' ? (value.toWellFormed() as T) : value;
}
