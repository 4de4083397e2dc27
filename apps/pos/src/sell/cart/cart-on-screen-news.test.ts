import { aProduct, aVariant } from '@tidemark/schema/testing';
import type { SaleDraft } from '@tidemark/till';
import { describe, expect, test } from 'vitest';
import { allAnswered, anEntry, MemorySelling } from '../../testing/memory-selling.ts';
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
  /** Screens of one shop: each is a till of its own, unless they share a keep. */
  function aScreen(selling = new MemorySelling({ answersLate }), texts = new Map<string, string>()) {
    const keep = {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (key: string, text: string) => void texts.set(key, text),
    };
    return { selling, texts, open: () => new CartOnScreen(selling, keep, 'cart') };
  }

  /** A parked cart of one mug, on this screen and on another till's. */
  async function onTwoTills() {
    const { selling, texts, open } = aScreen();
    const here = open();
    here.change(withOneMore(emptyDraft, mug));
    await here.park('Noor');
    const { id } = selling.carts$.value[0]!;
    await here.resume(id);
    const there = aScreen(selling).open();
    await there.resume(id);
    return { selling, texts, open, here, there, id };
  }

  const quantities = (draft: SaleDraft) => draft.lines.map(line => [line.id, line.quantity]);
  const quota = new Error('This device has no room left.');

  test('what is scanned while a cart is being parked begins the next cart', async () => {
    const { selling, open } = aScreen();
    const cart = open();
    cart.change(withOneMore(emptyDraft, mug));

    const parking = cart.park(null);
    expect(cart.draft).toEqual(emptyDraft);
    cart.change(withOneMore(cart.draft, bowl));
    await parking;

    expect(quantities(cart.draft)).toEqual([['8', 1]]);
    expect(selling.carts$.value[0]?.lines.map(line => line.id)).toEqual(['7']);
  });

  test('a cart that cannot be parked is on screen again, with what came meanwhile, and after a reload too', async () => {
    const { selling, open } = aScreen();
    const cart = open();
    cart.change(withOneMore(emptyDraft, mug));
    selling.park = () => Promise.reject(quota);

    const parking = cart.park(null);
    cart.change(withOneMore(cart.draft, bowl));
    await expect(parking).rejects.toThrow('no room');

    expect(quantities(cart.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore
    expect(open().draft).toEqual(cart.draft);
  });

  test('a resumed cart that cannot be parked is on screen again, and is not parked by its next change', async () => {
    const { selling, here, there, id } = await onTwoTills();
    there.clear()();
    await allAnswered();
    const { editCart } = selling;
    selling.editCart = () => Promise.reject(quota);
    const parking = here.park('Sam');
    here.change(withOneMore(here.draft, bowl));
    await expect(parking).rejects.toThrow('no room');
    selling.editCart = editCart;

    here.change(withOneMore(here.draft, bowl));
    await allAnswered();

    expect(quantities(here.draft)).toEqual([['7', 1], ['8', 2]]); // prettier-ignore
    expect(selling.openCarts$.value[0]).toMatchObject({ id, name: { value: 'Noor' } });
  });

  test('what is scanned while a cart is being resumed goes into it', async () => {
    const { selling, open } = aScreen();
    const cart = open();
    cart.change(withOneMore(emptyDraft, mug));
    await cart.park(null);

    const resuming = cart.resume(selling.carts$.value[0]!.id);
    cart.change(withOneMore(cart.draft, bowl));
    await resuming;
    await allAnswered();

    expect(quantities(cart.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore
    expect(selling.openCarts$.value[0]?.lines).toHaveLength(2);
  });

  test('a cart on two screens shows the lines of both', async () => {
    const { here, there } = await onTwoTills();

    there.change(withOneMore(there.draft, bowl));
    await allAnswered();

    expect(quantities(here.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore
  });

  test('a cart sold on another till leaves with a word, and what was added since begins a new one', async () => {
    const { selling, here, there, id } = await onTwoTills();
    const sold = there.draft;
    const { editCart } = selling;
    selling.editCart = () => Promise.reject(quota);
    here.change(withOneMore(here.draft, bowl));
    await allAnswered();
    selling.editCart = editCart;

    await there.sell(exact(950));
    const entry = selling.sales$.value[0]!;
    selling.sales$.next([{ ...entry, isOwn: false }]);
    await allAnswered();

    expect(sold.cartId).toBe(id);
    expect(quantities(here.draft)).toEqual([['8', 1]]);
    expect(here.draft).toMatchObject({ cartId: null, saleId: expect.any(String) as string });
    expect(here.news$.value).toMatch(/as A-\d+\. What was added since is here/);
    here.understood();
    expect(here.news$.value).toBeUndefined();
  });

  test('a cart said to be sold leaves at once; what was added since comes when its sale is known', async () => {
    const { selling, here, id } = await onTwoTills();
    here.change(withOneMore(here.draft, bowl));
    await allAnswered();

    await selling.editCart(id, [{ do: 'status', status: 'sold' }]);
    await allAnswered();
    expect(here.draft).toEqual(emptyDraft);
    expect(here.news$.value).toBe('This cart was sold on another screen.');
    const { sale } = anEntry();
    const [line] = sale.lines;
    const lines = [{ ...line!, id: '7', quantity: 1 }];
    selling.sales$.next([anEntry({ isOwn: false, sale: { ...sale, cartId: id, lines } })]);
    await allAnswered();

    expect(quantities(here.draft)).toEqual([['8', 1]]);
    expect(here.news$.value).toContain(`Sold on another till as ${sale.receiptNumber}.`);
  });

  test('a cart parked or cleared on another till leaves with a word', async () => {
    const parked = await onTwoTills();
    const cleared = await onTwoTills();

    await parked.there.park(null);
    cleared.there.clear();
    await allAnswered();

    expect([parked.here.draft, cleared.here.draft]).toEqual([emptyDraft, emptyDraft]);
    expect(parked.here.news$.value).toContain('parked');
    expect(cleared.here.news$.value).toContain('cleared');
    expect(parked.there.news$.value).toBeUndefined();
  });

  test('a page killed just after parking does not offer its old copy of the cart', async () => {
    for (const end of ['parked', 'open', 'sold', 'discarded'] as const) {
      const { selling, texts, open } = aScreen();
      const cart = open();
      cart.change(withOneMore(emptyDraft, mug));
      const oldCopy = texts.get('cart')!;
      await cart.park(null);
      await selling.editCart(selling.carts$.value[0]!.id, [{ do: 'status', status: end }]);
      texts.set('cart', oldCopy);

      const again = open();
      await again.settled();

      expect(again.draft).toEqual(emptyDraft);
      expect(again.news$.value).toContain(
        end === 'discarded' ? 'cleared' : end === 'sold' ? 'sold' : 'parked',
      );
    }
  });

  test('a page killed while it parked offers the cart again, with what came meanwhile, unless it is parked', async () => {
    for (const isParked of [true, false]) {
      const { selling, texts, open } = aScreen();
      const cart = open();
      cart.change(withOneMore(emptyDraft, mug));
      if (isParked) await selling.park(cart.draft, null);
      selling.park = () => new Promise(() => undefined);
      void cart.park(null);
      cart.change(withOneMore(cart.draft, bowl));
      cart[Symbol.dispose]();

      const again = aScreen(selling, texts).open();
      await again.settled();

      expect(quantities(again.draft)).toEqual(
        isParked ? [['8', 1]] : [['7', 1], ['8', 1]], // prettier-ignore
      );
    }
  });

  test('a resumed cart whose parking the page did not live to note leaves its screen', async () => {
    const { texts, open, here } = await onTwoTills();
    const oldCopy = texts.get('cart')!;
    await here.park(null);
    texts.set('cart', oldCopy);

    const again = open();
    await again.settled();

    expect(again.draft).toEqual(emptyDraft);
  });

  test('a browser that has no room to keep the cart sells it all the same', async () => {
    const selling = new MemorySelling({ answersLate });
    const full = () => {
      throw new DOMException('', 'QuotaExceededError');
    };
    const cart = new CartOnScreen(selling, { getItem: () => null, setItem: full }, 'cart');
    cart.change(withOneMore(emptyDraft, mug));
    await cart.park(null);
    await cart.resume(selling.carts$.value[0]!.id);

    expect((await cart.sell(exact(950))).kind).toBe('sold');

    expect(cart.draft).toEqual(emptyDraft);
  });

  test('a page that opens before anybody is signed in shows the cart as it is stored', async () => {
    const { selling, open, here, there } = await onTwoTills();
    here[Symbol.dispose]();
    there.change(withOneMore(there.draft, bowl));
    await allAnswered();
    selling.editCart = () => {
      throw new Error('Sign in first.');
    };

    const again = open();
    await again.settled();

    expect(quantities(again.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore
  });

  test('changes that could not be stored stay through news of the cart, and go before the next', async () => {
    const { selling, here, there, id } = await onTwoTills();
    const { editCart } = selling;
    selling.editCart = () => Promise.reject(quota);
    here.change(withOneMore(here.draft, bowl));
    await allAnswered();
    selling.editCart = editCart;
    there.change({ ...there.draft, note: 'gift' });
    await allAnswered();
    expect(here.draft).toMatchObject({ note: 'gift', lines: [{ id: '7' }, { id: '8', quantity: 1 }] });

    here.change(withOneMore(here.draft, bowl));
    await allAnswered();

    expect(quantities(there.draft)).toEqual([['7', 1], ['8', 2]]); // prettier-ignore
    expect(here.draft.cartId).toBe(id);
  });

  test('a cart that this browser does not know any more is parked as a new one', async () => {
    const { texts } = await onTwoTills();
    const { selling, open } = aScreen(new MemorySelling({ answersLate }), texts);
    const cart = open();
    cart.change(withOneMore(cart.draft, bowl));
    await allAnswered();
    expect(quantities(cart.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore

    await cart.park(null);

    expect(cart.draft).toEqual(emptyDraft);
    expect(selling.carts$.value[0]?.lines).toHaveLength(2);
  });

  test('a line that comes while the sale is being stored stays on screen, and nowhere else', async () => {
    const { selling, here, there } = await onTwoTills();
    await here.settled();

    const selling$ = here.sell(exact(950));
    here.change(withOneMore(here.draft, bowl));
    expect((await selling$).kind).toBe('sold');
    await allAnswered();

    expect(quantities(here.draft)).toEqual([['8', 1]]);
    expect(here.draft.cartId).toBeNull();
    expect(here.news$.value).toBeUndefined();
    expect(there.draft).toEqual(emptyDraft);
    expect(selling.sales$.value).toHaveLength(1);
  });

  test('what is done while a sale fails is in the parked cart after all', async () => {
    const { selling, here, there } = await onTwoTills();
    selling.refuseWith = { kind: 'not-stored', message: 'full', reason: { code: 'storage-full' } };

    const selling$ = here.sell(exact(950));
    here.change(withOneMore(here.draft, bowl));
    await selling$;
    await allAnswered();

    expect(quantities(there.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore
  });

  test('"Undo" of clearing keeps what came since', async () => {
    const own = aScreen().open();
    own.change(withOneMore(emptyDraft, mug));
    const { here: resumed } = await onTwoTills();
    for (const cart of [own, resumed]) {
      const undo = cart.clear();
      cart.change(withOneMore(cart.draft, bowl));
      await allAnswered();

      undo();
      await allAnswered();

      expect(quantities(cart.draft)).toEqual([['7', 1], ['8', 1]]); // prettier-ignore
    }
  });

  test('another tab shows what this one does, and takes nothing from it by older news', async () => {
    const { selling, texts, open } = aScreen();
    const here = open();
    here.change(withOneMore(emptyDraft, mug));
    await here.park(null);
    const late = new MemorySelling({ answersLate });
    late.setCart(selling.carts$.value[0]!);
    const there = aScreen(late, texts).open();

    await here.resume(selling.carts$.value[0]!.id);
    there.reload();
    late.sales$.next([]);
    await allAnswered();
    expect(quantities(there.draft)).toEqual([['7', 1]]);
    here.change(withOneMore(here.draft, mug));
    await allAnswered();
    late.setCart(selling.openCarts$.value[0]!);
    await allAnswered();

    expect(quantities(there.draft)).toEqual([['7', 2]]);
    expect(there.news$.value).toBeUndefined();
  });
});
