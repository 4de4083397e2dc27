import { aProduct, aVariant } from '@tidemark/schema/testing';
import type { SaleDraft } from '@tidemark/till';
import { delay, merge, of } from 'rxjs';
import { expect, test } from 'vitest';
import { allAnswered, MemorySelling } from '../../testing/memory-selling.ts';
import { CartOnScreen } from './cart-on-screen.ts';
import { emptyDraft, withOneMore } from './draft.ts';

const product = { ...aProduct({ title: 'Mug' }), rev: '0'.repeat(16) };
const mug = { product, variant: aVariant({ id: '7', price: 950 }), available: 3 };
const bowl = { product, variant: aVariant({ id: '8', price: 1950 }), available: 3 };
const exact = (amount: number) => [{ kind: 'cash' as const, amount, reference: null }];
const quantities = (draft: SaleDraft) => draft.lines.map(line => [line.id, line.quantity]);

/** A till whose answers come after what a cashier does next, and the screens that share its keep. */
function aTill() {
  const selling = new MemorySelling({ answersLate: true });
  const texts = new Map<string, string>();
  const keep = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  };
  return { selling, texts, open: () => new CartOnScreen(selling, keep, 'cart') };
}

/** A till with a cart of one mug on its screen, and the copy of it that a killed browser keeps. */
function withMug() {
  const till = aTill();
  const cart = till.open();
  cart.change(withOneMore(emptyDraft, mug));
  const copy = till.texts.get('cart')!;
  return { ...till, cart, reopen: () => (till.texts.set('cart', copy), till.open()) };
}

/** The same, with the mug in a parked cart that is on screen. */
async function withResumedMug() {
  const { selling, texts, open, cart } = withMug();
  await cart.park(null);
  const { id } = selling.carts$.value[0]!;
  await cart.resume(id);
  await cart.settled();
  const copy = texts.get('cart')!;
  cart[Symbol.dispose]();
  return { selling, id, reopen: () => (texts.set('cart', copy), open()) };
}

test('what a cashier adds before the till says that the kept cart is sold begins a new cart, and nothing else does', async () => {
  const { selling, cart, reopen } = withMug();
  cart.change(withOneMore(cart.draft, bowl));
  await selling.sell(cart.draft, exact(2900));
  cart[Symbol.dispose]();

  // The kept copy is from before the bowl; this mug and this bowl are for the next customer.
  const again = reopen();
  again.change(withOneMore(withOneMore(again.draft, bowl), mug));
  expect(quantities(again.draft)).toEqual([['7', 2], ['8', 1]]); // prettier-ignore
  await again.settled();

  expect(quantities(again.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore
  expect(again.news$.value).toMatch(/sold already, as A-\d+\. What was added since is here/);
  expect((await again.sell(exact(2900))).kind).toBe('sold');
  expect(selling.sales$.value).toHaveLength(2);
});

test('a kept cart that may be sold is not paid before the till has answered', async () => {
  const { selling, cart, reopen } = withMug();
  await selling.sell(cart.draft, exact(950));
  cart[Symbol.dispose]();

  const again = reopen();
  const result = await again.sell(exact(950));

  expect(result.kind).toBe('not-sold');
  expect(selling.sales$.value).toHaveLength(1);
});

test.each(['sold', 'discarded', 'parked'] as const)(
  'of a kept parked cart that is %s, what a cashier adds before the till says so is neither lost nor doubled',
  async status => {
    const { selling, id, reopen } = await withResumedMug();
    await selling.editCart(id, [{ do: 'status', status }]);

    const again = reopen();
    again.change(withOneMore(again.draft, bowl));
    await again.settled();

    // A parked cart took the bowl with it.
    const isInCart = status === 'parked';
    expect(quantities(again.draft)).toEqual(isInCart ? [] : [['8', 1]]);
    expect(again.draft.cartId).toBeNull();
    const parked = selling.carts$.value.flatMap(({ lines }) => lines.map(line => line.id));
    expect(parked).toEqual(isInCart ? ['7', '8'] : []);
  },
);

test('of a kept parked cart whose sale comes later, what was added is not added again', async () => {
  const { selling, id, reopen } = await withResumedMug();
  await selling.editCart(id, [{ do: 'status', status: 'sold' }]);
  const again = reopen();
  again.change(withOneMore(again.draft, bowl));
  await again.settled();

  await selling.sell({ ...withOneMore(emptyDraft, mug), cartId: id, saleId: 'sale-elsewhere' }, exact(950));
  await allAnswered();

  expect(quantities(again.draft)).toEqual([['8', 1]]);
  expect(again.news$.value).toMatch(/as A-\d+/);
});

test('a kept cart, and one that was being parked, are each dropped when they were sold', async () => {
  for (const [soldFirst, expected] of [
    ['parked', [['8', 1]]],
    ['kept', [['7', 1]]],
  ] as const) {
    // prettier-ignore
    const { selling, texts, cart, open } = withMug();
    const parked = cart.draft;
    selling.park = () => new Promise(() => undefined);
    void cart.park(null);
    cart.change(withOneMore(emptyDraft, bowl));
    await (soldFirst === 'kept' ? selling.sell(cart.draft, exact(1950)) : selling.sell(parked, exact(950)));
    const copy = texts.get('cart')!;
    cart[Symbol.dispose]();
    texts.set('cart', copy);

    const again = open();
    await again.settled();

    expect(quantities(again.draft)).toEqual(expected);
  }
});

test('what was written into a parked cart stays on screen until the till tells of it', async () => {
  const { selling, cart } = withMug();
  await cart.park(null);
  await cart.resume(selling.carts$.value[0]!.id);
  await cart.settled();
  cart.change(withOneMore(cart.draft, bowl));
  const shown: (readonly string[])[] = [];
  cart.draft$.subscribe(({ lines }) => shown.push(lines.map(line => line.id)));

  await cart.settled();
  await allAnswered();

  expect(shown.filter(ids => !ids.includes('8'))).toEqual([]);
});

test('an older answer about a cart that was just resumed does not take it off the screen', async () => {
  const { selling, cart } = withMug();
  await cart.park(null);
  const parked = selling.carts$.value[0]!;
  const now$ = selling.cart$.bind(selling);
  selling.cart$ = id => (id === parked.id ? merge(of(parked), now$(id).pipe(delay(2))) : now$(id));

  await cart.resume(parked.id);
  await allAnswered();

  expect(quantities(cart.draft)).toEqual([['7', 1]]);
  expect(cart.news$.value).toBeUndefined();
});

test('a cart that another tab kept is dropped here when the till says that it is sold', async () => {
  const { selling, cart, open } = withMug();
  const there = open();
  await there.settled();
  await selling.sell(cart.draft, exact(950));

  cart.change(withOneMore(cart.draft, bowl));
  there.reload();
  await allAnswered();

  expect(quantities(there.draft)).toEqual([['8', 1]]);
  expect(there.draft.saleId).not.toBe(selling.sales$.value[0]!.sale.id);
});

test('a cart that another tab kept is not paid here before the till has answered', async () => {
  const { selling, texts, open } = aTill();
  const there = open();
  const here = open();
  here.change(withOneMore(emptyDraft, mug));
  const copy = texts.get('cart')!;
  await selling.sell(here.draft, exact(950));
  texts.set('cart', copy);

  there.reload();
  const result = await there.sell(exact(950));

  expect(result.kind).toBe('not-sold');
  expect(there.draft).toEqual(emptyDraft);
});

test('a sold cart to which another tab added something leaves all the same, and what was added stays', async () => {
  const { selling, texts, cart } = withMug();
  const { draft } = cart;
  await cart.settled();
  texts.set('cart', JSON.stringify({ draft: withOneMore(draft, bowl) }));

  await selling.sell(draft, exact(950));
  await allAnswered();

  expect(quantities(cart.draft)).toEqual([['8', 1]]);
  expect(cart.draft.saleId).not.toBe(draft.saleId);
});

test('of two tabs that find a cart that was being parked, one puts it back', async () => {
  const { selling, texts, cart, open } = withMug();
  selling.park = () => new Promise(() => undefined);
  void cart.park(null);
  cart.change(withOneMore(cart.draft, bowl));
  const copy = texts.get('cart')!;
  cart[Symbol.dispose]();
  texts.set('cart', copy);

  for (const isTold of [true, false]) {
    texts.set('cart', copy);
    const [here, there] = [open(), open()];
    await here.settled();
    if (isTold) there.reload();
    await there.settled();
    there.reload();
    await there.settled();

    expect(quantities(here.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore
    expect(quantities(there.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore
    [here, there].forEach(each => each[Symbol.dispose]());
  }
});

test('what a cashier adds while a cart that was being parked returns stays with it, over a reload too', async () => {
  const { selling, texts, cart, open } = withMug();
  selling.park = () => new Promise(() => undefined);
  void cart.park(null);
  cart[Symbol.dispose]();

  const killed = open();
  killed.change(withOneMore(killed.draft, bowl));
  killed[Symbol.dispose]();
  const again = open();
  again.change(withOneMore(again.draft, bowl));
  await again.settled();

  expect(quantities(again.draft)).toEqual([['7', 1], ['8', 2]]); // prettier-ignore
  expect(JSON.parse(texts.get('cart')!)).toEqual({ draft: again.draft });
});

test('what was answered about a cart before another was on screen is no answer about it now', async () => {
  const { selling, texts, cart } = withMug();
  await cart.settled();
  const kept = texts.get('cart')!;
  await selling.sell(cart.draft, exact(950));

  texts.set('cart', JSON.stringify({ draft: { ...withOneMore(emptyDraft, bowl), saleId: 'sale-other' } }));
  cart.reload();
  texts.set('cart', kept);
  cart.reload();
  const result = await cart.sell(exact(950));

  expect(result.kind).toBe('not-sold');
});
