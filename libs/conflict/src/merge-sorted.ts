/**
 * Joins two lists of keyed things, each key once, sorted by key; merges things that both have. If `merge` is
 * commutative, associative and idempotent, so is this.
 */
export function mergeSorted<T>(
  a: readonly T[],
  b: readonly T[],
  keyOf: (each: T) => string,
  merge: (a: T, b: T) => T,
): T[] {
  const merged = new Map<string, T>();
  for (const each of [...a, ...b]) {
    const key = keyOf(each);
    const known = merged.get(key);
    merged.set(key, known === undefined ? each : merge(known, each));
  }
  return [...merged]
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([, each]) => each);
}
