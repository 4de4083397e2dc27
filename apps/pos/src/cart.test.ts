import { aProduct, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { readCart, withOneMore, withQuantity } from './cart.ts';

const product = { ...aProduct({ title: 'Mug' }), rev: '0'.repeat(16) };
const mug = { product, variant: aVariant({ id: '7', price: 950 }), available: 3 };

test('the same variant twice is one line of two', () => {
  const lines = withOneMore(withOneMore([], mug), mug);

  expect(lines).toEqual([{ variantId: '7', title: 'Mug', detail: 'SKU-7', price: 950, quantity: 2 }]);
  expect(withQuantity(lines, '7', 0)).toEqual([]);
});

test('a cart survives being written and read; what is no cart is none', () => {
  const lines = withOneMore([], mug);

  expect(readCart(JSON.stringify(lines))).toEqual(lines);
  for (const text of [null, 'x', '5', '[{"variantId":1}]']) expect(readCart(text)).toEqual([]);
});
