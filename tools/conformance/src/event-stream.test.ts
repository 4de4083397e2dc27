import { expect, test } from 'vitest';
import { dataOf } from './event-stream.ts';

test.each([
  ['data: {"a":1}', '{"a":1}'],
  ['data:{"a":1}', '{"a":1}'],
  ['event: message\r\ndata: one\r\ndata: two', 'one\ntwo'],
  [': a comment', undefined],
  ['', undefined],
])('the data of %j is %j', (block, data) => {
  expect(dataOf(block)).toBe(data);
});
