import { fc, test } from '@fast-check/vitest';
import { mostStockChanges, type SaleLine } from '@tidemark/schema';
import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import { describe, expect, test as example } from 'vitest';
import { correctionsOf } from './corrections.ts';

const here = '1';
/** Two variants may be of one item, as in a mirror that is behind; variant 9 is not in the sale. */
const itemOf = new Map([
  ['101', '201'],
  ['102', '201'],
  ['103', '203'],
  ['104', '204'],
]);
const lines = [...itemOf].map(([variantId, inventoryItemId]) =>
  anUnpricedLine({ id: variantId, variantId, inventoryItemId, quantity: 5 }),
);
const sale = (id = 'sale-0001') => ({ ...aSale({ id }, lines), locationId: here });
const good = fc.record({
  variantId: fc.constantFrom('101', '102', '103', '104', '9'),
  quantity: fc.integer({ min: 1, max: 9 }),
  locationId: fc.constantFrom(null, '2', '3', '4'),
});
const goods = fc.array(good, { maxLength: 20 });
const many = { numRuns: 10_000 };

describe('corrections of stock', () => {
  test.prop([goods], many)('[T23] what is moved of an item sums up to nothing', misplaced => {
    for (const { changes } of correctionsOf(sale(), misplaced))
      for (const own of Map.groupBy(changes, each => each.inventoryItemId).values())
        expect(own.reduce((sum, each) => sum + each.delta, 0)).toBe(0);
  });

  test.prop([goods], many)(
    '[T23] each location gets back what left it, and the sale’s gives all of it',
    misplaced => {
      const units = new Map<string, number>();
      for (const { variantId, quantity, locationId } of misplaced) {
        const item = itemOf.get(variantId);
        if (item === undefined || locationId === null) continue;
        for (const [place, delta] of [
          [locationId, quantity],
          [here, -quantity],
        ] as const)
          units.set(`${item}@${place}`, (units.get(`${item}@${place}`) ?? 0) + delta);
      }

      const changes = correctionsOf(sale(), misplaced).flatMap(each => each.changes);

      expect(
        new Map(changes.map(each => [`${each.inventoryItemId}@${each.locationId}`, each.delta])),
      ).toEqual(units);
      expect(changes).toHaveLength(units.size);
    },
  );

  test.prop([goods, fc.infiniteStream(fc.nat())], many)(
    '[T23] the order in which Shopify lists it does not matter',
    (misplaced, chance) => {
      const shuffled = misplaced
        .map(each => ({ each, place: chance.next().value as number }))
        .sort((a, b) => a.place - b.place)
        .map(({ each }) => each);

      const [one, two] = [correctionsOf(sale(), misplaced), correctionsOf(sale(), shuffled)];

      const contentOf = (of: typeof one) =>
        of.map(each => ({
          ...each,
          // Two variants of one item: either may name it.
          changes: each.changes.map(({ variantId: _variantId, ...rest }) => rest),
        }));
      expect(contentOf(two)).toEqual(contentOf(one));
    },
  );

  test.prop([fc.string({ minLength: 1, maxLength: 100 })], { numRuns: 2_000 })(
    '[T23] a key fits its schema, whatever the sale’s id',
    id => {
      const [effect] = correctionsOf(sale(id), [{ variantId: '101', quantity: 1, locationId: '2' }]);

      expect(effect?.key).toMatch(/^[A-Za-z0-9-]{8,64}$/);
    },
  );

  test.prop([fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 300 })], { numRuns: 200 })(
    '[T23] a request has at most as many changes as Shopify takes, and no item in two requests',
    (items, places) => {
      const line = (n: number): SaleLine => ({
        ...sale().lines[0]!,
        variantId: `v${n}`,
        inventoryItemId: `i${n}`,
      });
      const wide = { ...sale(), lines: Array.from({ length: items }, (_, n) => line(n)) };
      const misplaced = wide.lines.flatMap(({ variantId }) =>
        Array.from({ length: places }, (_, n) => ({
          ...{ variantId: variantId!, quantity: 1, locationId: `x${n}` },
        })),
      );

      const parts = correctionsOf(wide, misplaced.slice(0, 10_000));

      const seen = new Set<string>();
      for (const { changes } of parts) {
        expect(changes.length).toBeLessThanOrEqual(mostStockChanges);
        const own = new Set(changes.map(each => each.inventoryItemId));
        for (const item of own) expect(seen.has(item)).toBe(false);
        for (const item of own) seen.add(item);
      }
      expect(new Set(parts.map(each => each.key)).size).toBe(parts.length);
    },
  );

  example('[T23] goods that left no location are left to a person', () => {
    expect(correctionsOf(sale(), [{ variantId: '101', quantity: 2, locationId: null }])).toEqual([]);
    expect(correctionsOf(sale(), [{ variantId: '101', quantity: 2, locationId: '2' }])).toEqual([
      {
        kind: 'stock-correction',
        key: 'sale-0001-stock-1',
        changes: [
          { inventoryItemId: '201', variantId: '101', locationId: '2', delta: 2 },
          { inventoryItemId: '201', variantId: '101', locationId: here, delta: -2 },
        ],
        submission: { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 },
      },
    ]);
  });
});
