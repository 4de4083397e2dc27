import {
  aSale,
  anInventoryLevel,
  anUnpricedLine,
  aStockCorrection,
  aStockMove,
} from '@tidemark/schema/testing';
import type { SaleSubmission } from '@tidemark/schema';
import { describe, expect, test } from 'vitest';
import { available, isIncluded, isReadable } from './available.ts';
import { levelVerdict } from './level-verdict.ts';
import { effectOfMove, effectsOfSale } from './stock-effect.ts';

const accepted = (after: string) =>
  ({ state: 'accepted', after, orderId: '5', orderName: '#5', differences: [] as [] }) as const;
const waiting = (unanswered: number) =>
  ({ state: 'waiting', sending: 1, attempts: 1, unanswered, notBefore: 0 }) as const;
const asOf = (seq: number, epoch = 'e1') => ({ sales: `${epoch}:${seq}`, stockMoves: `${epoch}:${seq}` });
const sale = (submission: Parameters<typeof aSale>[0] = {}) => effectsOfSale(aSale(submission));

describe('what counts', () => {
  test('[K3] the lines of one item are one effect, and a line made by hand has none', () => {
    const lines = [
      anUnpricedLine({ id: 'a', quantity: 2 }),
      anUnpricedLine({ id: 'b', quantity: 1 }),
      anUnpricedLine({ id: 'c', quantity: 4, inventoryItemId: null }),
    ];

    expect(effectsOfSale(aSale({}, lines))).toEqual([
      { collection: 'sales', inventoryItemId: '9101', locationId: '1', delta: -3, submission: null },
    ]);
  });

  test('[K3] once the order is known, it and each correction count where they were made, by their own submissions', () => {
    const effects = [
      aStockCorrection({ units: 2, submission: waiting(1) }),
      aStockCorrection({ key: 'sale-0001-2', submission: { state: 'accepted', after: 'e1:4' } }),
    ];
    const lines = [anUnpricedLine({ quantity: 5 })];
    const of = (submission: SaleSubmission) =>
      effectsOfSale(aSale({ submission, effects }, lines)).map(each => [
        ...[each.locationId, each.delta, each.submission],
      ]);

    expect(of(accepted('e1:1'))).toEqual([
      ...[
        ['1', -2, accepted('e1:1')],
        ['9', -3, accepted('e1:1')],
      ],
      ...[
        ['9', 2, waiting(1)],
        ['1', -2, waiting(1)],
      ],
      ...[
        ['9', 1, effects[1]?.submission],
        ['1', -1, effects[1]?.submission],
      ],
    ]);
    for (const unknown of [null, waiting(1)]) expect(of(unknown)).toEqual([['1', -5, unknown]]);
  });

  test('[K3] an order that took everything elsewhere took nothing here', () => {
    const sold = aSale({ submission: accepted('e1:1'), effects: [aStockCorrection()] });

    expect(effectsOfSale(sold).map(each => [each.locationId, each.delta])).toEqual([
      ...[
        ['9', -1],
        ['9', 1],
        ['1', -1],
      ],
    ]);
  });

  test('[K3] what was placed elsewhere without a correction counts at the sale, as it was sold', () => {
    const misplaced = [{ variantId: '101', quantity: 1, locationId: null }];

    expect(effectsOfSale(aSale({ submission: { ...accepted('e1:1'), misplaced } }))).toMatchObject([
      { locationId: '1', delta: -1 },
    ]);
  });

  test('[K3] sales and moves of other items and other locations do not count', () => {
    const level = anInventoryLevel({ available: 5 });
    const effects = [
      ...sale(),
      ...sale({ locationId: '2' }),
      effectOfMove(aStockMove({ delta: 4 })),
      effectOfMove(aStockMove({ delta: 9, inventoryItemId: '7' })),
    ];

    expect(available(level, effects, 'e1')).toBe(8);
  });

  test('[K4] unsent, waiting and refused count; resolved does not', () => {
    const refused = { state: 'refused', sending: 1, attempts: 1, reason: 'gone' } as const;
    const resolved = { state: 'resolved', sending: 1, note: 'by hand' } as const;

    for (const submission of [null, waiting(0), waiting(1), refused]) {
      for (const effect of sale({ submission })) expect(isIncluded(effect, asOf(99), 'e1')).toBe(false);
    }
    for (const effect of sale({ submission: resolved }))
      expect(isIncluded(effect, undefined, 'e1')).toBe(true);
  });

  test.each([
    ['read later', 'e1:9', asOf(10), true],
    ['read before', 'e1:9', asOf(9), false],
    ['never marked', 'e1:9', undefined, false],
    ['read in the present history, accepted in one before', 'e1:9', asOf(3, 'e2'), true],
    ['accepted in the present history, read in one before', 'e2:3', asOf(9, 'e1'), false],
    ['read in a history before the present one, accepted in one before that', 'e1:9', asOf(3, 'h1-b'), true],
    ['accepted in a history before the present one, read in one before that', 'h1-b:3', asOf(9, 'e1'), false],
  ])('[K5] accepted, and the level was %s', (_case, after, read, included) => {
    const present = read?.sales.startsWith('h1') || after.startsWith('h1') ? 'h2-c' : 'e2';
    for (const effect of sale({ submission: accepted(after) })) {
      expect(isIncluded(effect, read, present)).toBe(included);
    }
  });

  test('[K6] a level is readable once the till has read all that may be in it', () => {
    const at = (seq: number, epoch = 'e1') => ({ epoch, seq });
    const level = { asOf: { sales: 'e1:9', stockMoves: 'e1:4' } };

    expect(isReadable({}, { sales: undefined, stockMoves: undefined })).toBe(true);
    expect(isReadable(level, { sales: at(9), stockMoves: at(4) })).toBe(true);
    expect(isReadable(level, { sales: at(8), stockMoves: at(4) })).toBe(false);
    expect(isReadable(level, { sales: at(9), stockMoves: at(3) })).toBe(false);
    expect(isReadable(level, { sales: at(9), stockMoves: undefined })).toBe(false);
    expect(isReadable(level, { sales: at(1, 'e2'), stockMoves: at(1, 'e2') })).toBe(true);
    const later = { asOf: { sales: 'h1-b:1', stockMoves: 'h1-b:1' } };
    expect(isReadable(later, { sales: at(9), stockMoves: at(9) })).toBe(false);
    expect(isReadable(later, { sales: at(1, 'h2-c'), stockMoves: at(1, 'h2-c') })).toBe(true);
  });
});

describe('what the server does with a level that it read', () => {
  const read = { available: 5, asOf: asOf(9) };

  test('[K7] read while something was on its way, it is read again', () => {
    expect(levelVerdict(read, undefined, sale({ submission: waiting(1) }))).toBe('read-again');
    expect(levelVerdict(read, undefined, sale({ submission: accepted('e1:9') }))).toBe('read-again');
    expect(levelVerdict(read, undefined, sale({ submission: waiting(0) }))).toBe('store');
    expect(levelVerdict(read, undefined, sale({ submission: accepted('e1:8') }))).toBe('store');
  });

  test('[K9] begun before the read of the stored one, and counting otherwise, it is read again', () => {
    const later = { available: 4, asOf: asOf(10) };

    expect(levelVerdict(read, later, [])).toBe('read-again');
    expect(levelVerdict(read, { ...later, available: read.available }, [])).toBe('keep');
    expect(levelVerdict(read, { available: 4, asOf: asOf(9) }, [])).toBe('store');
    expect(levelVerdict(read, { available: 4, asOf: { sales: 'e0:10', stockMoves: 'e0:1' } }, [])).toBe(
      'store',
    );
  });

  test('[K8] saying nothing new, it is kept, so that reading changes no document', () => {
    const stored = { available: 5, asOf: asOf(7) };

    expect(levelVerdict(read, stored, [])).toBe('keep');
    expect(levelVerdict(read, { available: 5 }, [])).toBe('keep');
    expect(levelVerdict(read, { available: 4 }, [])).toBe('store');
    expect(levelVerdict(read, stored, sale({ submission: accepted('e1:6') }))).toBe('keep');
    expect(levelVerdict(read, stored, sale({ submission: accepted('e1:7') }))).toBe('store');
  });
});
