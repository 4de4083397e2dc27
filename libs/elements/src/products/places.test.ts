import { expect, test } from 'vitest';
import { isCovered, itemsAt } from './places.ts';

const part = { items: ['c', 'd', 'e'], from: 2, total: 9 };

test('a place that is not in the part of a list stays blank', () => {
  expect(itemsAt({ from: 1, to: 4 }, part)).toEqual([
    { at: 1, item: undefined },
    { at: 2, item: 'c' },
    { at: 3, item: 'd' },
  ]);
  expect(itemsAt({ from: 4, to: 6 }, part)).toEqual([
    { at: 4, item: 'e' },
    { at: 5, item: undefined },
  ]);
  expect(itemsAt({ from: 3, to: 3 }, part)).toEqual([]);
});

test.each([
  { places: { from: 2, to: 5 }, covered: true },
  { places: { from: 3, to: 4 }, covered: true },
  { places: { from: 1, to: 4 }, covered: false },
  { places: { from: 3, to: 6 }, covered: false },
  { places: { from: 0, to: 0 }, covered: true },
])('the places $places are covered: $covered', ({ places, covered }) => {
  expect(isCovered(places, part)).toBe(covered);
});
