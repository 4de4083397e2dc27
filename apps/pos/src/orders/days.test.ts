import { expect, test } from 'vitest';
import { usableZone } from '@tidemark/elements/look/time';
import { timesOf } from './days.ts';

function times(from: string, to: string, zone: string | undefined) {
  const { from: first, until } = timesOf({ from, to }, zone);
  return [first, until].map(each => (each === undefined ? undefined : new Date(each).toISOString()));
}

test('[S9] a day is the shop’s own day, from its first moment until the next day’s', () => {
  expect(times('2026-03-01', '2026-03-01', 'Europe/Amsterdam')).toEqual([
    '2026-02-28T23:00:00.000Z',
    '2026-03-01T23:00:00.000Z',
  ]);
  expect(times('2026-01-05', '2026-01-06', 'America/New_York')).toEqual([
    '2026-01-05T05:00:00.000Z',
    '2026-01-07T05:00:00.000Z',
  ]);
  expect(times('2026-01-05', '', 'Asia/Kolkata')).toEqual(['2026-01-04T18:30:00.000Z', undefined]);
});

test('[S9] a day on which clocks are changed has 23 hours, or 25', () => {
  expect(times('2026-03-29', '2026-03-29', 'Europe/Amsterdam')).toEqual([
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
  ]);
  expect(times('2026-10-25', '2026-10-25', 'Europe/Amsterdam')).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
  ]);
});

test('[S9] what is no date is no limit, and days the wrong way round are turned', () => {
  expect(times('', 'soon', 'UTC')).toEqual([undefined, undefined]);
  expect(times('2026-13-45', '', 'UTC')).toEqual([undefined, undefined]);
  expect(times('2026-02-02', '2026-02-01', 'UTC')).toEqual(times('2026-02-01', '2026-02-02', 'UTC'));
});

test('a time zone that this browser does not know is its own', () => {
  expect(usableZone('Europe/Amsterdam')).toBe('Europe/Amsterdam');
  expect([usableZone('Nowhere/Land'), usableZone(''), usableZone(undefined)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
