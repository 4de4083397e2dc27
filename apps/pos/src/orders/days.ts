import { offsetAt } from '@tidemark/elements/look/time';

/** Days between which orders were placed, as date fields say them ("2026-03-01"); '' for no limit. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

export const allDays: Days = { from: '', to: '' };

/**
 * The times of these days, both included, in this time zone: from the first moment of the first day to the end of the
 * last, which is excluded. Text that is no date is no limit; days in reverse order are swapped.
 */
export function timesOf(
  { from, to }: Days,
  timeZone: string | undefined,
): { readonly from: number | undefined; readonly until: number | undefined } {
  const days = [from, to].map(dayOf);
  const [first, last] =
    days[0] !== undefined && days[1] !== undefined && days[0] > days[1] ? days.reverse() : days;
  return {
    from: first === undefined ? undefined : startOfDay(first, timeZone),
    until: last === undefined ? undefined : startOfDay(last + dayMs, timeZone),
  };
}

const dayMs = 86_400_000;

/** Midnight of this date in UTC; undefined where it is no date. */
function dayOf(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** The first moment in a time zone of the day whose midnight in UTC is given. */
function startOfDay(utcMidnight: number, timeZone: string | undefined): number {
  const guess = utcMidnight - offsetAt(utcMidnight, timeZone);
  // The clocks may have changed between the two.
  const start = utcMidnight - offsetAt(guess, timeZone);
  return start;
}
