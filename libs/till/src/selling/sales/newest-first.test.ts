import { fc, test } from '@fast-check/vitest';
import { expect, test as example } from 'vitest';
import { newestFirst } from './newest-first.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const at = (minute: number) => new Date(now + minute * 60_000).toISOString();
const sale = (tillId: string, number: number, minute: number) => ({
  sale: {
    tillId,
    receiptNumber: `${tillId.slice(-1)}-${String(number).padStart(6, '0')}`,
    createdAt: at(minute),
  },
});
const numbersOf = (entries: readonly ReturnType<typeof sale>[]) =>
  entries.map(each => each.sale.receiptNumber);

example('[T62] receipts that agree with the clocks stand by the clocks', () => {
  const entries = [
    sale('till-A', 1, -9),
    sale('till-B', 1, -8),
    sale('till-A', 2, -7),
    sale('till-B', 2, -3),
  ];

  expect(numbersOf(newestFirst(entries, now))).toEqual(['B-000002', 'A-000002', 'B-000001', 'A-000001']);
});

example('[T62] a clock that was moved between two sales turns no receipts round', () => {
  const entries = [sale('till-A', 1, -9), sale('till-A', 2, 40_000_000), sale('till-A', 3, -7)];

  expect(numbersOf(newestFirst(entries, now))).toEqual(['A-000003', 'A-000002', 'A-000001']);
});

example('[T62] after a million receipts the numbers are longer, and still higher', () => {
  const entries = [sale('till-A', 999_999, -5), sale('till-A', 1_000_000, -5)];

  expect(numbersOf(newestFirst(entries, now))).toEqual(['A-1000000', 'A-999999']);
});

const rung = fc.record({
  tillId: fc.constantFrom('till-A', 'till-B', 'till-C'),
  minute: fc.integer({ min: -1_000_000, max: 50_000_000 }),
});

test.prop([fc.array(rung, { maxLength: 30 }), fc.nat()])(
  '[T62] whatever clocks showed, each till’s receipts stand in order, and the order is one',
  (rungs, turn) => {
    const counts = new Map<string, number>();
    const entries = rungs.map(({ tillId, minute }) => {
      const number = (counts.get(tillId) ?? 0) + 1;
      counts.set(tillId, number);
      return sale(tillId, number, minute);
    });

    const listed = newestFirst(entries, now);

    for (const tillId of counts.keys()) {
      const own = numbersOf(listed.filter(each => each.sale.tillId === tillId));
      expect(own).toEqual(own.toSorted().reverse());
    }
    const cut = entries.length === 0 ? 0 : turn % entries.length;
    const turned = [...entries.slice(cut), ...entries.slice(0, cut)];
    expect(numbersOf(newestFirst(turned, now))).toEqual(numbersOf(listed));
  },
);
