/** How many tests passed and failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

export function add(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

/** A step that is one test by itself. */
export function stepCount(ok: boolean): Count {
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
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
