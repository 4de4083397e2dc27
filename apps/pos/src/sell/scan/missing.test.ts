import type { Sellable } from '@tidemark/till';
import { expect, test } from 'vitest';
import { isAnotherCart, emptyDraft } from '../cart/draft.ts';
import { goneWords, isFound, lateWords, missingWords } from './missing.ts';

const mug = { product: { title: 'Mug' } } as Sellable;

test('[K6] an answer for a cart that left the screen says so, and offers what was found', () => {
  expect(lateWords('42', { kind: 'found', sellable: mug })).toMatchObject({
    title: 'Mug is not in the cart',
    act: { sellable: mug },
  });
  const several = lateWords('42', { kind: 'several', sellables: [mug, mug] });
  expect(several.title).toBe('42 is not in the cart');
  expect(several.act).toEqual({ words: 'Scan it for this cart' });
});

test('[K6] an answer for a screen that was left is said on the next', () => {
  expect(goneWords('42', { kind: 'found', sellable: mug })).toMatch(/^Mug was scanned before this screen/);
  const offline = { kind: 'offline', silence: 'late', knowledgeFrom: 0 } as const;
  expect(goneWords('42', offline)).toMatch(/^Code 42 was scanned before/);
});

test('[K6] a code that is not found is said, for the cart before too, and asked again where that may help', () => {
  const late = missingWords('42', { kind: 'offline', silence: 'late', knowledgeFrom: 0 }, true);
  expect(late.text).toContain('did not answer in time');
  expect(late.text).toContain('a cart that is not on screen any more');
  expect(late.act).toEqual({ words: 'Try again' });
  const draft = { kind: 'not-found', cause: 'draft', deletedAt: null, titles: ['Mug'] } as const;
  expect(missingWords('42', draft, false)).toMatchObject({ act: undefined, cause: 'draft' });
  expect([isFound(draft), isFound({ kind: 'found', sellable: mug })]).toEqual([false, true]);
});

test('[K6] a cart that was sold, parked or cleared is another cart; one with other lines, or more, is not', () => {
  const line = (id: string) => ({ id, item: {}, quantity: 1, note: null }) as never;
  const cart = { ...emptyDraft, lines: [line('1'), line('2')], saleId: 's1' };

  expect(isAnotherCart(emptyDraft, cart)).toBe(false);
  expect(isAnotherCart(cart, { ...cart, lines: [line('3')] })).toBe(false);
  expect(isAnotherCart(cart, { ...cart, saleId: 's2' })).toBe(false);
  expect(isAnotherCart(cart, emptyDraft)).toBe(true);
  expect(isAnotherCart(cart, { ...emptyDraft, lines: [line('3')], saleId: 's2' })).toBe(true);
  expect(isAnotherCart({ ...emptyDraft, cartId: 'c1' }, emptyDraft)).toBe(true);
});
