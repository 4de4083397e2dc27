import { editCart } from '@tidemark/conflict';
import { aCart, aProduct, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { emptyDraft, withOneMore, withQuantity } from './draft.ts';
import { draftOf, editsBetween } from './draft-edits.ts';

const product = { ...aProduct({ title: 'Mug' }), rev: '0'.repeat(16) };
const sellable = (id: string) => ({ product, variant: aVariant({ id }), available: 3 });

test('the edits between two looks of a cart lead from one to the other', () => {
  const start = { ...emptyDraft, cartId: 'cart-0001' };
  const looks = [
    withOneMore(start, sellable('1')),
    withOneMore(withOneMore(start, sellable('1')), sellable('2')),
    withQuantity(withOneMore(start, sellable('2')), '2', 5),
    { ...start, note: 'gift', customerId: '9', discount: { kind: 'amount', title: 'Off', amount: 100 } },
    start,
  ] as const;
  let cart = aCart();

  let before = draftOf(cart);
  for (const [step, after] of looks.entries()) {
    for (const edit of editsBetween(before, after)) cart = editCart(cart, edit, 'till-aaaa', step + 1);
    before = draftOf(cart);

    expect(before).toEqual(after);
  }
});

test('what did not change makes no edit', () => {
  const draft = withOneMore(emptyDraft, sellable('1'));

  expect(editsBetween(draft, { ...draft })).toEqual([]);
});
