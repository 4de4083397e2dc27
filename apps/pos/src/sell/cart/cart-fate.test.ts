import { editCart, type CartEdit } from '@tidemark/conflict';
import type { Cart } from '@tidemark/schema';
import { aCart, aProduct, aSale, anUnpricedLine, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { anEntry } from '../../testing/memory-selling.ts';
import { fateOf, saleOf, type CartNews } from './cart-fate.ts';
import { draftOf } from './draft-edits.ts';
import { emptyDraft, soldItem, withOneMore } from './draft.ts';

const product = { ...aProduct({ title: 'Mug' }), rev: '0'.repeat(16) };
const mug = { product, variant: aVariant({ id: '7', price: 950 }), available: 3 };
const bowl = { product, variant: aVariant({ id: '8', price: 1950 }), available: 3 };
const draft = withOneMore(emptyDraft, mug);
const nothing: CartNews = { cart: undefined, twin: undefined, sales: [], unstored: [] };

const add = (each: typeof mug): CartEdit => ({
  do: 'add',
  lineId: each.variant.id,
  item: soldItem(each),
  units: 1,
});

function edited(cart: Cart, edits: readonly CartEdit[], tillId = 'till-aaaa', from = 1): Cart {
  return edits.reduce((each, edit, n) => editCart(each, edit, tillId, from + n), cart);
}

function entryOf(change: Parameters<typeof aSale>[0], ...lineIds: string[]) {
  return anEntry({
    sale: aSale(
      change,
      lineIds.map(id => anUnpricedLine({ id, quantity: 1 })),
    ),
  });
}

test('the sale of a cart is found by its own id, and by the parked cart that it is or became', () => {
  const sales = [entryOf({ id: 'sale-0007', cartId: 'cart-0001' }, '7')];

  expect(saleOf({ ...draft, saleId: 'sale-0007' }, sales)).toBe(sales[0]);
  expect(saleOf({ ...draft, cartId: 'cart-0001', saleId: 'sale-0009' }, sales)).toBe(sales[0]);
  expect(saleOf({ ...draft, saleId: 'cart-0001' }, sales)).toBe(sales[0]);
  expect(saleOf({ ...draft, saleId: 'sale-0009' }, sales)).toBeUndefined();
  expect(saleOf(draft, sales)).toBeUndefined();
});

test('a sold cart leaves; what it has more of than its sale does not', () => {
  const kept = { ...withOneMore(withOneMore(draft, mug), bowl), saleId: 'sale-0007', note: 'gift' };

  const fate = fateOf(kept, { ...nothing, sales: [entryOf({ id: 'sale-0007' }, '7')] });

  expect(fate).toMatchObject({ kind: 'leaves', words: expect.stringContaining('sold already') as string });
  expect(fate).toMatchObject({
    rest: { lines: [{ id: '7', quantity: 1 }, { id: '8', quantity: 1 }], note: null }, // prettier-ignore
  });
});

test('of a cart on screen the stored one is shown, with what could not be stored', () => {
  const cart = edited(aCart(), [add(mug), { do: 'status', status: 'open' }]);

  const fate = fateOf({ ...draft, cartId: cart.id }, { ...nothing, cart, unstored: [add(bowl), add(bowl)] });

  expect(fate).toMatchObject({ kind: 'stays', draft: { lines: [{ id: '7' }, { id: '8', quantity: 2 }] } });
});

test('a cart that is not known here, or news of another, leaves it as it is', () => {
  const resumed = { ...draft, cartId: 'cart-0009' };

  expect(fateOf(resumed, nothing)).toEqual({ kind: 'stays', draft: resumed });
  expect(fateOf(resumed, { ...nothing, cart: aCart() })).toEqual({ kind: 'stays', draft: resumed });
});

test('of a cart that was cleared elsewhere, what somebody added without knowing is kept', () => {
  const open = edited(aCart(), [add(mug), { do: 'status', status: 'open' }]);
  const cleared = edited(open, [{ do: 'status', status: 'discarded' }], 'till-bbbb', 10);
  const cart = edited(cleared, [add(bowl)], 'till-aaaa', 20);

  const fate = fateOf(draftOf(open), { ...nothing, cart });

  expect(fate).toMatchObject({ kind: 'leaves', rest: { cartId: null, lines: [{ id: '8' }] } });
});

test('of a cart that was parked elsewhere, only what is not in it is kept', () => {
  const cart = edited(aCart(), [add(mug), { do: 'status', status: 'parked' }, add(bowl)]);

  expect(fateOf(draftOf(cart), { ...nothing, cart })).toMatchObject({ rest: emptyDraft });
  expect(fateOf(draftOf(cart), { ...nothing, cart, unstored: [add(mug)] })).toMatchObject({
    rest: { lines: [{ id: '7', quantity: 1 }] },
  });
});
