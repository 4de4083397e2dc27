import type { Growth } from './operation.ts';

/** What one operation took at each size, in milliseconds, smallest shop first. */
export interface Measured {
  readonly name: string;
  readonly growth: Growth;
  readonly ms: readonly number[];
}

/** A line of the report. */
export interface Verdict extends Measured {
  /** What the largest takes, divided by what the smallest does. */
  readonly ratio: number;
  /** How large `ratio` may be. */
  readonly allowed: number;
  readonly holds: boolean;
}

/** Shorter times are within the error of the clock. */
const tooQuickMs = 0.05;
/** A factor on top of any growth: colder caches, a larger heap. */
const slack = 2;

/**
 * Whether each operation grows as its kind may, between the smallest and the largest of `factors`. `limit` is the same
 * machine's own growth, measured without Tidemark's code: how many times slower it reads a row of a file that is so
 * much larger.
 */
export function judge(
  measured: readonly Measured[],
  factors: readonly number[],
  limit: number,
): readonly Verdict[] {
  const span = (factors.at(-1) ?? 1) / (factors[0] ?? 1);
  // A tree of a thousand rows is ten levels high; each factor of two adds one.
  const logarithmic = 1 + Math.log2(span) / 10;
  const allowedFor = { constant: 1, logarithmic, linear: span, sorting: span * logarithmic };
  return measured.map(each => {
    const [first = Number.NaN, last = Number.NaN] = [each.ms[0], each.ms.at(-1)];
    const ratio = last / Math.max(first, tooQuickMs);
    const allowed = allowedFor[each.growth] * slack * Math.max(1, limit);
    return { ...each, ratio, allowed, holds: ratio <= allowed };
  });
}

/** The report, as a table of Markdown. */
export function tableOf(verdicts: readonly Verdict[], factors: readonly number[]): string {
  const head = [
    'operation',
    'may grow',
    ...factors.map(each => `${each} ×, ms`),
    'ratio',
    'at most',
    'holds',
  ];
  const rows = verdicts.map(({ name, growth, ms, ratio, allowed, holds }) => [
    name,
    growth,
    ...ms.map(each => each.toFixed(each < 1 ? 3 : 1)),
    ratio.toFixed(1),
    allowed.toFixed(1),
    holds ? 'yes' : 'NO',
  ]);
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
