import { expect, test } from 'vitest';
import { afterKey, codeInField, longestPause, noBurst } from './wedge.ts';

const { inField, elsewhere } = longestPause;

/** What was scanned by these keys and Enter, each so long after the one before. */
function type(text: string, pauses: (n: number) => number, longest: number) {
  let burst = noBurst;
  let scanned: string | undefined;
  let at = 0;
  for (const [n, key] of [...text, 'Enter'].entries())
    ({ burst, scanned } = afterKey(burst, key, (at += pauses(n)), longest));
  return scanned;
}

test('a fast burst with Enter is a scan, wherever the focus is', () => {
  expect(type('4012345678901', () => 8, inField)).toBe('4012345678901');
  expect(type('4012345678901', () => 8, elsewhere)).toBe('4012345678901');
});

test('a person’s typing in a field is not', () => {
  expect(type('4012345678901', () => 120, inField)).toBeUndefined();
  expect(type('abc', () => 5, inField)).toBeUndefined();
});

test('outside of a field, a scanner that stutters is taken whole', () => {
  const stutter = (n: number) => (n % 5 === 0 ? 400 : 20);

  expect(type('4012345678901', stutter, elsewhere)).toBe('4012345678901');
});

test('outside of a field, what lay there for long is not part of the next code', () => {
  const late = (n: number) => (n === 3 ? 1_500 : 8);

  expect(type('4014012345678901', late, elsewhere)).toBe('4012345678901');
});

test('a pause begins a new burst, and Shift does not break one', () => {
  let burst = afterKey(noBurst, 'x', 0, inField).burst;
  burst = afterKey(burst, 'A', 500, inField).burst;
  burst = afterKey(burst, 'Shift', 505, inField).burst;
  for (const [n, key] of ['B', 'C', 'D'].entries()) burst = afterKey(burst, key, 510 + n * 5, inField).burst;

  expect(afterKey(burst, 'Enter', 530, inField).scanned).toBe('ABCD');
});

test.each([
  ['alone', { value: '4012345', quick: '4012345', halting: '4012345' }, undefined],
  ['alone, after a stutter', { value: '4012345', quick: '12345', halting: '4012345' }, undefined],
  ['after old words', { value: 'mug4012345', quick: '4012345', halting: '4012345' }, '4012345'],
  ['after old words and a stutter', { value: 'mug4012345', quick: '12345', halting: '4012345' }, '4012345'],
  ['right after words', { value: 'mug4012345', quick: '4012345', halting: 'mug4012345' }, '4012345'],
  ['unknown, after a stutter', { value: '4099999', quick: '99999', halting: '4099999' }, undefined],
  ['unknown, after old words', { value: 'mug4099999', quick: '99999', halting: '4099999' }, '4099999'],
  [
    'after old words, stuttering to the end',
    { value: 'mug4012345', quick: undefined, halting: '4012345' },
    '4012345',
  ],
  ['typed', { value: '4012345', quick: undefined, halting: '4012345' }, undefined],
  ['words that were typed', { value: 'blue mug', quick: undefined, halting: ' mug' }, undefined],
  [
    'words of which the last is a code',
    { value: 'blue 4012345', quick: undefined, halting: '4012345' },
    undefined,
  ],
] as const)('the code of a scan into a field: %s', (_how, inSearch, expected) => {
  const isKnown = (code: string) => code === '4012345';
  const fits = (words: string) => words.startsWith('blue ');

  expect(codeInField({ ...inSearch, isKnown, fits })).toBe(expected);
});
