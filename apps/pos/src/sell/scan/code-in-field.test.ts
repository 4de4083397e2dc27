import { expect, test } from 'vitest';
import { codeInField, looksLikeCode, withoutCode } from './code-in-field.ts';

const code = '4012345';
const isKnown = (each: string) => each === code;
const fits = (words: string) => words.startsWith('blue ');

test.each([
  ['alone', { value: code, quick: code, halting: code }, code],
  ['alone, after a stutter', { value: code, quick: '12345', halting: code }, code],
  ['after old words', { value: `mug${code}`, quick: code, halting: code }, code],
  ['after old words and a stutter', { value: `mug${code}`, quick: '12345', halting: code }, code],
  ['right after words', { value: `mug${code}`, quick: code, halting: `mug${code}` }, code],
  ['unknown, after a stutter', { value: '4099999', quick: '99999', halting: '4099999' }, '4099999'],
  ['unknown, after old words', { value: 'mug4099999', quick: '4099999', halting: '4099999' }, '4099999'],
  ['after old words, stuttering to the end', { value: `mug${code}`, quick: undefined, halting: code }, code],
  ['typed', { value: code, quick: undefined, halting: code }, undefined],
  ['words that were typed', { value: 'blue mug', quick: undefined, halting: ' mug' }, undefined],
  [
    'words of which the last is a code',
    { value: `blue ${code}`, quick: undefined, halting: code },
    undefined,
  ],
] as const)('[K3] the code of a scan into the search field: %s', (_how, inField, expected) => {
  expect(codeInField({ ...inField, endedBy: 'key', isKnown, fits })).toBe(expected);
});

test('[K3] without a key at its end, a known code is taken at once, and what looks like one when nothing follows', () => {
  const scan = (quick: string, endedBy: 'quiet' | 'long quiet') =>
    codeInField({ value: quick, quick, halting: quick, endedBy, isKnown, fits });

  expect(scan(code, 'quiet')).toBe(code);
  expect(scan('4099999', 'quiet')).toBeUndefined();
  expect(scan('4099999', 'long quiet')).toBe('4099999');
  expect(scan('kettle', 'long quiet')).toBeUndefined();
});

test('what stood in the field before a code stays there', () => {
  expect(withoutCode('mug4012345', code)).toBe('mug');
  expect(withoutCode(code, code)).toBe('');
  expect(withoutCode('40123', code)).toBe('');
});

test('a code has a digit and no blank', () => {
  expect(['2900000000011', 'SKU-1', 'mug5'].every(looksLikeCode)).toBe(true);
  expect(['blue mug 5', 'mug', ''].some(looksLikeCode)).toBe(false);
});
