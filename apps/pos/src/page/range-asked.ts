import type { Range } from '@tidemark/till/page';

/** How a page asks for a part of a long list: in whole steps, for at least and at most so many places. */
export interface RangeSteps {
  readonly step: number;
  readonly least: number;
  readonly most: number;
}

/** For lists of rows. */
export const rowSteps: RangeSteps = { step: 50, least: 100, most: 300 };

/** The part that a page asks for first: the top of a list. */
export const firstRows: Range = { from: 0, to: rowSteps.least };

/**
 * The part of a list to ask for, so that the shown places are in it. It stays the part that is asked for already
 * wherever it can: the answer may be on its way.
 */
export function rangeAround(shown: Range, asked: Range, { step, least, most }: RangeSteps): Range {
  if (asked.from <= shown.from && shown.to <= asked.to) return asked;
  const spare = Math.max(0, least - (shown.to - shown.from)) / 2;
  const from = Math.max(0, Math.floor((shown.from - spare) / step) * step);
  const end = Math.ceil((shown.to + spare) / step) * step;
  const to = Math.min(Math.max(end, from + least), from + most);
  return from === asked.from && to === asked.to ? asked : { from, to };
}
