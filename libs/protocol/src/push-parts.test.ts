import { expect, test } from 'vitest';
import { maxPushBytes, maxPushRows } from './messages/push.ts';
import { pushParts } from './push-parts.ts';

const row = (id: number, characters = 0) => ({ id, text: 'é'.repeat(characters) });
const idsOf = (parts: readonly { id: number }[][]) => parts.map(part => part.map(each => each.id));

test('[P15] a push has so many rows at most, in their order', () => {
  const rows = Array.from({ length: maxPushRows + 1 }, (_, n) => row(n));

  const parts = pushParts(rows);

  expect(parts.map(each => each.length)).toEqual([maxPushRows, 1]);
  expect(parts.flat()).toEqual(rows);
});

test('[P15] and so many bytes; a row that is too large for any push goes alone', () => {
  const third = maxPushBytes / 2 / 2 / 3;
  const rows = [row(1, third), row(2, third), row(3, third), row(4, maxPushBytes), row(5)];

  expect(idsOf(pushParts(rows))).toEqual([[1, 2], [3], [4], [5]]);
  expect(pushParts([])).toEqual([]);
});
