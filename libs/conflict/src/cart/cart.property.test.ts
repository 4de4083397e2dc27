import { fc, test } from '@fast-check/vitest';
import type { CartDiscount, CartLine } from '@tidemark/schema';
import { documentDefect } from '@tidemark/schema';
import { aCart } from '@tidemark/schema/testing';
import { describe, expect, test as example } from 'vitest';
import { aSoldItem, runCarts, tillName, type CartStep } from '../testing.ts';
import { editCart, shownLines, type CartEdit } from './edit-cart.ts';
import { quantityOf } from './line-counts.ts';
import { mergeCarts } from './merge-carts.ts';

const many = { numRuns: 10_000 };
const tills = 3;
const lineId = fc.constantFrom('101', '102', '103');
const units = fc.integer({ min: 1, max: 3 });
const note = fc.constantFrom(null, 'gift', 'wrap');
const item = fc.integer({ min: 1, max: 3 }).map(price => aSoldItem({ unitPrice: price * 100 }));
const discount = fc.constantFrom<CartDiscount>(null, { kind: 'amount', title: 'Friend', amount: 100 });
const edit: fc.Arbitrary<CartEdit> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), lineId, item, units }),
  fc.record({ do: fc.constant('remove' as const), lineId, units }),
  fc.record({ do: fc.constant('drop-line' as const), lineId }),
  fc.record({ do: fc.constant('note-line' as const), lineId, note }),
  fc.record({ do: fc.constant('note' as const), note }),
  fc.record({ do: fc.constant('name' as const), name: note }),
  fc.record({ do: fc.constant('discount' as const), discount }),
  fc.record({ do: fc.constant('customer' as const), customerId: fc.constantFrom(null, '7') }),
  fc.record({ do: fc.constant('status' as const), status: fc.constantFrom('parked', 'open', 'sold') }),
);
/** Clocks that jump: a till's now may be years off, and go backwards. */
const now = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 10 ** 14 }));
const at = fc.nat(tills - 1);
const step: fc.Arbitrary<CartStep> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ at, edit, now }) },
  { weight: 1, arbitrary: fc.record({ at, takeFrom: at }) },
);
const steps = fc.array(step, { maxLength: 14 });
const copies = steps.map(each => runCarts(tills, each) as [Cart, Cart, Cart]);
type Cart = ReturnType<typeof aCart>;

const merge = mergeCarts;
const unitsOf = (cart: Cart, id: string) =>
  quantityOf(cart.lines.find((line: CartLine) => line.id === id)?.counts ?? []);

describe('a parked cart', () => {
  test.prop([copies], many)('[B1] merging is commutative', ([a, b]) => {
    expect(merge(a, b)).toEqual(merge(b, a));
  });

  test.prop([copies], many)('[B2] merging is associative', ([a, b, c]) => {
    expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
  });

  test.prop([copies], many)(
    '[B3] merging is idempotent, and merging what is merged changes nothing',
    ([a, b]) => {
      expect(merge(a, a)).toEqual(a);
      expect(merge(merge(a, b), b)).toEqual(merge(a, b));
    },
  );

  test.prop([copies], many)('[B4] no line is lost', carts => {
    const merged = carts.reduce(merge);

    const known = new Set(carts.flatMap(cart => cart.lines.map(line => line.id)));
    expect(merged.lines.map(line => line.id)).toEqual([...known].sort());
  });

  test.prop([copies, edit, now], many)(
    '[B5] an edit is a step forward: merging it with what was is the edit',
    ([a], each, time) => {
      const edited = editCart(a, each, tillName(0), time);

      expect(merge(a, edited)).toEqual(edited);
    },
  );

  test.prop([copies, units, item, now], many)(
    '[B6] what one till adds is there after a merge, whatever the other took out meanwhile',
    ([a, b], more, sold, time) => {
      const shared = merge(a, b);
      const adding = editCart(
        shared,
        { do: 'add', lineId: '101', item: sold, units: more },
        tillName(0),
        time,
      );
      const dropping = editCart(shared, { do: 'drop-line', lineId: '101' }, tillName(1), time);

      expect(unitsOf(merge(adding, dropping), '101')).toBe(more);
    },
  );

  test.prop([copies, units, item, now], many)(
    '[B7] a line taken out stays out, and comes back with exactly what is added again',
    ([a, b], more, sold, time) => {
      const dropped = editCart(merge(a, b), { do: 'drop-line', lineId: '101' }, tillName(1), time);

      expect(unitsOf(merge(merge(dropped, a), b), '101')).toBe(0);
      const again = editCart(
        dropped,
        { do: 'add', lineId: '101', item: sold, units: more },
        tillName(2),
        time,
      );
      expect(unitsOf(merge(merge(again, a), b), '101')).toBe(more);
    },
  );

  test.prop([copies, units, units, now], many)(
    '[B8] units that two tills add apart are all there',
    ([a, b], first, second, time) => {
      const shared = merge(a, b);
      const add = (more: number, till: number) =>
        editCart(shared, { do: 'add', lineId: '102', item: aSoldItem(), units: more }, tillName(till), time);

      expect(unitsOf(merge(add(first, 0), add(second, 1)), '102')).toBe(
        unitsOf(shared, '102') + first + second,
      );
    },
  );

  test.prop([copies, note, note, now, now], many)(
    '[B9] who saw a note and wrote another has the last word, whatever the clocks say',
    ([a], first, second, early, late) => {
      const seen = editCart(a, { do: 'note', note: first }, tillName(1), early);
      const answered = editCart(seen, { do: 'note', note: second }, tillName(2), late);

      expect(merge(seen, answered).note.value).toBe(second);
    },
  );

  test.prop([copies], many)('[B10] no value is invented', carts => {
    const merged = carts.reduce(merge);

    for (const field of ['status', 'name', 'note', 'discount', 'customerId'] as const) {
      expect(carts.map(cart => cart[field])).toContainEqual(merged[field]);
    }
    for (const line of merged.lines) {
      const sources = carts.flatMap(cart => cart.lines.filter(each => each.id === line.id));
      expect(sources.map(each => each.item)).toContainEqual(line.item);
      for (const count of line.counts) {
        const own = sources.flatMap(each => each.counts.filter(({ tillId }) => tillId === count.tillId));
        expect(own.map(each => each.added)).toContain(count.added);
        expect(own.map(each => each.removed)).toContain(count.removed);
      }
    }
  });

  test.prop([copies], many)(
    '[B11] no quantity is negative, and every copy and merge fits its schema',
    carts => {
      const merged = carts.reduce(merge);

      expect(documentDefect('carts', merged)).toBeUndefined();
      for (const { counts } of merged.lines) {
        for (const { added, removed } of counts) expect(removed).toBeLessThanOrEqual(added);
      }
    },
  );
});

describe('a parked cart, by example', () => {
  const add = (cart: Cart, id: string, till: number, time: number) =>
    editCart(cart, { do: 'add', lineId: id, item: aSoldItem(), units: 1 }, tillName(till), time);

  example('[B8] two tills that edit one cart offline both find both lines, in the order of adding', () => {
    const shared = add(aCart(), '101', 0, 1_000);
    const left = add(shared, '103', 0, 2_000);
    const right = add(add(shared, '102', 1, 3_000), '101', 1, 3_001);

    const lines = shownLines(mergeCarts(left, right));

    expect(lines.map(line => [line.id, line.quantity])).toEqual([
      ['101', 2],
      ['103', 1],
      ['102', 1],
    ]);
  });

  example('[B12] the same unit taken out on two tills is taken out once', () => {
    const shared = add(add(add(aCart(), '101', 0, 1), '101', 0, 2), '101', 0, 3);
    const less = (till: number) =>
      editCart(shared, { do: 'remove', lineId: '101', units: 1 }, tillName(till), 9);

    expect(unitsOf(mergeCarts(less(0), less(1)), '101')).toBe(2);
    expect(unitsOf(editCart(less(0), { do: 'remove', lineId: '101', units: 9 }, tillName(1), 9), '101')).toBe(
      0,
    );
  });

  example('[B5] editing a line that is not there changes nothing', () => {
    const cart = aCart();

    expect(editCart(cart, { do: 'drop-line', lineId: '1' }, tillName(0), 1)).toBe(cart);
    expect(editCart(cart, { do: 'note-line', lineId: '1', note: 'x' }, tillName(0), 1)).toBe(cart);
  });

  example('[B4] a line added to a cart that another till sold meanwhile is still there', () => {
    const shared = add(aCart(), '101', 0, 1);
    const sold = editCart(shared, { do: 'status', status: 'sold' }, tillName(0), 2);
    const more = add(shared, '102', 1, 3);

    const merged = mergeCarts(sold, more);

    expect(merged.status.value).toBe('sold');
    expect(shownLines(merged).map(line => line.id)).toEqual(['101', '102']);
  });
});
