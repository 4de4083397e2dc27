import { expect, test } from 'vitest';
import { journalAlarms } from './journal-alarms.ts';

const gap = (n: number) => ({ series: `series000${n}`, tillId: `till-000${n}-secret`, missing: n, since: 0 });

test('[A54] whole journals are no alarm', () => {
  expect(journalAlarms({ gaps: [], gapCount: 0, forks: 0, flawed: 0 })).toEqual([]);
});

test('[A54] gaps are named as far as there is room, without a till’s whole id', () => {
  const gaps = [1, 2, 3, 4, 5, 6, 7].map(gap);

  const alarms = journalAlarms({ gaps, gapCount: 130, forks: 2, flawed: 3 });

  expect(alarms[0]).toBe(
    'records of till till-000 are missing since 1970-01-01T00:00:00.000Z: 1 of series series0001',
  );
  expect(alarms.slice(5)).toEqual([
    'records are missing in 125 more series',
    '2 records have the number of another: a till’s data was copied to another machine',
    '3 sales have flaws and wait for a person',
  ]);
  expect(alarms.join()).not.toContain('secret');
});
