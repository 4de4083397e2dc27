import { canonicalJson } from '@tidemark/schema';

/**
 * The later of two values by `compare`, or by their text if those compare equal, so that both sides choose the same.
 */
export function later<T>(a: T, b: T, compare: (a: T, b: T) => number): T {
  const order = compare(a, b);
  if (order !== 0) return order > 0 ? a : b;
  return canonicalJson(a) >= canonicalJson(b) ? a : b;
}

/** -1, 0 or 1, for numbers and texts. */
export function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether two documents have the same content, however their keys are ordered. `rev` is the mirror's, and not content.
 */
export function isSameContent(a: object, b: object): boolean {
  return canonicalJson({ ...a, rev: undefined }) === canonicalJson({ ...b, rev: undefined });
}
