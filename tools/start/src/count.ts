/** How many tests passed and failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Nx's report of its last run: every task that it ran or took from its cache, without skipped ones. */
export interface NxRun {
  readonly tasks: readonly NxTask[];
}

export interface NxTask {
  readonly taskId: string;
  readonly target: string;
  readonly projectName: string;
  readonly cacheStatus: string;
  /** The exit code of its process. */
  readonly status: number;
}

export function add(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

/** The count of a step that is one test by itself. */
export function stepCount(ok: boolean): Count {
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** The count in a task's JSON report, by Vitest or Playwright. */
function reportCount(report: unknown, ok: boolean): Count {
  return typeof report === 'object' && report !== null && 'stats' in report
    ? playwrightCount(report, ok)
    : vitestCount(report, ok);
}

/** Whether a task writes a report: of tests, or of a check of every package, with one test for each package. */
export function reports({ target }: NxTask): boolean {
  return target === 'test' || target.endsWith('-whole');
}

/**
 * The count of a run: for a task with a report the tests in it, for any other task one. A run that Nx calls failed has
 * at least one failure, even if no task failed but Nx itself.
 */
export function runCount(run: NxRun | undefined, reportOf: (task: NxTask) => unknown, ok: boolean): Count {
  const counts = (run?.tasks ?? []).map(task =>
    reports(task) ? reportCount(reportOf(task), task.status === 0) : stepCount(task.status === 0),
  );
  const total = counts.reduce(add, { passed: 0, failed: 0 });
  const isWhole = ok && counts.length > 0;
  return isWhole ? total : { ...total, failed: Math.max(total.failed, 1) };
}

/** The count of Vitest's JSON report. A skipped test proves nothing, and counts as failed; so does a missing report. */
export function vitestCount(report: unknown, ok: boolean): Count {
  const { numPassedTests: passed, numTotalTests: total } = (report ?? {}) as {
    numPassedTests?: number;
    numTotalTests?: number;
  };
  if (passed === undefined || total === undefined) return { passed: 0, failed: 1 };
  return { passed, failed: Math.max(total - passed, ok ? 0 : 1) };
}

/** The count of Playwright's JSON report, likewise. A flaky test counts as failed. */
export function playwrightCount(report: unknown, ok: boolean): Count {
  const stats = (
    report as { stats?: { expected: number; unexpected: number; flaky: number; skipped: number } } | undefined
  )?.stats;
  if (!stats) return { passed: 0, failed: 1 };
  return {
    passed: stats.expected,
    failed: Math.max(stats.unexpected + stats.flaky + stats.skipped, ok ? 0 : 1),
  };
}
