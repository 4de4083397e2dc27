import { expect, test } from 'vitest';
import { judge, tableOf } from './verdict.ts';

const factors = [1, 10, 100];

test('[W12] what grows with the shop does not hold, what stays does', () => {
  const verdicts = judge(
    [
      { name: 'walks all', growth: 'constant', ms: [1, 10, 100] },
      { name: 'stays', growth: 'constant', ms: [1, 1.1, 1.9] },
      { name: 'goes down a tree', growth: 'logarithmic', ms: [1, 2, 3] },
      { name: 'hands out all', growth: 'linear', ms: [1, 10, 100] },
      { name: 'puts all in order', growth: 'sorting', ms: [1, 13, 300] },
      { name: 'is quadratic', growth: 'sorting', ms: [1, 100, 10_000] },
    ],
    factors,
    1,
  );

  expect(verdicts.map(({ name, holds }) => [name, holds])).toEqual([
    ['walks all', false],
    ['stays', true],
    ['goes down a tree', true],
    ['hands out all', true],
    ['puts all in order', true],
    ['is quadratic', false],
  ]);
});

test('[W12] what the machine itself loses is allowed; what nobody can measure is no growth', () => {
  const [slower, tiny] = judge(
    [
      { name: 'as the machine', growth: 'constant', ms: [1, 2, 3] },
      { name: 'too quick to tell', growth: 'constant', ms: [0.001, 0.01, 0.09] },
    ],
    factors,
    1.6,
  );

  expect(slower).toMatchObject({ holds: true, allowed: 3.2 });
  expect(tiny?.holds).toBe(true);
});

test('[W12] an operation that was not measured does not hold', () => {
  expect(judge([{ name: 'nothing', growth: 'constant', ms: [] }], factors, 1)[0]?.holds).toBe(false);
});

test('the report has a line for each, and says what does not hold', () => {
  const verdicts = judge([{ name: 'walks all', growth: 'constant', ms: [1, 10, 100] }], factors, 1);

  expect(tableOf(verdicts, factors).split('\n').at(-1)).toBe(
    '| walks all | constant | 1.0 | 10.0 | 100.0 | 100.0 | 2.0 | NO |',
  );
});
