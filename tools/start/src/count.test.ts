import { expect, test } from 'vitest';
import { add, playwrightCount, stepCount, vitestCount } from './count.ts';

test('counts add up', () => {
  expect(add(stepCount(true), stepCount(false))).toEqual({ passed: 1, failed: 1 });
});

test('a skipped test, a missing report and a crash after the last test count as failed', () => {
  expect(vitestCount({ numPassedTests: 4, numTotalTests: 5 }, true)).toEqual({ passed: 4, failed: 1 });
  expect(vitestCount(undefined, true)).toEqual({ passed: 0, failed: 1 });
  expect(vitestCount({ numPassedTests: 5, numTotalTests: 5 }, false)).toEqual({ passed: 5, failed: 1 });
  expect(playwrightCount({ stats: { expected: 3, unexpected: 0, flaky: 1, skipped: 1 } }, true)).toEqual({
    passed: 3,
    failed: 2,
  });
  expect(playwrightCount({}, true)).toEqual({ passed: 0, failed: 1 });
});
