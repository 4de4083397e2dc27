import { aProduct, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { draftMoney, emptyDraft, isEmpty, pieces, withOneMore, withQuantity } from './draft.ts';

const product = { ...aProduct({ title: 'Mug' }), rev: '0'.repeat(16) };
const mug = { product, variant: aVariant({ id: '7', price: 950 }), available: 3 };

test('the same variant twice is one line of two', () => {
  const draft = withOneMore(withOneMore(emptyDraft, mug), mug);

  expect(draft.lines).toMatchObject([{ id: '7', quantity: 2, item: { title: 'Mug', unitPrice: 950 } }]);
  expect(pieces(draft)).toBe(2);
  expect(withQuantity(draft, '7', 0)).toEqual(emptyDraft);
});

test('a cart with a customer alone is not empty', () => {
  expect(isEmpty(emptyDraft)).toBe(true);
  expect(isEmpty({ ...emptyDraft, customerId: '1' })).toBe(false);
});

test('a cart whose money does not work out shows its bare prices, and says so', () => {
  const quote = () => {
    throw new RangeError('too large');
  };

  const money = draftMoney(withOneMore(emptyDraft, mug), { quote });

  expect(money).toMatchObject({ total: 950, trouble: expect.stringContaining('cannot be sold') as string });
});
