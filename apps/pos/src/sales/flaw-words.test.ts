import { flawCodes } from '@tidemark/schema';
import { expect, test } from 'vitest';
import { flawWords } from './flaw-words.ts';
import { wayWords } from './way-words.ts';

test('each flaw has words of its own, and each reason is said once', () => {
  const words = flawCodes.map(code => flawWords([{ code, about: 'x' }]));

  expect(new Set(words).size).toBe(flawCodes.length);
  expect(words.every(each => /\.$/.test(each))).toBe(true);
  const flaws = ['1', '2'].map(about => ({ code: 'price-unknown', about }) as const);
  expect(flawWords(flaws)).toBe('The shop never had that price.');
});

test('a sale that was held back says why, and one that Shopify refused says Shopify’s words', () => {
  const refused = { at: 'refused', reason: 'English.', sending: 1 } as const;
  const flaws = [{ code: 'ahead-of-time', about: '9999' }] as const;

  expect(wayWords(refused).text).toBe('Refused: English.');
  expect(wayWords({ ...refused, flaws: [...flaws] }).text).toBe('Held back: It is dated in the future.');
});
