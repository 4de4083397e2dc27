import { expect, test } from 'vitest';
import { bannedIn } from './banned-words.ts';

/** In parts, so that this file does not contain the words. */
const word = (...parts: readonly string[]) => parts.join('');

test('[N15] a banned word is found in its line, with what to say instead', () => {
  const text = ['a line', `a ${word('es', 'crow')} of sales`, `is ${word('in', ' doubt')}`].join('\n');

  expect(bannedIn(text)).toEqual([
    { line: 2, what: expect.stringContaining('backup copy') },
    { line: 3, what: expect.stringContaining('uncertain') },
  ]);
});

test('[N15] words that only look alike are let through', () => {
  expect(bannedIn('a promise resolves; the desktop; doubtless; a backup copy; slippery')).toEqual([]);
});
