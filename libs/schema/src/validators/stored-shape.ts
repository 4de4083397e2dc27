/** Bounds up to this one were there before texts had any; RxDB has stored documents under them. */
const longestStored = 300;

/**
 * A schema as a till's database is told of it: without the bounds on how much is taken. They are of the wire, and the database
 * refuses a schema that is not the one under which it stored.
 */
export function storedShape<T extends object>(schema: T): T {
  return withoutBounds(schema) as T;
}

function withoutBounds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBounds);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, bound]) => !isBound(key, bound));
  return Object.fromEntries(kept.map(([key, each]) => [key, withoutBounds(each)]));
}

/** A property of such a name is no number. */
function isBound(key: string, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  return key === 'maxItems' || (key === 'maxLength' && value > longestStored);
}
