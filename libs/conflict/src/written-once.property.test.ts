import { fc, test } from '@fast-check/vitest';
import { aSealedSale, aTillKey } from '@tidemark/journal/testing';
import type { MoveSubmission, Sale, StockMove } from '@tidemark/schema';
import { aSale, aStockCorrection, aStockMove } from '@tidemark/schema/testing';
import { expect, test as example } from 'vitest';
import { moneyDifferences } from './money-differences.ts';
import { countedDelta, mergeMoves } from './moves.ts';
import { isSameWriting, mergeWrittenOnce } from './written-once.ts';

const many = { numRuns: 10_000 };
const submission = fc.constantFrom<MoveSubmission>(
  null,
  { state: 'waiting', sending: 1, attempts: 1, unanswered: 0, notBefore: 0 },
  { state: 'refused', sending: 1, attempts: 1, reason: 'gone' },
  { state: 'accepted', after: 'e1:4' },
);
const move = fc
  .record({ id: fc.constantFrom('move-0001', 'move-0002', 'move-0003'), submission })
  .map(change => aStockMove({ ...change, delta: Number(change.id.slice(-1)) }));
const moves = fc.uniqueArray(move, { selector: each => each.id });
const sorted = moves.map(each => each.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
const odd = fc
  .record({ submission, note: fc.constantFrom(null, 'a', 'b') })
  .map(change => aStockMove(change));

test.prop([moves, moves], many)('[Q1] merging sets of moves is commutative', (a, b) => {
  expect(mergeMoves(a, b)).toEqual(mergeMoves(b, a));
});

test.prop([moves, moves, moves], many)('[Q2] merging sets of moves is associative', (a, b, c) => {
  expect(mergeMoves(mergeMoves(a, b), c)).toEqual(mergeMoves(a, mergeMoves(b, c)));
});

test.prop([sorted], many)('[Q3] merging sets of moves is idempotent', a => {
  expect(mergeMoves(a, a)).toEqual(a);
});

test.prop([moves, moves], many)('[Q4] the set only grows, and each move counts once', (a, b) => {
  const merged = mergeMoves(a, b);
  const ids = new Set([...a, ...b].map(each => each.id));
  const total = (set: readonly StockMove[]) => set.reduce((sum, each) => sum + each.delta, 0);

  expect(merged.map(each => each.id)).toEqual([...ids].sort());
  expect(total(merged)).toBe([...ids].reduce((sum, id) => sum + Number(id.slice(-1)), 0));
});

test.prop([odd, odd, odd], many)(
  '[Q5] even copies that contradict each other merge alike everywhere',
  (a, b, c) => {
    const merge = mergeWrittenOnce<StockMove>;

    expect(merge(a, b)).toEqual(merge(b, a));
    expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
    expect(merge(a, a)).toEqual(a);
  },
);

const key = await aTillKey();
const sealed = await aSealedSale({ note: 'for Anna' }, key);
const again = await aSealedSale({ note: 'for Anna' }, key);
const clone = await aSealedSale({ note: 'for Anna', receiptNumber: 'A-000077' }, key);
const copy: fc.Arbitrary<Sale> = fc
  .record({
    of: fc.constantFrom(sealed, again, clone),
    isErased: fc.boolean(),
    added: fc.record(
      {
        rev: fc.constantFrom('0123456789abcdef', 'fedcba9876543210'),
        flaws: fc.constantFrom<NonNullable<Sale['flaws']>>([{ code: 'staff-unknown', about: 'demo' }]),
        decided: fc.constantFrom(
          { staffId: 'a', at: '2026-01-01T00:00:00Z', do: 'resolve' as const },
          { staffId: 'b', at: '2026-01-01T00:00:00Z', do: 'send-again' as const },
        ),
        effects: fc.constantFrom<NonNullable<Sale['effects']>>(
          [aStockCorrection()],
          [aStockCorrection({ submission: { state: 'accepted', after: 'e1:4' } })],
          [aStockCorrection({ key: 'sale-0001-2' })],
        ),
        submission: fc.constantFrom<Sale['submission']>(
          { state: 'waiting', sending: 1, attempts: 1, unanswered: 0, notBefore: 0 },
          { state: 'refused', sending: 1, attempts: 1, reason: 'gone' },
        ),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ of, isErased, added }) => ({ ...of, ...(isErased ? { details: null } : {}), ...added }));

test.prop([copy, copy, copy], many)(
  '[Q7] copies of a record of a journal merge alike everywhere, and what is erased stays erased',
  (a, b, c) => {
    const merge = mergeWrittenOnce<Sale>;

    expect(merge(a, b)).toEqual(merge(b, a));
    expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
    expect(merge(a, a)).toEqual(a);
    const merged = merge(a, b);
    if (a.journal?.hash === b.journal?.hash)
      expect(merged.details === null).toBe(a.details === null || b.details === null);
    if (a.flaws ?? b.flaws) expect(merged.flaws).toBeDefined();
    expect(new Set(merged.effects?.map(each => each.key))).toEqual(
      new Set([...(a.effects ?? []), ...(b.effects ?? [])].map(each => each.key)),
    );
    expect(isSameWriting(merged, a) || isSameWriting(merged, b)).toBe(true);
  },
);

example('[Q6] a count is a delta against what was seen', () => {
  expect(countedDelta(5, 3)).toBe(-2);
  expect(countedDelta(-1, 3)).toBe(4);
});

example('[D1] money that Shopify counts otherwise is named, field by field', () => {
  const sale = aSale();
  const { subtotal, tax, total } = sale.totals;

  expect(moneyDifferences(sale, { subtotal, tax, total, paid: total })).toEqual([]);
  expect(moneyDifferences(sale, { subtotal, tax: tax + 1, total, paid: 0 })).toEqual([
    { field: 'tax', sale: tax, order: tax + 1 },
    { field: 'paid', sale: total, order: 0 },
  ]);
});

example('[D1] change is not part of what was paid for the order', () => {
  const sale = aSale();
  const { subtotal, tax, total } = sale.totals;
  const paid = { ...sale, totals: { ...sale.totals, paid: total + 500, change: 500 } };

  expect(moneyDifferences(paid, { subtotal, tax, total, paid: total })).toEqual([]);
});
