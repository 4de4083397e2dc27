import { expect, test } from 'vitest';
import { partsOf } from './insert-rows.ts';

test('[M21] rows are written by the hundred, and long ones fewer at a time', () => {
  const rows = (count: number, length: number) =>
    Array.from({ length: count }, (_, n) => [n, 'x'.repeat(length), null]);
  const sizes = (all: readonly (readonly (string | number | null)[])[]) =>
    [...partsOf(all)].map(each => each.length);

  expect(sizes([])).toEqual([]);
  expect(sizes(rows(250, 10))).toEqual([100, 100, 50]);
  expect(sizes(rows(7, 400_000))).toEqual([2, 2, 2, 1]);
  expect(sizes([...rows(1, 10), ...rows(1, 9_000_000), ...rows(2, 10)])).toEqual([1, 1, 2]);
  expect([...partsOf(rows(250, 10))].flat()).toEqual(rows(250, 10));
});
