import { expect, test } from 'vitest';
import { howManyFit } from './page-rows.ts';

test.each([
  [[], 10, 0],
  [[4, 4, 2], 10, 3],
  [[4, 4, 3], 10, 2],
  [[11, 1], 10, 1],
  [[1, 11], 10, 1],
])('[M35] of %o, so many go into %i bytes: %i', (sizes, most, fitting) => {
  expect(howManyFit(sizes, most)).toBe(fitting);
});
