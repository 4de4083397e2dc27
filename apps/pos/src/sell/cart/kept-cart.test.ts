import { aProduct, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { emptyDraft, withOneMore } from './draft.ts';
import { readCart } from './kept-cart.ts';

const product = { ...aProduct({ title: 'Mug' }), rev: '0'.repeat(16) };
const mug = { product, variant: aVariant({ id: '7', price: 950 }), available: 3 };
const draft = withOneMore(emptyDraft, mug);

test('a cart survives being written and read; what is no cart is none', () => {
  const named = { ...draft, saleId: 'sale-0007' };

  expect(readCart(JSON.stringify({ draft })).draft).toEqual(draft);
  expect(readCart(JSON.stringify({ draft: emptyDraft, leaving: named })).leaving).toEqual(named);
  for (const text of [null, 'x', '5', 'null', '[]', '{"draft":{"lines":[{"id":1}]}}'])
    expect(readCart(text)).toEqual({ draft: emptyDraft, leaving: undefined });
});
