import { expect, test } from 'vitest';
import { circlesIn } from './circles.ts';

const circles = (imports: Readonly<Record<string, readonly string[]>>) =>
  circlesIn(new Map(Object.entries(imports)));

test('[N13] files that import one way make no circle, however often one is imported', () => {
  expect(circles({ a: ['b', 'c'], b: ['c'], c: ['outside'] })).toEqual([]);
});

test('[N13] a circle is found, the direct one, the long one, and a file that imports itself', () => {
  expect(circles({ a: ['b'], b: ['a'], c: ['a'] })).toEqual([['a', 'b']]);
  expect(circles({ a: ['b'], b: ['c'], c: ['d', 'a'], d: [] })).toEqual([['a', 'b', 'c']]);
  expect(circles({ a: ['a'] })).toEqual([['a']]);
});

test('[N13] two circles are two', () => {
  expect(circles({ a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] })).toEqual([
    ['c', 'd'],
    ['a', 'b'],
  ]);
});
