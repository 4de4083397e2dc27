import { tillMark, type JournalState } from '@tidemark/mirror';

/** How many gaps are named; more are counted. */
const mostNamed = 5;

/** Warnings about the journals of a shop's tills, in words. */
export function journalAlarms({ gaps, gapCount, forks, flawed }: JournalState): string[] {
  const named = gaps.slice(0, mostNamed).map(({ tillId, series, missing, since }) => {
    const from = new Date(since).toISOString();
    return `records of till ${tillMark(tillId)} are missing since ${from}: ${missing} of series ${series}`;
  });
  const unnamed = gapCount - named.length;
  return [
    ...named,
    ...(unnamed > 0 ? [`records are missing in ${unnamed} more series`] : []),
    ...(forks > 0
      ? [`${forks} records have the number of another: a till’s data was copied to another machine`]
      : []),
    ...(flawed > 0 ? [`${flawed} sales have flaws and wait for a person`] : []),
  ];
}
