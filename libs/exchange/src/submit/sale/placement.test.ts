import type { OrderPlacement } from '@tidemark/shopify';
import { ShopifyError } from '@tidemark/shopify';
import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compared } from './placement.ts';
import { SubmitBench } from '../testing-submit.ts';

let bench: SubmitBench;

beforeEach(async () => {
  bench = await SubmitBench.open();
});

afterEach(() => bench[Symbol.asyncDispose]());

const sale = aSale({ id: 'sale-0001' }, [
  anUnpricedLine({ id: 'a', variantId: '101', quantity: 3 }),
  anUnpricedLine({ id: 'b', variantId: null, quantity: 1 }),
]);
const here = sale.locationId;
const placed = (
  fulfilled: OrderPlacement['fulfilled'],
  change: Partial<OrderPlacement> = {},
): OrderPlacement => ({ retailLocationId: here, fulfilled, isWhole: true, ...change });

test('[T20] goods that left the sale’s location are where they belong', () => {
  const whole = placed([
    { variantId: '101', quantity: 2, locationId: here },
    { variantId: '101', quantity: 1, locationId: here },
    { variantId: null, quantity: 1, locationId: here },
  ]);

  expect(compared(aSale({}, [anUnpricedLine({ variantId: '101', quantity: 3 })]), whole)).toEqual({});
  expect(compared(sale, whole)).toEqual({});
});

test('[T20] what left another location is said, by variant and location; so is what left none', () => {
  const lamps = aSale({}, [anUnpricedLine({ variantId: '101', quantity: 3 })]);

  expect(compared(lamps, placed([{ variantId: '101', quantity: 3, locationId: '9' }]))).toEqual({
    misplaced: [{ variantId: '101', quantity: 3, locationId: '9' }],
  });
  expect(
    compared(
      lamps,
      placed([
        { variantId: '101', quantity: 1, locationId: here },
        { variantId: '101', quantity: 1, locationId: null },
      ]),
    ),
  ).toEqual({
    misplaced: [
      { variantId: '101', quantity: 1, locationId: null },
      { variantId: '101', quantity: 1, locationId: null },
    ],
  });
  expect(compared(lamps, placed([], { retailLocationId: null }))).toEqual({
    orderLocationId: null,
    misplaced: [{ variantId: '101', quantity: 3, locationId: null }],
  });
});

test('[T20] of what was not read, or of variants that are gone, nothing is claimed', () => {
  const lamps = aSale({}, [anUnpricedLine({ variantId: '101', quantity: 3 })]);

  expect(compared(lamps, placed([], { isWhole: false }))).toEqual({});
  expect(compared(lamps, placed([{ variantId: null, quantity: 3, locationId: here }]))).toEqual({});
});

test('[T20] an accepted sale says where Shopify took its goods from', async () => {
  bench.fake.placements.set(
    '1000',
    placed([{ variantId: '101', quantity: 3, locationId: '9' }], { retailLocationId: '9' }),
  );
  await bench.push('sales', aSale({ id: 'sale-0001' }, [anUnpricedLine({ variantId: '101', quantity: 3 })]));
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({
    state: 'accepted',
    orderLocationId: '9',
    misplaced: [{ variantId: '101', quantity: 3, locationId: '9' }],
  });
});

test('[T20] where it cannot be asked the sale is accepted all the same, and the log says so', async () => {
  bench.fake.writes.placementOf = async () => {
    throw new ShopifyError('forbidden', 'Access denied for fulfillments field.');
  };
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const submit = bench.submit();
  submit.start();
  await submit.idle();

  const { submission } = await bench.saleOf('sale-0001');
  expect(submission).toMatchObject({ state: 'accepted', orderId: '1000' });
  expect(submission).not.toHaveProperty('misplaced');
  expect(bench.events).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ name: 'placement-unknown' })]) as object,
  );
});

test.each([
  ['Shopify is away', () => Promise.reject(new ShopifyError('unreachable', 'fetch failed'))],
  ['Shopify does not show the order yet', () => Promise.resolve(undefined)],
])('[T20] if %s it is asked again, and nothing of the answer is lost', async (_why, silent) => {
  bench.fake.placements.set('1000', placed([{ variantId: '101', quantity: 3, locationId: '9' }]));
  const answering = bench.fake.writes.placementOf;
  let asked = 0;
  bench.fake.writes.placementOf = (...of) => (++asked < 4 ? silent() : answering(...of));
  await bench.push('sales', aSale({ id: 'sale-0001' }, [anUnpricedLine({ variantId: '101', quantity: 3 })]));
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  const { submission, effects } = await bench.saleOf('sale-0001');
  expect(submission).toMatchObject({ state: 'accepted', misplaced: [{ locationId: '9' }] });
  expect(effects).toMatchObject([{ submission: { state: 'accepted' } }]);
  expect(bench.fake.calls.filter(each => each.startsWith('create'))).toHaveLength(1);
});

test('[T20] an answer that never comes holds no sale up for good', async () => {
  bench.fake.writes.placementOf = () => Promise.resolve(undefined);
  await bench.push('sales', aSale({ id: 'sale-0001' }));
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect((await bench.saleOf('sale-0001')).submission).toMatchObject({ state: 'accepted' });
  expect(bench.events.filter(each => each.name === 'placement-unknown')).toHaveLength(1);
});
