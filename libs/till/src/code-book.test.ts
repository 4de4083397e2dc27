import { expect, test } from 'vitest';
import { CodeBook } from './code-book.ts';

test('a code is of everybody who has it, in the order in which they came, and of each once', () => {
  const book = new CodeBook();
  for (const id of ['1', '2', '2', '3', '1']) book.add('a', id);
  book.add('b', '1');
  book.add('b', '1');

  expect(book.idsOf('a')).toEqual(['1', '2', '3']);
  expect(book.idsOf('b')).toEqual(['1']);
  expect(book.idsOf('c')).toEqual([]);
});

test('a code that is given back is of the others still', () => {
  const book = new CodeBook();
  book.add('a', '1');
  book.remove('a', '2');
  expect(book.idsOf('a')).toEqual(['1']);
  book.add('a', '2');
  book.remove('a', '1');
  expect(book.idsOf('a')).toEqual(['2']);
  book.remove('a', '2');
  expect(book.idsOf('a')).toEqual([]);
  book.add('a', '3');
  expect(book.idsOf('a')).toEqual(['3']);
  book.remove('a', '3');
  book.remove('nobody', '3');
  expect(book.idsOf('a')).toEqual([]);
});
