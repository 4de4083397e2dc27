import { expect, test } from 'vitest';
import { openingWords } from './opening-words.ts';

test.each([
  new DOMException('The request was denied.', 'SecurityError'),
  new DOMException('The user denied permission to access the database.', 'UnknownError'),
])('what a browser keeps a frame from is said with what to do: %s', error => {
  expect(openingWords(error)).toMatch(/blocks .* Allow it for this page/);
});

test('anything else is said as it is', () => {
  expect(openingWords(new Error('no such shop'))).toBe('The till could not be opened: no such shop');
});
