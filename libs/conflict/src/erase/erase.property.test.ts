import { fc, test } from '@fast-check/vitest';
import type { Cart } from '@tidemark/schema';
import { aCart, aSale } from '@tidemark/schema/testing';
import { expect } from 'vitest';
import { editCart, type CartEdit } from '../cart/edit-cart.ts';
import { mergeCarts } from '../cart/merge-carts.ts';
import { judgePush } from '../push/judge-push.ts';
import { isCartErasure, takeCart } from './erase-cart.ts';
import { eraseRecord } from './erase-record.ts';

const { shop, tillId } = aSale();
const word = fc.constantFrom('Jan', 'Hinterhof', null);
const edit: fc.Arbitrary<CartEdit> = fc.oneof(
  word.map(name => ({ do: 'name', name }) as const),
  word.map(note => ({ do: 'note', note }) as const),
  fc.constantFrom('7', null).map(customerId => ({ do: 'customer', customerId }) as const),
  fc.constantFrom('parked', 'open').map(status => ({ do: 'status', status }) as const),
);
/** Edits by clocks that are wrong by up to a minute. */
const edits = fc.array(fc.record({ edit, at: fc.nat({ max: 60_000 }) }), { maxLength: 6 });
const parked = aCart({ customerId: { value: '7', stamp: '' }, name: { value: 'Jan', stamp: '' } });

function edited(cart: Cart, all: readonly { edit: CartEdit; at: number }[], by: string): Cart {
  return all.reduce((next, each) => editCart(next, each.edit, by, each.at), cart);
}

test.prop([edits, edits, fc.nat({ max: 60_000 })])(
  '[J32] [J33] whatever a till wrote into a cart before it heard of the erasure, both sides end without personal data',
  (before, offline, now) => {
    const shared = edited(parked, before, 'till-bbbb');
    const current = eraseRecord('carts', shared, now) as Cart;
    const pushed = edited(shared, offline, 'till-aaaa');
    const row = { ...pushed, _deleted: false } as never;

    const writer = { shop, tillId, carriedFrom: undefined, now };
    const verdict = judgePush('carts', row, current, writer, undefined, true);

    const document = verdict.kind === 'refuse' ? undefined : (verdict.document as Cart);
    expect([document?.customerId.value, document?.name.value, document?.note.value]).toEqual([
      null,
      null,
      null,
    ]);
    expect(mergeCarts(pushed, document!)).toEqual(document);
    expect(mergeCarts(document!, current)).toEqual(document);
    expect(document?.status).toEqual(mergeCarts(pushed, current).status);
  },
);

test.prop([edits, edits, fc.nat({ max: 60_000 })])(
  '[J34] a till that hears of the erasure drops what it wrote of that customer meanwhile, and the server agrees',
  (before, offline, now) => {
    const shared = edited(parked, before, 'till-bbbb');
    const current = eraseRecord('carts', shared, now) as Cart;
    const own = edited(shared, offline, 'till-aaaa');
    const taken = takeCart(current, own);

    const isTheirs = shared.customerId.value !== null && own.customerId.value !== null;
    if (isTheirs && taken.customerId.value === null)
      expect([taken.name.value, taken.note.value]).toEqual([null, null]);
    expect(mergeCarts(current, taken)).toEqual(taken);
    expect(takeCart(taken, taken)).toEqual(taken);
  },
);

test.prop([edits, fc.nat({ max: 60_000 })])(
  '[J34] only what the server emptied is an erasure',
  (before, now) => {
    const shared = edited(parked, before, 'till-bbbb');
    const erased = eraseRecord('carts', shared, now) as Cart;
    const emptied = edited(shared, [{ edit: { do: 'note', note: null }, at: now }], 'till-aaaa');

    expect(isCartErasure(shared, erased)).toBe(shared !== erased);
    expect(isCartErasure(shared, emptied)).toBe(false);
    expect(isCartErasure(erased, erased)).toBe(false);
  },
);
