import { aCustomer, aProduct, aVariant, someSettings } from '@tidemark/schema/testing';
import { firstValueFrom, of } from 'rxjs';
import { expect, test } from 'vitest';
import { MemorySelling } from '../../testing/memory-selling.ts';
import { draftFacts$, factsQuestion, termsOf } from './draft-facts.ts';
import {
  beyond,
  draftMoney,
  dueOf,
  emptyDraft,
  isEmpty,
  pieces,
  together,
  withLineNote,
  withOneMore,
  withQuantity,
} from './draft.ts';

const product = { ...aProduct({ title: 'Mug' }), rev: '0'.repeat(16) };
const mug = { product, variant: aVariant({ id: '7', price: 950 }), available: 3 };
const bowl = { product, variant: aVariant({ id: '8', price: 1950 }), available: 3 };

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

test('two carts together have the lines of both, and what is beyond one is the other', () => {
  const mugs = { ...withOneMore(withOneMore(emptyDraft, mug), mug), note: 'gift', cartId: 'cart-0001' };
  const more = { ...withOneMore(withOneMore(emptyDraft, bowl), mug), note: 'other', customerId: '9' };

  const both = together(mugs, more);

  expect(both).toMatchObject({ note: 'gift', customerId: '9', cartId: 'cart-0001' });
  expect(both.lines.map(line => [line.id, line.quantity])).toEqual([['7', 3], ['8', 1]]); // prettier-ignore
  expect(pieces(beyond(both, mugs))).toBe(2);
  expect(beyond(mugs, both)).toEqual(emptyDraft);
});

test('a note on a line goes with the line when it is taken out and put back', () => {
  const noted = withLineNote(withOneMore(emptyDraft, mug), '7', 'no milk');

  expect(noted.lines).toMatchObject([{ id: '7', note: 'no milk' }]);
  expect(together(emptyDraft, noted)).toEqual(noted);
});

test('a cart whose money does not work out shows its bare prices, and says so', () => {
  const terms = { settings: undefined, isExempt: false };
  const dear = withOneMore(emptyDraft, { ...mug, variant: aVariant({ price: Number.MAX_SAFE_INTEGER }) });
  const tooDear = withQuantity(dear, dear.lines[0]!.id, 2);

  const money = draftMoney(tooDear, terms);

  expect(dueOf(tooDear, terms)).toBeUndefined();
  expect(money).toMatchObject({
    total: 2 * Number.MAX_SAFE_INTEGER,
    trouble: expect.stringContaining('cannot be sold') as string,
  });
});

test('choosing a tax-exempt customer takes the taxes off, and taking them away puts the taxes back', async () => {
  const taxRates = [{ title: 'VAT', rate: 0.21 }];
  const school = { ...aCustomer({ id: '5', taxExempt: true }), rev: '0'.repeat(16) };
  const selling = new MemorySelling({
    terms: { taxesIncluded: false, rates: taxRates },
    customers: [school],
    answersLate: true,
  });
  const settings = { ...someSettings({ taxesIncluded: false, taxRates }), rev: '0'.repeat(16) };
  const till = { selling, settings$: of(settings), catalogue: { variants$: () => of(new Map()) } };
  const mugs = withOneMore(emptyDraft, mug);
  const forSchool = { ...mugs, customerId: '5' };
  const facts = await firstValueFrom(draftFacts$(till, factsQuestion(forSchool)));

  expect(dueOf(mugs, termsOf(mugs, facts))).toMatchObject({ total: 1150, taxExempt: false });
  expect(dueOf(forSchool, termsOf(forSchool, facts))).toEqual({
    total: 950,
    taxLines: [],
    taxesIncluded: true,
    taxExempt: true,
  });
  expect(draftMoney(forSchool, termsOf(forSchool, facts))).toMatchObject({
    taxOnTop: 0,
    taxExempt: true,
    total: 950,
  });
  expect(draftMoney(mugs, termsOf(mugs, facts))).toMatchObject({ taxOnTop: 200 });
  const result = await selling.sell(forSchool, [{ kind: 'cash', amount: 950, reference: null }]);
  expect(result).toMatchObject({ kind: 'sold', entry: { sale: { taxExempt: true, taxLines: [] } } });
});
