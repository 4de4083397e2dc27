import { sql } from 'kysely';

/** 1 where a stored body is a JSON object; 0 where the row was damaged behind the mirror's back ([M27]). */
export const isWhole = sql<number>`json_valid(body) and substr(body, 1, 1) = '{'`;

/** Whether a text begins and ends as a JSON object does: what was cut off, emptied or overwritten does not, as a rule. */
export function looksWhole(text: string): boolean {
  return text.startsWith('{') && text.endsWith('}');
}

/** What a stored text says; undefined where it is no JSON object, and says nothing ([M27]). */
export function readWhole<T extends object>(text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as T) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
