import { fc, test as property } from '@fast-check/vitest';
import type { Effect, Sale, SaleSubmission } from '@tidemark/schema';
import { anUnpricedLine, aSale, aStockCorrection } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import { stored } from '../submission/submission.ts';
import { judgePush } from './judge-push.ts';
import { madeBeforeNote, perhapsMadeReason, soundEffects } from './told-effects.ts';

const accepted: SaleSubmission = {
  ...{ state: 'accepted', after: 'e1:1', orderId: '7', orderName: '#7', differences: [] },
};
const made = { state: 'accepted', after: 'e1:2' } as const;
const tried = { ...stored, attempts: 1, unanswered: 1 };
const refused = { state: 'refused', sending: 2, attempts: 3, reason: 'gone' } as const;
const resolved = { state: 'resolved', sending: 1, note: 'by hand' } as const;
const told = (submission: Effect['submission']) => [aStockCorrection({ submission })];

function judge(pushed: Sale, current?: Sale) {
  const writer = { shop: pushed.shop, tillId: pushed.tillId, carriedFrom: undefined };
  const verdict = judgePush('sales', { ...pushed, _deleted: false }, current, writer);
  if (verdict.kind === 'refuse') throw new Error(verdict.message);
  return verdict as { kind: string; changed: boolean; document: Sale };
}

describe('effects of which a till knows more than a restored server', () => {
  test.each([
    ['made', made, { state: 'resolved', sending: 1, note: madeBeforeNote }],
    ['resolved by a person', resolved, resolved],
    ['tried', tried, { state: 'refused', sending: 1, attempts: 1, reason: perhapsMadeReason }],
    ['refused', refused, { ...refused, reason: perhapsMadeReason }],
  ] as const)('[J25] one that was %s is not made again by itself', (_what, submission, kept) => {
    const pushed = aSale({ submission: accepted, effects: told(submission) });
    const isNew = judge(pushed);
    const isKnown = judge(pushed, aSale({ submission: stored }));

    for (const { document, changed } of [isNew, isKnown])
      expect([document.submission, document.effects, changed]).toEqual([stored, told(kept), true]);
    expect(judge(pushed, isNew.document)).toMatchObject({ changed: false, document: isNew.document });
  });

  test('[J25] one that was never tried is left out: the server makes it anew', () => {
    expect(judge(aSale({ submission: accepted, effects: told(stored) })).document).toEqual(
      aSale({ submission: stored }),
    );
  });

  test('[J25] [J3] what the server knows of an effect stands unless its till knows more', () => {
    const server = (submission: Effect['submission']) =>
      aSale({ submission: accepted, effects: told(submission) });

    for (const known of [tried, refused, resolved, made]) {
      const verdict = judge(server(stored), server(known));
      expect(verdict).toMatchObject({ kind: 'conflict', changed: false, document: server(known) });
      expect(judge(server(known), server(known))).toMatchObject({ kind: 'accept', changed: false });
      expect(judge(aSale(), server(known))).toMatchObject({ changed: false, document: server(known) });
    }
    expect(judge(server(made), server(tried)).document.effects?.[0]?.submission).toEqual({
      ...{ state: 'resolved', sending: 1, note: madeBeforeNote },
    });
  });

  test('[J25] the content that the server has of a key stands', () => {
    const two = aSale({ submission: accepted }, [anUnpricedLine({ quantity: 2 })]);
    const current = { ...two, effects: [aStockCorrection({ units: 2, submission: tried })] };

    const { document } = judge({ ...two, effects: [aStockCorrection({ submission: made })] }, current);

    expect(document.effects?.[0]).toMatchObject({
      changes: current.effects[0]?.changes,
      submission: { state: 'resolved' },
    });
  });
});

describe('effects that no server made', () => {
  const item = { inventoryItemId: '9101', variantId: '101' };
  const at = (locationId: string, delta: number, change: object = {}) => ({
    ...item,
    locationId,
    delta,
    ...change,
  });

  test.each([
    ['of more than was sold', [at('9', 2), at('1', -2)]],
    [
      'of something else',
      [at('9', 1, { inventoryItemId: '9102' }), at('1', -1, { inventoryItemId: '9102' })],
    ],
    ['of another variant', [at('9', 1, { variantId: '102' }), at('1', -1, { variantId: '102' })]],
    ['that do not add up', [at('9', 1)]],
    ['away from where it was sold', [at('9', -1), at('1', 1)]],
    ['between other locations', [at('9', 1), at('8', -1)]],
    ['of nothing', [at('9', 0), at('1', 0)]],
  ])('[J26] those %s are left out', (_what, changes) => {
    expect(judge(aSale({ effects: [aStockCorrection({ changes, submission: made })] })).document).toEqual(
      aSale({ submission: stored }),
    );
  });

  test('[J26] of a key that stands twice, or that takes more than is left, the first is kept', () => {
    const [first, second] = [
      aStockCorrection({ submission: made }),
      aStockCorrection({ submission: refused }),
    ];
    const other = aStockCorrection({ key: 'sale-0001-2', submission: made });

    expect(soundEffects(aSale({ effects: [first, second] }))).toEqual([first]);
    expect(soundEffects(aSale({ effects: [first, other] }))).toEqual([first]);
    expect(soundEffects(aSale({ effects: [first, other] }, [anUnpricedLine({ quantity: 2 })]))).toHaveLength(
      2,
    );
    const often = aStockCorrection({ submission: { ...refused, sending: 2 ** 40 } });
    expect(soundEffects(aSale({ effects: [often] }))).toEqual([]);
  });

  const change = fc
    .record({
      of: fc.constantFrom('9101', '9102'),
      locationId: fc.constantFrom('1', '8', '9'),
      delta: fc.integer({ min: -3, max: 3 }),
    })
    .map(({ of, ...where }) => ({ inventoryItemId: of, variantId: of.slice(1), ...where }));
  const odd = fc.array(change, { minLength: 1, maxLength: 4 });
  const balanced = fc
    .array(change, { minLength: 1, maxLength: 2 })
    .map(each => each.flatMap(one => [one, { ...one, locationId: '1', delta: -one.delta }]));
  const effect = fc
    .record({
      key: fc.constantFrom('sale-0001-1', 'sale-0001-2', 'sale-0001-3'),
      changes: fc.oneof(odd, balanced),
    })
    .map(each => aStockCorrection({ ...each, submission: made }));

  property.prop([fc.array(effect, { maxLength: 4 })], { numRuns: 10_000 })(
    '[J26] whatever a till says, what is kept takes sold goods from the sale’s location, and no more of them',
    effects => {
      const lines = [
        anUnpricedLine({ quantity: 2 }),
        anUnpricedLine({ id: '102', variantId: '102', inventoryItemId: '9102' }),
      ];
      const kept = soundEffects(aSale({ effects }, lines)).flatMap(each => each.changes);

      const sum = (of: string, where: (locationId: string) => boolean) =>
        kept
          .filter(each => each.inventoryItemId === of && where(each.locationId))
          .reduce((all, each) => all + each.delta, 0);
      for (const [of, sold] of [
        ['9101', 2],
        ['9102', 1],
      ] as const) {
        expect(sum(of, () => true)).toBe(0);
        expect(-sum(of, each => each === '1')).toBeGreaterThanOrEqual(0);
        expect(-sum(of, each => each === '1')).toBeLessThanOrEqual(sold);
        expect(kept.filter(each => each.locationId !== '1').every(each => each.delta > 0)).toBe(true);
      }
    },
  );
});
