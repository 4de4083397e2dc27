import { expect, test } from 'vitest';
import { clockTime, dayWords, minuteWords, offsetAt, shortTime, usableZone } from './time.ts';

const evening = Date.parse('2026-03-01T23:30:00Z');

test('a receipt has the day and the time of its shop, wherever the device is', () => {
  expect(dayWords(evening, 'Europe/Amsterdam')).toMatch(/\b0?2\b/);
  expect(dayWords(evening, 'America/New_York')).toMatch(/\b0?1\b/);
  expect(minuteWords(evening, 'Europe/Amsterdam')).toMatch(/^(12|0?0):30/);
  expect(minuteWords(evening, 'America/New_York')).toMatch(/^(0?6|18):30/);
});

test('today is the shop’s day: the time alone; another day has its date', () => {
  const later = evening + 60 * 60_000;

  expect(clockTime(evening, 'Europe/Amsterdam', later)).not.toContain('2026');
  expect(clockTime(evening, 'UTC', later)).toContain('2026');
});

test.each([
  ['2026-03-29T00:59:00Z', /^0?1:59/],
  ['2026-03-29T01:00:00Z', /^0?3:00/],
  ['2026-10-25T00:59:00Z', /^0?2:59/],
  ['2026-10-25T01:00:00Z', /^0?2:00/],
])('on the days on which clocks are changed, %s is what clocks in Amsterdam show', (instant, shown) => {
  expect(minuteWords(Date.parse(instant), 'Europe/Amsterdam')).toMatch(shown);
});

test('a zone that this browser does not know breaks nothing: it is the browser’s own', () => {
  for (const zone of ['Nowhere/Land', '', 'a'.repeat(500), undefined]) {
    expect(usableZone(zone)).toBeUndefined();
    expect(clockTime(evening, zone, evening)).toBe(clockTime(evening, undefined, evening));
    expect(shortTime(evening, zone)).toBe(shortTime(evening, undefined));
    expect(offsetAt(evening, zone)).toBe(offsetAt(evening, undefined));
  }
});

test('what is no instant is no text, and breaks nothing', () => {
  for (const ms of [Number.NaN, Infinity, 9e15]) expect(dayWords(ms, 'UTC')).toBe('');
  expect(clockTime(Date.parse('soon'), 'UTC')).toBe('');
});
