import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainOrder } from './plain-order.ts';
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

/** Titles that begin alike, so that they differ anywhere in the text. */
const piece = fc.constantFrom(
  ...[
    'a',
    'A',
    'b',
    'Z',
    'z',
    ' ',
    '  ',
    '0',
    '00',
    '1',
    '7',
    '9',
    '10',
    '010',
    '123456789012345678901',
    'kettle',
    'Kettle',
  ],
  ...[
    '-',
    '.',
    '_',
    "'",
    '&',
    '(',
    '#',
    '\t',
    '\u0000',
    'é',
    'e\u0301',
    '\u0301',
    'ß',
    '٣',
    '①',
    'ﬁ',
    '🔥',
    '日',
    '\u200d',
  ],
);
const title = fc.array(piece, { maxLength: 6 }).map(each => each.join(''));

test('[S18] the quick way has the order of the collator, or leaves it to it', () => {
  const collator = new Intl.Collator('en', { numeric: true });
  const plain = fc.array(fc.constantFrom(...'abzABZ 019'), { maxLength: 8 }).map(each => each.join(''));
  let decided = 0;
  fc.assert(
    fc.property(fc.oneof(title, plain), fc.oneof(title, plain), title, (a, b, before) => {
      for (const [one, other] of [[a, b] as const, [before + a, before + b] as const]) {
        const order = plainOrder(one, other);
        if (order !== undefined) decided++;
        expect(Math.sign(order ?? collator.compare(one, other))).toBe(
          Math.sign(collator.compare(one, other)),
        );
      }
    }),
    { numRuns: 20_000 },
  );
  expect(decided).toBeGreaterThan(1000);
});
