import { fc, test } from '@fast-check/vitest';
import { aSale, aStockCorrection } from '@tidemark/schema/testing';
import { expect, test as example } from 'vitest';
import { entryOf } from './record-status.ts';
import { uncorrected } from './uncorrected.ts';

const order = {
  state: 'accepted',
  after: 'e1:1',
  orderId: '7',
  orderName: '#7',
  differences: [] as [],
} as const;
const place = fc.record({
  variantId: fc.constantFrom('101', '102'),
  quantity: fc.integer({ min: 1, max: 3 }),
  locationId: fc.constantFrom('8', '9', null),
});
const misplaced = fc.uniqueArray(place, {
  selector: each => `${each.variantId}@${each.locationId}`,
  maxLength: 5,
});
const change = fc.record({
  variantId: fc.constantFrom('101', '102'),
  units: fc.integer({ min: 1, max: 3 }),
  from: fc.constantFrom('8', '9'),
});

test.prop([misplaced, fc.array(change, { maxLength: 5 })], { numRuns: 10_000 })(
  '[T110] what no correction deals with is what was misplaced less what the corrections put back, place by place',
  (all, changes) => {
    const effects = changes.map(({ variantId, units, from }, index) =>
      aStockCorrection({
        key: `sale-0001-${index + 1}`,
        changes: [
          { inventoryItemId: `9${variantId}`, variantId, locationId: from, delta: units },
          { inventoryItemId: `9${variantId}`, variantId, locationId: '1', delta: -units },
        ],
      }),
    );

    const left = uncorrected({
      submission: { ...order, misplaced: all },
      ...(effects.length ? { effects } : {}),
    });

    for (const { variantId, quantity, locationId } of all) {
      const put = changes
        .filter(each => each.variantId === variantId && each.from === locationId)
        .reduce((sum, { units }) => sum + units, 0);
      const found = left.find(each => each.variantId === variantId && each.locationId === locationId);
      expect(found?.quantity ?? 0).toBe(Math.max(0, quantity - put));
    }
    expect(left.length).toBeLessThanOrEqual(all.length);
  },
);

example('[T110] a sale is listed with its corrections, each with its own status', () => {
  const misplacedGoods = [
    { variantId: '101', quantity: 1, locationId: '9' },
    { variantId: '101', quantity: 2, locationId: null },
  ];
  const refused = { state: 'refused', sending: 1, attempts: 2, reason: 'gone' } as const;
  const effects = [aStockCorrection({ submission: refused })];
  const sale = aSale({ submission: { ...order, misplaced: misplacedGoods }, effects });

  expect(entryOf(sale, undefined, undefined, 'till-aaaa')).toMatchObject({
    way: { at: 'shopify' },
    misplaced: [misplacedGoods[1]],
    corrections: [
      {
        key: 'sale-0001-1',
        changes: effects[0]!.changes,
        way: { at: 'refused', reason: 'gone', sending: 1 },
      },
    ],
  });
});
