import { aProduct, aVariant } from '@tidemark/schema/testing';
import type { DraftLine } from '@tidemark/till';
import { expect, test } from 'vitest';
import { emptyDraft, withLineNote, withOneMore, withPriceNow } from './draft.ts';
import { PriceChanges } from './price-changes.ts';

const product = { ...aProduct({ id: '5', title: 'Mug' }), rev: '0'.repeat(16) };
const at = (price: number) => ({ product, variant: aVariant({ id: '7', price }), available: 3 });
const lines = (draft: typeof emptyDraft) =>
  draft.lines.map(({ id, item, quantity }) => [id, item.unitPrice, quantity]);
const knownAt = (price: number) => new Map([['7', at(price)]]);

test('[K7] what is added after a price changed comes at the new price, on a line of its own', () => {
  const before = withOneMore(withOneMore(emptyDraft, at(1_000)), at(1_000));

  const after = withOneMore(withOneMore(before, at(1_300)), at(1_300));

  expect(lines(after)).toEqual([['7', 1_000, 2], ['7@1300', 1_300, 2]]); // prettier-ignore
  expect(lines(withOneMore(after, at(1_000)))).toEqual([['7', 1_000, 3], ['7@1300', 1_300, 2]]); // prettier-ignore
});

test('[K7] a line can take the new price, with its note, in its place, and joins one that has it', () => {
  const alone = withLineNote(withOneMore(emptyDraft, at(1_000)), '7', 'gift');

  const repriced = withPriceNow(alone, '7', at(1_300));

  expect(lines(repriced)).toEqual([['7@1300', 1_300, 1]]);
  expect(repriced.lines[0]?.note).toBe('gift');
  expect(lines(withPriceNow(withOneMore(alone, at(1_300)), '7', at(1_300)))).toEqual([['7@1300', 1_300, 2]]);
  expect(withPriceNow(alone, '7', at(1_000))).toBe(alone);
  expect(withPriceNow(alone, 'gone', at(1_300))).toBe(alone);
});

test('[K7] a line whose product costs something else now is marked, until somebody keeps its price', () => {
  const changes = new PriceChanges();
  const line = withOneMore(emptyDraft, at(1_000)).lines[0] as DraftLine;

  expect(changes.of(line, knownAt(1_000))).toBeUndefined();
  expect(changes.of(line, knownAt(1_300))?.variant.price).toBe(1_300);
  expect(changes.of(line, new Map())).toBeUndefined();
  changes.keep(line, at(1_300));
  expect(changes.of(line, knownAt(1_300))).toBeUndefined();
  expect(changes.of(line, knownAt(1_400))?.variant.price).toBe(1_400);
});
