import type { Stamp } from './hlc.ts';
import { compare, later } from './later.ts';

/** A value of which the last write wins. */
export interface Register<T> {
  readonly value: T;
  readonly stamp: Stamp;
}

export function mergeRegisters<R extends Register<unknown>>(a: R, b: R): R {
  return later(a, b, (left, right) => compare(left.stamp, right.stamp));
}
