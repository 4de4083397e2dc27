import type { Effect } from '@tidemark/schema';
import { anInventoryLevel, anUnpricedLine, aSale, aStockCorrection } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { StockBook } from './stock-book.ts';

const rev = '0'.repeat(16);
const waiting = { state: 'waiting', sending: 1, attempts: 1, unanswered: 1, notBefore: 0 } as const;
const order = {
  state: 'accepted',
  after: 'e1:1',
  orderId: '7',
  orderName: '#7',
  differences: [] as [],
} as const;

/** What a till shows here and elsewhere, of ten each, after a sale of three of which Shopify took two elsewhere. */
function shown(lives: readonly Effect['submission'][], readAt: number, counts: readonly [number, number]) {
  const book = new StockBook();
  const lines = [anUnpricedLine({ quantity: 3 })];
  const effects = lives.map((submission, index) =>
    aStockCorrection({ key: `sale-0001-${index + 1}`, submission }),
  );
  book.setHeld({ sales: { epoch: 'e1', seq: 99 }, stockMoves: { epoch: 'e1', seq: 99 } }, 'e1');
  for (const [index, locationId] of ['1', '9'].entries()) {
    const asOf = { sales: `e1:${readAt}`, stockMoves: 'e1:0' };
    const level = { ...anInventoryLevel({ locationId, available: counts[index]!, asOf }), rev };
    book.setLevel(level.id, level);
  }
  // As it is pulled: first unknown, then accepted.
  book.setSale(aSale({}, lines));
  book.setSale(aSale({ submission: order, effects }, lines));
  return [book.available('9101', '1'), book.available('9101', '9')];
}

test('[T110] an order and several corrections at one level count once each, whichever a count includes', () => {
  const done = (after: string) => ({ state: 'accepted', after }) as const;

  expect(shown([waiting, waiting], 1, [10, 10])).toEqual([7, 10]);
  expect(shown([waiting, waiting], 2, [9, 8])).toEqual([7, 10]);
  expect(shown([done('e1:2'), waiting], 2, [9, 8])).toEqual([7, 10]);
  expect(shown([done('e1:2'), waiting], 3, [8, 9])).toEqual([7, 10]);
  expect(shown([done('e1:2'), done('e1:3')], 4, [7, 10])).toEqual([7, 10]);
});

test('[T110] a sale that has left takes all its effects with it', () => {
  const book = new StockBook();
  const level = { ...anInventoryLevel({ available: 10 }), rev };
  book.setLevel(level.id, level);
  book.setSale(
    aSale({ submission: order, effects: [aStockCorrection()] }, [anUnpricedLine({ quantity: 3 })]),
  );
  expect(book.available('9101', '1')).toBe(7);

  book.forget('sale-0001');

  expect(book.available('9101', '1')).toBe(10);
});
