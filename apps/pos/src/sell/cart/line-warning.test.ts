import { saleStops, type SaleStop } from '@tidemark/schema';
import { aProduct, aVariant } from '@tidemark/schema/testing';
import type { DraftLine, Sellable } from '@tidemark/till';
import { expect, test } from 'vitest';
import { soldItem } from './draft.ts';
import { cartTrouble, lineWarning, paymentWarning, stopMarks } from './line-warning.ts';

function sellable(change: Partial<Sellable> = {}, variant: Parameters<typeof aVariant>[0] = {}): Sellable {
  const product = { ...aProduct({ title: 'Mug', variants: [aVariant(variant)] }), rev: '0'.repeat(16) };
  return { product, variant: product.variants[0]!, available: 5, ...change };
}

const known = (...now: readonly Sellable[]) => new Map(now.map(each => [each.variant.id, each]));
const line = (of: Sellable, quantity = 1): DraftLine => ({
  ...{ id: of.variant.id, item: soldItem(of), quantity, note: null },
});

test.each(saleStops)('[SL2] a line that became unsellable since it was added says so: %s', stop => {
  const now = sellable({ stop });
  const lines = [line(now)];

  expect(lineWarning(line(now), { lines }, known(now))).toMatch(/^Now .+\.$/);
  expect(paymentWarning({ lines }, known(now))).toMatch(/^Mug is now .+\.$/);
  expect(stopMarks[stop]).not.toBe('');
});

test('[SL2] what a plain sale would sell wrongly is taken out before the cart is paid; the rest is told', () => {
  const blocking = saleStops.filter((stop: SaleStop) => {
    const now = sellable({ stop });
    return cartTrouble({ lines: [line(now)] }, known(now)) !== undefined;
  });

  expect(blocking).toEqual(['gift-card', 'selling-plan', 'bundle']);
  const card = sellable({ stop: 'gift-card' });
  expect(cartTrouble({ lines: [line(card)] }, known(card))).toBe(
    'Mug is a gift card, which this till cannot issue. Take it out of the cart.',
  );
});

test('[SL3] fewer left than the line wants is a word on the line, and stops nothing', () => {
  const warned = (now: Sellable, ...quantities: number[]) => {
    const lines = (quantities.length > 0 ? quantities : [1]).map(each => line(now, each));
    return lineWarning(lines[0]!, { lines }, known(now));
  };

  expect(warned(sellable({ available: 0 }))).toBe('None left by the count.');
  expect(warned(sellable({ available: -2 }))).toBe('None left by the count.');
  expect(warned(sellable({ available: 2 }), 3)).toBe('Only 2 left by the count.');
  expect(warned(sellable({ available: 3 }), 3)).toBe('');
  expect(warned(sellable({ available: 3 }), 2, 2)).toBe('Only 3 left by the count.');
  expect(warned(sellable({ available: undefined }))).toBe('');
  expect(warned(sellable({ available: 0 }, { sellsBelowZero: true }))).toBe('');
  const none = sellable({ available: 0 });
  expect(cartTrouble({ lines: [line(none)] }, known(none))).toBeUndefined();
  expect(paymentWarning({ lines: [line(none)] }, known(none))).toBe('');
});

test('what this till does not hold is not judged', () => {
  const now = sellable();

  expect(lineWarning(line(now), { lines: [line(now)] }, known())).toBe('');
  expect(cartTrouble({ lines: [line(now)] }, known())).toBeUndefined();
});
