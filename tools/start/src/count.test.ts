import { expect, test } from 'vitest';
import { add, playwrightCount, runCount, stepCount, vitestCount, type NxTask } from './count.ts';

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

test('a run counts the tests in the reports, and each other task as one', () => {
  const ids = ['mirror:test', 'browser:test', 'mirror:lint', 'workspace:typecheck-whole'];
  const run = { tasks: ids.map(id => task(id, id === 'browser:test' ? 1 : 0)) };
  const reports: Record<string, unknown> = {
    'mirror:test': { numPassedTests: 7, numTotalTests: 7 },
    'browser:test': { stats: { expected: 3, unexpected: 2, flaky: 0, skipped: 0 } },
    'workspace:typecheck-whole': { numPassedTests: 25, numTotalTests: 25 },
  };

  expect(runCount(run, ({ taskId }) => reports[taskId], false)).toEqual({ passed: 36, failed: 2 });
});

test('a task without a report, a skipped task and a breakdown of Nx count as failed', () => {
  const noReport = () => undefined;

  expect(runCount({ tasks: [task('mirror:test', 0)] }, noReport, true)).toEqual({ passed: 0, failed: 1 });
  expect(runCount({ tasks: [task('mirror:lint', 0)] }, noReport, false)).toEqual({ passed: 1, failed: 1 });
  expect(runCount(undefined, noReport, true)).toEqual({ passed: 0, failed: 1 });
});

function task(taskId: string, status: number): NxTask {
  const [projectName = '', target = ''] = taskId.split(':');
  return { taskId, projectName, target, status, cacheStatus: 'cache-miss' };
}
