import { available, type StockEffect } from '@tidemark/protocol';
import type { InventoryLevel } from '@tidemark/schema';
import { anInventoryLevel } from '@tidemark/schema/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LevelEffects } from './level-effects.ts';

const epoch = fc.constantFrom('e1', 'h2-a', 'h3-b');
const place = fc.tuple(epoch, fc.nat(6)).map(([name, seq]) => `${name}:${seq}`);
const accepted = (after: string) =>
  ({ state: 'accepted', after, orderId: '1', orderName: '#1', differences: [] }) as const;
const submission = fc.oneof(
  fc.constant(null),
  fc.constant({ state: 'resolved' } as StockEffect['submission']),
  place.map(accepted),
);
const effect = fc.record({
  collection: fc.constantFrom('sales', 'stockMoves'),
  delta: fc.integer({ min: -9, max: 9 }),
  submission,
});
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), id: fc.nat(5), effect }),
  fc.record({ do: fc.constant('delete' as const), id: fc.nat(5) }),
  fc.record({
    do: fc.constant('read' as const),
    asOf: fc.option(fc.record({ sales: place, stockMoves: place }), { nil: undefined }),
    epoch,
  }),
);
const level = { ...anInventoryLevel({ available: 100 }), rev: '0'.repeat(16) };

test('[T18] what is put aside changes no count, whichever levels and histories follow each other', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const [effects, all] = [new LevelEffects(), new Map<number, StockEffect>()];
      for (const each of steps) {
        if (each.do === 'set') {
          const whole = { inventoryItemId: '9101', locationId: '1', ...each.effect } as StockEffect;
          all.set(each.id, whole);
          effects.set(String(each.id), whole);
        } else if (each.do === 'delete') {
          all.delete(each.id);
          effects.delete(String(each.id));
        } else {
          const read: InventoryLevel = { ...level, ...(each.asOf ? { asOf: each.asOf } : {}) };
          const counted = available(read, effects.notIn(read, each.epoch), each.epoch);
          expect(counted).toBe(available(read, all.values(), each.epoch));
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test('[T18] [W12] the sales of an article that its count has in it are not looked at again', () => {
  const effects = new LevelEffects();
  const sale = (after: number) =>
    ({
      ...{ collection: 'sales', inventoryItemId: '9101', locationId: '1', delta: -1 },
      submission: accepted(`e1:${after}`),
    }) as StockEffect;
  const readAt = (seq: number) => ({ ...level, asOf: { sales: `e1:${seq}`, stockMoves: 'e1:0' } });
  for (let n = 0; n < 1_000; n++) {
    effects.set(`sale-${n}`, sale(n));
    expect([...effects.notIn(readAt(n + 1), 'e1')]).toEqual([]);
    expect(effects.open).toBe(0);
  }

  effects.set('sale-1000', sale(2_000));

  expect([...effects.notIn(readAt(1_001), 'e1')]).toHaveLength(1);
  expect(effects.open).toBe(1);
  // An earlier count includes less.
  expect([...effects.notIn(readAt(500), 'e1')]).toHaveLength(501);
});
