import { expect, test } from 'vitest';
import { beginningOf, compareTitles, firstSign } from './title-order.ts';

test('[S18] titles are in the order in which people look for them', () => {
  const titles = [
    'Zulu Upper',
    'apple lower',
    'Size 10',
    'zebra lower',
    'Éclair',
    'Size 9',
    'Ørsted',
    'Æble',
  ];

  expect(titles.sort(compareTitles)).toEqual([
    ...['Æble', 'apple lower', 'Éclair', 'Ørsted', 'Size 9', 'Size 10', 'zebra lower', 'Zulu Upper'],
  ]);
});

test.each([
  ['🔥 Hot Deal 🔥', '🔥'],
  ['👩‍🚀 Suit', '👩‍🚀'],
  ['🇮🇹 Pasta', '🇮🇹'],
  ['e\u0301clair', 'e\u0301'],
  [' Mug', 'M'],
  ['𠮷野家', '𠮷'],
  ['', ''],
])('[S18] the first sign of %s is whole', (text, sign) => {
  expect(firstSign(text)).toBe(sign);
});

test('[S18] the beginning of a text ends with a whole sign', () => {
  expect(beginningOf('ab🔥cd', 3)).toBe('ab');
  expect(beginningOf('ab🔥cd', 4)).toBe('ab🔥');
  expect(beginningOf('abc', 3)).toBe('abc');
  expect(beginningOf('👩‍🚀x', 4)).toBe('');
  expect(beginningOf('', 0)).toBe('');
});
