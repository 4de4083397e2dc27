import { expect, test } from 'vitest';
import { IdsByValue } from './ids-by-value.ts';

test('a value is of everybody who has it, in the order in which they came, and of each once', () => {
  const ids = new IdsByValue();
  for (const id of ['1', '2', '2', '3', '1']) ids.add('a', id);
  ids.add('b', '1');
  ids.add('b', '1');

  expect(ids.idsOf('a')).toEqual(['1', '2', '3']);
  expect(['a', 'b', 'c'].map(value => ids.count(value))).toEqual([3, 1, 0]);
  expect(ids.idsOf('b')).toEqual(['1']);
  expect(ids.idsOf('c')).toEqual([]);
});

test('a value that is given back is of the others still', () => {
  const ids = new IdsByValue();
  ids.add('a', '1');
  ids.remove('a', '2');
  expect(ids.idsOf('a')).toEqual(['1']);
  ids.add('a', '2');
  ids.remove('a', '1');
  expect(ids.idsOf('a')).toEqual(['2']);
  ids.remove('a', '2');
  expect(ids.idsOf('a')).toEqual([]);
  ids.add('a', '3');
  expect(ids.idsOf('a')).toEqual(['3']);
  ids.remove('a', '3');
  ids.remove('nobody', '3');
  expect(ids.idsOf('a')).toEqual([]);
});
