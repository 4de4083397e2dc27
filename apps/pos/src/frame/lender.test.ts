import { expect, test } from 'vitest';
import type { FramedName } from '../embed/frame/frame-address.ts';
import { lendingAmong, type Sibling } from './lender.ts';

const shop = 'a.myshopify.com';
const frame = (element: FramedName, till?: string, ofShop = shop): Sibling<string> => ({
  kind: 'ours',
  address: { element, shop: ofShop, host: 'https://shop.example' },
  till,
});
const closed: Sibling<string> = { kind: 'closed' };

test.each([
  ['alone', [frame('tide-cart')], 0, { do: 'open' }],
  [
    'beside a whole till',
    [frame('tide-cart'), frame('tide-pos', 'T')],
    0,
    { do: 'borrow', till: 'T', from: 1 },
  ],
  [
    'beside a whole till and a small one',
    [frame('tide-cart', 'small'), frame('tide-cart'), frame('tide-pos', 'whole')],
    1,
    { do: 'borrow', till: 'whole', from: 2 },
  ],
  ['before a whole till that is not open', [frame('tide-cart'), frame('tide-pos')], 0, { do: 'wait' }],
  [
    'before a whole till of a shop to be asked for',
    [frame('tide-cart'), frame('tide-pos', undefined, '')],
    0,
    { do: 'wait' },
  ],
  [
    'beside one of another shop',
    [frame('tide-cart'), frame('tide-pos', undefined, 'b.myshopify.com')],
    0,
    { do: 'open' },
  ],
  ['first of two small ones', [frame('tide-cart'), frame('tide-product-search')], 0, { do: 'open' }],
  ['second of two small ones', [frame('tide-cart'), frame('tide-product-search')], 1, { do: 'wait' }],
  ['beside a frame that is loading or a stranger’s', [frame('tide-cart'), closed], 0, { do: 'wait' }],
] as const)('a small element %s', (_where, siblings, me, expected) => {
  expect(lendingAmong(siblings, { me, shop, isLate: false })).toEqual(expected);
});

test('a small element waits for nobody for long', () => {
  const siblings = [frame('tide-cart'), closed, frame('tide-pos')];

  expect(lendingAmong(siblings, { me: 0, shop, isLate: true })).toEqual({ do: 'open' });
});
