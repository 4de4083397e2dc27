import { aProduct, aSale, anUnpricedLine, aVariant } from '@tidemark/schema/testing';
import type { SaleEntry } from '@tidemark/till';
import { expect, test } from 'vitest';
import { emptyDraft, withOneMore } from './draft.ts';
import { readCart, wasSold } from './kept-cart.ts';

const product = { ...aProduct({ title: 'Mug' }), rev: '0'.repeat(16) };
const mug = { product, variant: aVariant({ id: '7', price: 950 }), available: 3 };
const draft = withOneMore(emptyDraft, mug);

function entry(change: Parameters<typeof aSale>[0] = {}): SaleEntry {
  const sale = aSale({ createdAt: '2026-03-01T10:00:00Z', ...change }, [anUnpricedLine({ id: '7' })]);
  return {
    sale,
    way: { at: 'this-till' },
    orderName: undefined,
    order: undefined,
    differences: [],
    isOwn: true,
  };
}

test('a cart survives being written and read; what is no cart is none', () => {
  expect(readCart(JSON.stringify({ draft }))).toEqual(draft);
  expect(readCart(JSON.stringify({ draft: { ...draft, saleId: 'sale-0007' } })).saleId).toBe('sale-0007');
  for (const text of [null, 'x', '5', 'null', '[]', '{"draft":{"lines":[{"id":1}]}}'])
    expect(readCart(text)).toEqual(emptyDraft);
});

test('a cart whose sale was stored before the page ended is not offered again, nor an old copy of it', () => {
  const kept = { ...draft, saleId: 'sale-0007' };

  expect(wasSold(kept, [entry({ id: 'sale-0007' })])).toBe(true);
  expect(wasSold(kept, [entry({ id: 'sale-0008' })])).toBe(false);
  expect(wasSold(draft, [entry({ id: 'sale-0007' })])).toBe(false);
  expect(wasSold({ ...withOneMore(draft, mug), saleId: 'sale-0007' }, [entry({ id: 'sale-0007' })])).toBe(
    true,
  );
});

test('a parked cart that any till sold is not offered again', () => {
  const parked = { ...draft, cartId: 'cart-0001' };

  expect(wasSold(parked, [entry({ cartId: 'cart-0001' })])).toBe(true);
  expect(wasSold(parked, [entry({ cartId: 'cart-0002' })])).toBe(false);
});
