import { expect, test } from 'vitest';
import {
  isForSale,
  isShort,
  mustNotBeSold,
  nearestStop,
  saleStop,
  saleStops,
  type SaleStop,
} from './saleability.ts';
import { aProduct, aVariant } from './testing.ts';

type Case = [
  SaleStop | undefined,
  Parameters<typeof aProduct>[0],
  Parameters<typeof aVariant>[0],
  Parameters<typeof saleStop>[2],
];

test.each<Case>([
  [undefined, {}, {}, 'yes'],
  [undefined, {}, {}, 'unknown'],
  [undefined, {}, { tracked: false }, 'no'],
  ['draft', { status: 'draft' }, {}, 'yes'],
  ['archived', { status: 'archived' }, {}, 'yes'],
  ['unlisted', { status: 'unlisted', published: false }, {}, 'yes'],
  ['not-published', { published: false }, {}, 'yes'],
  ['gift-card', { isGiftCard: true }, { tracked: false }, 'no'],
  ['selling-plan', { requiresSellingPlan: true }, {}, 'yes'],
  ['bundle', {}, { requiresComponents: true, tracked: false }, 'no'],
  ['not-at-location', {}, {}, 'no'],
])('[SL1] %s', (stop, product, variant, stockedHere) => {
  expect(saleStop(aProduct(product), aVariant(variant), stockedHere)).toBe(stop);
});

test('[SL1] a product is shown for sale while one of its variants may be sold somewhere', () => {
  const bundle = aVariant({ id: '1', requiresComponents: true });

  expect(isForSale(aProduct({ variants: [bundle, aVariant({ id: '2' })] }))).toBe(true);
  expect(isForSale(aProduct({ variants: [bundle] }))).toBe(false);
  expect(isForSale(aProduct({ variants: [] }))).toBe(false);
  expect(isForSale(aProduct({ isGiftCard: true }))).toBe(false);
});

test('[SL1] of several causes the one nearest to a sale is told', () => {
  expect(nearestStop(['draft', 'not-at-location', 'archived'])).toBe('not-at-location');
  expect(nearestStop(['archived', 'draft'])).toBe('draft');
  expect(nearestStop([])).toBeUndefined();
});

test('[SL2] what a plain sale would sell wrongly is not paid for; what is merely hidden may be in the customer’s hands', () => {
  expect(saleStops.filter(mustNotBeSold)).toEqual(['gift-card', 'selling-plan', 'bundle']);
});

test('[SL3] fewer left than wanted are short, where Shopify counts and does not sell below zero', () => {
  const variant = aVariant();

  expect(isShort(variant, 0)).toBe(true);
  expect(isShort(variant, 2, 3)).toBe(true);
  expect(isShort(variant, 3, 3)).toBe(false);
  expect(isShort(variant, undefined)).toBe(false);
  expect(isShort(aVariant({ sellsBelowZero: true }), -4)).toBe(false);
  expect(isShort(aVariant({ tracked: false }), 0)).toBe(false);
});
