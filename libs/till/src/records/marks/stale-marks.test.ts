import { fc, test as property } from '@fast-check/vitest';
import { aCart, aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { memoryStorage } from '../../testing.ts';
import { RecordStore } from '../record-store.ts';
import { Ledger } from './ledger.ts';
import { markId } from './marks.ts';
import { staleMarks } from './stale-marks.ts';

const numberOf = (n: number) => `A-${String(n).padStart(6, '0')}`;
const few = fc.uniqueArray(fc.integer({ min: 1, max: 30 }));

property.prop([few, few, few])(
  '[T103] notes go with their records, and the highest receipt number stays noted',
  (noted, soldNumbers, carts) => {
    const highest = Math.max(0, ...noted, ...soldNumbers);
    const marks = [
      ...noted.map(n => markId.receipt(numberOf(n))),
      ...noted.map(n => markId.acknowledged(`cart-${n}`)),
      ...noted.map(n => markId.refusal('stockMoves', `move-${n}`)),
      ...[markId.series, markId.scrub, markId.epoch, markId.place('carts'), markId.retired('aaaaaaaaaa')],
    ];

    const stale = staleMarks(marks, {
      has: (name, id) => name === 'carts' && carts.includes(Number(id.slice(5))),
      sales: soldNumbers.map(n => ({ receiptNumber: numberOf(n) })),
      isHighest: number => number === numberOf(highest),
    });

    expect(stale).toEqual([
      ...noted.filter(n => !soldNumbers.includes(n) && n !== highest).map(n => markId.receipt(numberOf(n))),
      ...noted.filter(n => !carts.includes(n)).map(n => markId.acknowledged(`cart-${n}`)),
      ...noted.map(n => markId.refusal('stockMoves', `move-${n}`)),
    ]);
  },
);

test('[T103] what is noted of records that have left is neither stored nor remembered, and no number comes back', async () => {
  const store = await RecordStore.open({
    name: 'stale-marks',
    storage: memoryStorage(),
    multiInstance: false,
  });
  const carts = ['cart-0001', 'cart-0002'].map(id => aCart({ id }));
  for (const each of carts) await store.of('carts').insert(each);
  await store.of('sales').insert(aSale({ id: 'sale-0002', receiptNumber: numberOf(2) }));
  for (const n of [1, 2, 3, 4])
    await store.marks.claim(markId.receipt(numberOf(n)), { saleId: `sale-000${n}` });
  for (const { id } of carts) await store.marks.set(markId.acknowledged(id), { hash: 'x' });
  const ledger = await Ledger.open(store);
  await store.of('carts').remove(['cart-0001'], () => true);
  await ledger.reread();

  await ledger.forgetStale();

  const left = [markId.acknowledged('cart-0002'), markId.receipt(numberOf(2)), markId.receipt(numberOf(4))];
  expect((await store.marks.all()).map(each => each.id)).toEqual(left);
  expect(ledger.highestReceipt('A')).toBe(numberOf(4));
  ledger[Symbol.dispose]();
  const again = await Ledger.open(store);
  expect(again.highestReceipt('A')).toBe(numberOf(4));
  again[Symbol.dispose]();
  await store[Symbol.asyncDispose]();
});
