import type { Sale } from '@tidemark/schema';
import type { ExportFilter } from '../verify/report.ts';

/** What of a record a filter looks at. */
export type Filtered = Pick<Sale, 'tillId' | 'locationId' | 'createdAt'>;

/** Whether a record is of this till, location and period. */
export function isAskedFor({ tillId, locationId, createdAt }: Filtered, filter: ExportFilter): boolean {
  const { till, location, from, to } = filter;
  if (till !== undefined && tillId !== till) return false;
  if (location !== undefined && locationId !== location) return false;
  const at = Date.parse(createdAt);
  return (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to));
}

/** The first and the last number of a series. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/**
 * For each series the numbers from its first record of the period to its last one. A till's clock may have been put
 * back, so a record between them may be dated outside of the period: it belongs to the export, which has no gaps then.
 */
export function rangesOf(
  records: Iterable<{ readonly series: string; readonly number: number } & Filtered>,
  filter: ExportFilter,
): ReadonlyMap<string, NumberRange> {
  const ranges = new Map<string, NumberRange>();
  for (const record of records) {
    const { series, number } = record;
    if (!isAskedFor(record, filter)) continue;
    const { first, last } = ranges.get(series) ?? { first: number, last: number };
    ranges.set(series, { first: Math.min(first, number), last: Math.max(last, number) });
  }
  return ranges;
}
