import { aProduct, aSale, anUnpricedLine, aVariant } from '@tidemark/schema/testing';
import type { SaleEntry } from '@tidemark/till';
import { expect, test } from 'vitest';
import { emptyDraft, withOneMore } from './draft.ts';
import { nothingKept, readCart, wasSold, type KeptCart } from './kept-cart.ts';

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
  const kept: KeptCart = { draft, payingSince: 5 };

  expect(readCart(JSON.stringify(kept))).toEqual(kept);
  for (const text of [null, 'x', '5', 'null', '[]', '{"draft":{"lines":[{"id":1}]}}'])
    expect(readCart(text)).toEqual(nothingKept);
});

test('a cart whose sale was stored just before the page ended is not offered again', () => {
  const payingSince = Date.parse('2026-03-01T10:00:00.700Z');

  expect(wasSold({ draft, payingSince }, [entry()])).toBe(true);
  expect(wasSold({ draft, payingSince: payingSince + 1000 }, [entry()])).toBe(false);
  expect(wasSold({ draft, payingSince: undefined }, [entry()])).toBe(false);
  expect(wasSold({ draft: withOneMore(draft, mug), payingSince }, [entry()])).toBe(false);
});

test('a parked cart that any till sold is not offered again', () => {
  const parked = { ...draft, cartId: 'cart-0001' };

  expect(wasSold({ draft: parked, payingSince: undefined }, [entry({ cartId: 'cart-0001' })])).toBe(true);
  expect(wasSold({ draft: parked, payingSince: undefined }, [entry({ cartId: 'cart-0002' })])).toBe(false);
});
