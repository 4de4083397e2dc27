import { expect, test } from 'vitest';
import { intervalChoices, intervalFact, minutesWords } from './interval-words.ts';

test.each([
  [30, '30 minutes'],
  [1, '1 minute'],
  [60, '1 hour'],
  [90, '1 hour 30 minutes'],
  [1440, '24 hours'],
  [0.1, '6 seconds'],
])('%d minutes are %s', (minutes, words) => {
  expect(minutesWords(minutes)).toBe(words);
});

test('a choice that is none of the usual ones is among them, in order and once', () => {
  expect(intervalChoices(undefined)).toEqual([1, 5, 10, 15, 30, 60, 120, 240, 1440]);
  expect(intervalChoices(45)).toContain(45);
  expect(intervalChoices(30)).toEqual(intervalChoices(undefined));
});

test('whose choice the interval is, is said', () => {
  expect(intervalFact({ minutes: 30, own: undefined, shop: 30 })).toContain('as the server says');
  expect(intervalFact({ minutes: 5, own: 5, shop: 30 })).toContain(
    '5 minutes without an update, as chosen on this till',
  );
});
