import { expect, test } from 'vitest';
import { failuresOf, namesOf } from './failures.ts';

test('tests of Vitest that did not pass are named with their reason, and so is a file that broke', () => {
  const report = {
    testResults: [
      {
        name: 'a.test.ts',
        assertionResults: [
          { fullName: 'adds', status: 'passed', failureMessages: [] },
          {
            fullName: 'takes away',
            status: 'failed',
            failureMessages: ['\u001b[31mexpected 1\u001b[39m\nat a'],
          },
          { fullName: 'later', status: 'pending' },
        ],
      },
      { name: 'b.test.ts', message: 'no such import', assertionResults: [] },
    ],
  };

  expect(failuresOf(report)).toEqual([
    { name: 'takes away', reason: 'expected 1\nat a' },
    { name: 'later', reason: 'pending' },
    { name: 'b.test.ts', reason: 'no such import' },
  ]);
});

test('tests of Playwright that did not pass are named, however deep they stand', () => {
  const spec = (title: string, status: string, message?: string) => ({
    file: 'a.e2e.ts',
    title,
    tests: [{ status, results: message === undefined ? [] : [{ error: { message } }] }],
  });
  const report = {
    errors: [{ message: 'no browser' }],
    suites: [
      { specs: [spec('opens', 'expected')], suites: [{ specs: [spec('shuts', 'unexpected', 'timed out')] }] },
    ],
  };

  expect(failuresOf(report)).toEqual([
    { name: 'outside of any test', reason: 'no browser' },
    { name: 'a.e2e.ts › shuts', reason: 'timed out' },
  ]);
});

test('only the first lines of a reason are kept, and what is no report has no failures', () => {
  const long = Array.from({ length: 500 }, (_, n) => `line ${n}`).join('\n');
  const [only] = failuresOf({ testResults: [{ name: 'a.test.ts', message: long, assertionResults: [] }] });

  expect(only?.reason.split('\n')).toHaveLength(20);
  expect([failuresOf(undefined), failuresOf('x'), failuresOf({})]).toEqual([[], [], []]);
});

test('each failure of a task is one line; a task that wrote none down is named itself', () => {
  expect(namesOf('till:test', [{ name: 'x'.repeat(500), reason: 'a\nb' }])).toEqual(['x'.repeat(150)]);
  expect(namesOf('till:lint', [])).toEqual(['till:lint']);
});
