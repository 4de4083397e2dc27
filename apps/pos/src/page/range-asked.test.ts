import { expect, test } from 'vitest';
import { firstRows, rangeAround, rowSteps } from './range-asked.ts';

test('places that are asked for already are not asked for again', () => {
  expect(rangeAround({ from: 0, to: 20 }, firstRows, rowSteps)).toBe(firstRows);
  expect(rangeAround({ from: 80, to: 100 }, firstRows, rowSteps)).toBe(firstRows);
});

test('other places are asked for in whole steps, with as many above as below', () => {
  expect(rangeAround({ from: 90, to: 110 }, firstRows, rowSteps)).toEqual({ from: 50, to: 150 });
  expect(rangeAround({ from: 260, to: 280 }, firstRows, rowSteps)).toEqual({ from: 200, to: 350 });
  expect(rangeAround({ from: 3, to: 12 }, { from: 200, to: 350 }, rowSteps)).toEqual({ from: 0, to: 100 });
});

test('a part is never too long, and one that cannot grow is not asked for again', () => {
  const asked = rangeAround({ from: 10, to: 900 }, firstRows, rowSteps);

  expect(asked).toEqual({ from: 0, to: 300 });
  expect(rangeAround({ from: 10, to: 900 }, asked, rowSteps)).toBe(asked);
});
