import { fc, test } from '@fast-check/vitest';
import type { Effect, SaleSubmission } from '@tidemark/schema';
import { aSale, aStockCorrection } from '@tidemark/schema/testing';
import { expect, test as example } from 'vitest';
import { dueEffect, mergeEffects, withEffect } from './effects.ts';
import { compareSubmissions, stored } from './submission.ts';

const many = { numRuns: 10_000 };
const small = fc.integer({ min: 0, max: 2 });
const life: fc.Arbitrary<Effect['submission']> = fc.oneof(
  fc
    .tuple(small, small, small)
    .map(([sending, attempts, unanswered]) => ({ ...stored, sending: sending + 1, attempts, unanswered })),
  small.map(sending => ({ state: 'refused' as const, sending: sending + 1, attempts: 1, reason: 'gone' })),
  small.map(sending => ({ state: 'resolved' as const, sending: sending + 1, note: 'by hand' })),
  fc.constantFrom('e1:4', 'e1:5').map(after => ({ state: 'accepted' as const, after })),
);
const key = fc.constantFrom('sale-0001-1', 'sale-0001-2', 'sale-0001-10');
/** Units that differ under one key: what no server does, and what must still merge alike. */
const effect = fc
  .tuple(key, small, life)
  .map(([name, units, submission]) => aStockCorrection({ key: name, units, submission }));
const effects = fc.uniqueArray(effect, { selector: each => each.key }).map(each => mergeEffects(each, []));
const order = fc.constantFrom<SaleSubmission>(null, stored, {
  ...{ state: 'accepted', after: 'e1:3', orderId: '7', orderName: '#7', differences: [] },
});

test.prop([effects, effects, effects], many)(
  '[L11] merging effects is commutative, associative and idempotent, and each key counts once',
  (a, b, c) => {
    expect(mergeEffects(a, b)).toEqual(mergeEffects(b, a));
    expect(mergeEffects(mergeEffects(a, b), c)).toEqual(mergeEffects(a, mergeEffects(b, c)));
    expect(mergeEffects(a, a)).toEqual(a);
    const keys = mergeEffects(a, b).map(each => each.key);
    expect(new Set(keys)).toEqual(new Set([...a, ...b].map(each => each.key)));
    expect(keys).toHaveLength(new Set(keys).size);
  },
);

test.prop([effects, effects], many)('[L11] merging only moves an effect’s life forward', (a, b) => {
  const merged = new Map(mergeEffects(a, b).map(each => [each.key, each]));

  for (const each of [...a, ...b])
    expect(compareSubmissions(each.submission, merged.get(each.key)!.submission)).toBeLessThanOrEqual(0);
});

test.prop([effects, key, life, order], many)(
  '[L12] one effect moves alone, and the first that waits is due once the order is settled',
  (all, name, next, submission) => {
    const sale = { ...aSale({ submission }), ...(all.length > 0 ? { effects: all } : {}) };
    const moved = withEffect(sale, name, next);

    if (!all.some(each => each.key === name)) expect(moved).toBe(sale);
    for (const [index, each] of (moved.effects ?? []).entries())
      expect(each).toEqual(each.key === name ? { ...all[index], submission: next } : all[index]);
    const due = dueEffect(moved);
    const waiting = (moved.effects ?? []).filter(each => each.submission.state === 'waiting');
    expect(due).toBe(submission?.state === 'accepted' ? waiting[0] : undefined);
  },
);

example('[L12] an effect is due at its own time, and in its order', () => {
  const accepted = {
    state: 'accepted',
    after: 'e1:3',
    orderId: '7',
    orderName: '#7',
    differences: [] as [],
  } as const;
  const first = aStockCorrection({ key: 'sale-0001-2', submission: { ...stored, notBefore: 90 } });
  const second = aStockCorrection({ key: 'sale-0001-10' });
  const sale = aSale({ submission: accepted, effects: mergeEffects([second], [first]) });

  expect(sale.effects).toEqual([first, second]);
  expect(dueEffect(sale)).toBe(first);
  expect(dueEffect(sale, 50)).toBe(second);
  expect(dueEffect(aSale({ submission: stored, effects: [second] }))).toBeUndefined();
});
