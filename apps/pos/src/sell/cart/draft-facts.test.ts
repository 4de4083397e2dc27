import { aCustomer, aProduct, aVariant } from '@tidemark/schema/testing';
import type { Sellable } from '@tidemark/till';
import { BehaviorSubject, of, Subject, type Observable } from 'rxjs';
import { expect, test } from 'vitest';
import { MemorySelling } from '../../testing/memory-selling.ts';
import {
  draftFacts$,
  draftToShow,
  factsOf,
  factsQuestion,
  knowsAll,
  knowsMoney,
  moneyQuestion,
  noFacts,
  termsOf,
  type DraftFacts,
} from './draft-facts.ts';
import { emptyDraft, withOneMore } from './draft.ts';

const product = { ...aProduct({ id: '5', title: 'Mug' }), rev: '0'.repeat(16) };
const at = (id: string, price = 950): Sellable => ({
  product,
  variant: aVariant({ id, price }),
  available: 3,
});
const school = { ...aCustomer({ id: '9', taxExempt: true }), rev: '0'.repeat(16) };
const mug = withOneMore(emptyDraft, at('7'));
const mugForSchool = { ...mug, customerId: '9' };

/** A till whose variants are answered when the test says so. */
function aTill() {
  const variants$ = new Subject<ReadonlyMap<string, Sellable>>();
  const till = {
    selling: new MemorySelling({ customers: [school] }),
    settings$: of(undefined),
    catalogue: { variants$: (): Observable<ReadonlyMap<string, Sellable>> => variants$ },
  };
  return {
    till,
    answer: (...now: Sellable[]) => variants$.next(new Map(now.map(each => [each.variant.id, each]))),
  };
}

/** The latest of what a till tells of this draft. */
function told(till: ReturnType<typeof aTill>['till'], draft: typeof mug) {
  const told$ = new BehaviorSubject<DraftFacts | undefined>(undefined);
  draftFacts$(till, factsQuestion(draft)).subscribe(told$);
  return () => told$.value;
}

test('each variant and customer is asked for once, in one order, and a quantity asks nothing new', () => {
  const twice = withOneMore(withOneMore(withOneMore(mugForSchool, at('8')), at('7', 990)), at('7'));

  expect(factsQuestion(twice, null, '9', '4')).toEqual({
    variants: [
      { productId: '5', variantId: '7' },
      { productId: '5', variantId: '8' },
    ],
    customers: ['4', '9'],
  });
  expect(factsQuestion(withOneMore(mug, at('7')))).toEqual(factsQuestion(mug));
  expect(moneyQuestion([null, '9', '9'])).toEqual({ variants: [], customers: ['9'] });
});

test('nothing is known of a draft before all that it has was answered', () => {
  const { till, answer } = aTill();
  const facts = told(till, mugForSchool);
  expect(knowsAll(facts(), mugForSchool)).toBe(false);

  answer(at('7'));

  expect(knowsAll(facts(), mugForSchool)).toBe(true);
  expect(facts()?.variants.get('7')?.variant.price).toBe(950);
  expect(termsOf(mugForSchool, facts()!)).toEqual({ settings: undefined, isExempt: true });
});

test('what was answered about one draft is no answer about more', () => {
  const { till, answer } = aTill();
  const facts = told(till, mug);
  answer(at('7'));

  expect(knowsAll(facts(), withOneMore(mug, at('7')))).toBe(true);
  expect(knowsAll(facts(), withOneMore(mug, at('8')))).toBe(false);
  expect(knowsMoney(facts(), withOneMore(mug, at('8')))).toBe(true);
  expect(knowsMoney(facts(), mugForSchool)).toBe(false);
});

test('a product or a customer that the till does not have is answered too', () => {
  const { till, answer } = aTill();
  const stranger = { ...mug, customerId: 'gone' };
  const facts = told(till, stranger);
  answer();

  expect(knowsAll(facts(), stranger)).toBe(true);
  expect(termsOf(stranger, facts()!).isExempt).toBe(false);
});

test('a cart is shown once it is known what it costs; until then, what was there before', () => {
  const { till, answer } = aTill();
  const facts = told(till, mug);
  answer(at('7'));
  const before = draftToShow(mug, facts(), undefined);

  expect(before).toEqual({ draft: mug, facts: facts() });
  expect(draftToShow(mugForSchool, facts(), before)).toBe(before);
  expect(draftToShow(mug, undefined, undefined)).toBeUndefined();
  expect(draftToShow(emptyDraft, undefined, before)).toEqual({ draft: emptyDraft, facts: noFacts });
  expect(draftToShow(undefined, facts(), before)).toBeUndefined();
});

test('a cart that changes while the till answers is asked about again', async () => {
  const { till, answer } = aTill();
  let draft = mug;
  const facts = factsOf(() => draft, till, undefined);

  draft = withOneMore(mug, at('8'));
  answer(at('7'));
  await Promise.resolve();
  answer(at('7'), at('8'));

  expect(knowsAll(await facts, draft)).toBe(true);
  const known = await facts;
  expect(await factsOf(() => mug, till, known)).toBe(known);
});
