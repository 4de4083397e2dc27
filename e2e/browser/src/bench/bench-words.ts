export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function fixed(ms: number): string {
  return `${Math.round(ms)} ms`;
}

/** The 50th and 95th percentile of these times, and the longest, as text. */
export function inShares(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => fixed(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}`;
}

/** Describes the main thread's tasks over 50 ms. */
export function inWords(tasks: readonly number[]): string {
  if (tasks.length === 0) return 'no task over 50 ms';
  const sum = tasks.reduce((total, each) => total + each, 0);
  return `longest task ${fixed(Math.max(...tasks))}, ${tasks.length} over 50 ms (${seconds(sum)} together)`;
}
