import fc from 'fast-check';
import { expect, test } from 'vitest';
import { typosBetween, typosIn } from './typos.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 7 });

test.each([
  ['kettle', 'kettle', 0],
  ['kett', 'kettle', 0],
  ['ketle', 'kettle', 1],
  ['kettel', 'kettle', 1],
  ['kettlee', 'kettle', 1],
  ['jettle', 'kettle', 1],
  ['stonwear', 'stoneware', 1],
  ['stnwar', 'stoneware', 2],
  ['mug', 'kettle', Infinity],
])('[T9] from %s to %s are %d typos', (typed, whole, typos) => {
  expect(typosBetween(typed, whole, 2)).toBe(typos);
});

test('[T9] what was typed with so many typos is no further away than that', () => {
  const typo = fc.record({ kind: fc.constantFrom('add', 'drop', 'change', 'turn'), at: fc.nat(6) });
  fc.assert(
    fc.property(word, fc.nat(7), fc.array(typo, { maxLength: 1 }), (whole, length, typos) => {
      const beginning = whole.slice(0, Math.max(1, length));
      const typed = typos.reduce((text, { kind, at }) => {
        const [head, tail] = [text.slice(0, at), text.slice(at)];
        if (kind === 'add') return `${head}x${tail}`;
        if (kind === 'drop') return head + tail.slice(1);
        if (kind === 'change') return tail === '' ? text : `${head}x${tail.slice(1)}`;
        return head + (tail[1] ?? '') + (tail[0] ?? '') + tail.slice(2);
      }, beginning);
      expect(typosBetween(typed, whole, 2)).toBeLessThanOrEqual(typos.length);
    }),
  );
});

test('[T9] only long words may have typos', () => {
  expect(['mug', 'mugs', 'linen', 'stoneware'].map(typosIn)).toEqual([0, 0, 1, 2]);
});
