/** How many tests passed and failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** What Nx writes about its last run: every task that it ran or took from its cache, and no skipped one. */
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

/** A step that is one test by itself. */
export function stepCount(ok: boolean): Count {
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** The JSON report of a task, by whichever runner wrote it. */
function reportCount(report: unknown, ok: boolean): Count {
  return typeof report === 'object' && report !== null && 'stats' in report
    ? playwrightCount(report, ok)
    : vitestCount(report, ok);
}

/** Tasks that write a report: of tests, or of a look at every package, each of which counts as one test. */
export function reports({ target }: NxTask): boolean {
  return target === 'test' || target.endsWith('-whole');
}

/**
 * Everything that Nx ran: tasks that write a report by the tests in it, each other task as one. A run that Nx says failed
 * has at least one failure, also when Nx itself broke down and no task did.
 */
export function runCount(run: NxRun | undefined, reportOf: (task: NxTask) => unknown, ok: boolean): Count {
  const counts = (run?.tasks ?? []).map(task =>
    reports(task) ? reportCount(reportOf(task), task.status === 0) : stepCount(task.status === 0),
  );
  const total = counts.reduce(add, { passed: 0, failed: 0 });
  const isWhole = ok && counts.length > 0;
  return isWhole ? total : { ...total, failed: Math.max(total.failed, 1) };
}

/** Vitest's JSON report. A skipped test proves nothing, so it counts as failed; so does a run without a report. */
export function vitestCount(report: unknown, ok: boolean): Count {
  const { numPassedTests: passed, numTotalTests: total } = (report ?? {}) as {
    numPassedTests?: number;
    numTotalTests?: number;
  };
  if (passed === undefined || total === undefined) return { passed: 0, failed: 1 };
  return { passed, failed: Math.max(total - passed, ok ? 0 : 1) };
}

/** Playwright's JSON report, likewise. A flaky test is a failed one. */
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
