import { aProduct, aVariant } from '@tidemark/schema/testing';
import type { SaleDraft } from '@tidemark/till';
import { describe, expect, test } from 'vitest';
import { allAnswered, MemorySelling } from '../../testing/memory-selling.ts';
import { CartOnScreen } from './cart-on-screen.ts';
import { emptyDraft, withOneMore } from './draft.ts';

const product = { ...aProduct({ title: 'Mug' }), rev: '0'.repeat(16) };
const mug = { product, variant: aVariant({ id: '7', price: 950 }), available: 3 };
const bowl = { product, variant: aVariant({ id: '8', price: 1950 }), available: 3 };
const exact = (amount: number) => [{ kind: 'cash' as const, amount, reference: null }];

describe.each([
  { when: 'at once', answersLate: false },
  { when: 'later', answersLate: true },
])('a till that answers $when', ({ answersLate }) => {
  function aTill(selling = new MemorySelling({ answersLate }), texts = new Map<string, string>()) {
    const keep = {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (key: string, text: string) => void texts.set(key, text),
    };
    return { selling, texts, open: () => new CartOnScreen(selling, keep, 'cart') };
  }

  const quantities = (draft: SaleDraft) => draft.lines.map(line => [line.id, line.quantity]);

  test('a cart of this till survives a reload', () => {
    const till = aTill();
    till.open().change(withOneMore(emptyDraft, mug));

    expect(quantities(till.open().draft)).toEqual([['7', 1]]);
  });

  test('what is done to a resumed cart goes into the parked one, in the order in which it was done', async () => {
    const { selling, open } = aTill();
    const cart = open();
    cart.change(withOneMore(emptyDraft, mug));
    await cart.park('Noor');
    const parked = selling.carts$.value[0]!;
    expect(cart.draft).toEqual(emptyDraft);

    await cart.resume(parked.id);
    for (const each of [mug, bowl, mug]) cart.change(withOneMore(cart.draft, each));
    expect(quantities(cart.draft)).toEqual([['7', 3], ['8', 1]]); // prettier-ignore
    await allAnswered();
    await cart.park(null);

    expect(selling.carts$.value[0]).toMatchObject({ id: parked.id, name: { value: 'Noor' } });
    await cart.resume(parked.id);
    expect(quantities(cart.draft)).toEqual([['7', 3], ['8', 1]]); // prettier-ignore
  });

  test('resuming parks the cart that was on screen', async () => {
    const { selling, open } = aTill();
    const cart = open();
    cart.change(withOneMore(emptyDraft, mug));
    await cart.park(null);
    const first = selling.carts$.value[0]!.id;
    cart.change(withOneMore(emptyDraft, bowl));

    await cart.resume(first);

    expect(quantities(cart.draft)).toEqual([['7', 1]]);
    expect(selling.carts$.value).toHaveLength(1);
  });

  test('a cart that was cleared comes back with "Undo"', async () => {
    const { selling, open } = aTill();
    const cart = open();
    cart.change(withOneMore(emptyDraft, mug));
    await cart.park(null);
    await cart.resume(selling.carts$.value[0]!.id);

    const undo = cart.clear();
    expect(cart.draft).toEqual(emptyDraft);
    undo();
    await allAnswered();

    expect(quantities(cart.draft)).toEqual([['7', 1]]);
  });

  test('a sold cart leaves the screen; one that was not sold stays', async () => {
    const { selling, open } = aTill();
    const cart = open();
    cart.change(withOneMore(emptyDraft, mug));

    selling.refuseWith = { kind: 'not-stored', message: 'full', reason: { code: 'storage-full' } };
    expect((await cart.sell(exact(950))).kind).toBe('not-stored');
    expect(quantities(cart.draft)).toEqual([['7', 1]]);
    expect((await cart.sell(exact(950))).kind).toBe('sold');

    expect(cart.draft).toEqual(emptyDraft);
    expect(open().draft).toEqual(emptyDraft);
  });

  test('a page that ended between the stored sale and the emptied screen does not offer the cart again', async () => {
    const till = aTill();
    const cart = till.open();
    cart.change(withOneMore(emptyDraft, mug));
    // A killed browser may have only an old copy, from before the bowl.
    const oldCopy = till.texts.get('cart')!;
    cart.change(withOneMore(cart.draft, bowl));
    await till.selling.sell(cart.draft, exact(2900));
    till.texts.set('cart', oldCopy);

    const again = till.open();
    await again.settled();

    expect(again.draft).toEqual(emptyDraft);
  });

  test('each cart is sold under an id of its own, and a changed one not under that of what may have been stored', async () => {
    const { selling, open } = aTill();
    const cart = open();
    cart.change(withOneMore(emptyDraft, mug));
    const { saleId } = cart.draft;
    cart.change(withOneMore(cart.draft, bowl));
    expect(cart.draft.saleId).toBe(saleId);

    selling.refuseWith = { kind: 'not-stored', message: 'full', reason: { code: 'storage-full' } };
    await cart.sell(exact(2900));
    expect(cart.draft.saleId).toBe(saleId);
    cart.change(withOneMore(cart.draft, mug));
    const second = cart.draft.saleId;
    await cart.sell(exact(3850));
    cart.change(withOneMore(emptyDraft, bowl));

    expect(new Set([saleId, second, cart.draft.saleId, undefined]).size).toBe(4);
  });

  test('a cart that was tried, cleared and put back is tried under the same id', async () => {
    const { selling, open } = aTill();
    const cart = open();
    cart.change(withOneMore(emptyDraft, mug));
    const { saleId } = cart.draft;
    selling.refuseWith = { kind: 'not-stored', message: 'full', reason: { code: 'storage-full' } };
    await cart.sell(exact(950));

    cart.clear()();

    expect(cart.draft).toMatchObject({ saleId, lines: [{ id: '7' }] });
    expect(open().draft).toEqual(cart.draft);
  });

  test('a change of a parked cart that cannot be stored is told, stays on screen, and is sold with it', async () => {
    const { selling, open } = aTill();
    const cart = open();
    cart.change(withOneMore(emptyDraft, mug));
    await cart.park(null);
    await cart.resume(selling.carts$.value[0]!.id);
    const { editCart } = selling;
    selling.editCart = () => Promise.reject(new Error('This browser has no room left.'));

    cart.change(withOneMore(cart.draft, bowl));
    await allAnswered();

    expect(cart.trouble$.value).toBe('This browser has no room left.');
    expect(quantities(cart.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore
    selling.editCart = editCart;
    cart.change(withOneMore(cart.draft, bowl));
    await allAnswered();
    expect(cart.trouble$.value).toBeUndefined();
  });
});
