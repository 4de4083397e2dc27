import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { linesOf, UnreadableFile } from './lines.ts';

/** The bytes in pieces of this size. */
function piecesOf(text: string, size: number): Buffer[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  );
}

/** Everything that a generator yields. */
async function listOf(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const list: string[] = [];
  for await (const each of lines) list.push(each);
  return list;
}

test.prop([
  fc.array(fc.string({ unit: 'grapheme' }).filter(each => !/[\r\n]/.test(each))),
  fc.integer({ min: 1, max: 9 }),
])('[JT8] lines come back, wherever the pieces of a file end', async (lines, size) => {
  const read = await listOf(linesOf(piecesOf(lines.map(each => `${each}\n`).join(''), size)));

  expect(read).toEqual(lines);
});

test('[JT8] the last line needs no end', async () => {
  expect(await listOf(linesOf(piecesOf('a\n\nb', 2)))).toEqual(['a', '', 'b']);
});

test('[JT5] a line is read no further than its bound', async () => {
  let read = 0;
  function* endless() {
    for (; ; read++) yield Buffer.from('xxxx');
  }

  await expect(listOf(linesOf(endless(), 10))).rejects.toThrow(UnreadableFile);
  expect(read).toBe(2);
});
