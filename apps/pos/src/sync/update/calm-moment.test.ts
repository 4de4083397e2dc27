import { expect, test } from 'vitest';
import { calmMs, isOfferedAt, type Moment } from './calm-moment.ts';

const calm: Moment = {
  running: 'a',
  newest: 'b',
  putOff: undefined,
  isOffered: false,
  isCartEmpty: true,
  isDialogOpen: false,
  restMs: calmMs,
};

test('a newer build is offered in a calm moment', () => {
  expect(isOfferedAt(calm)).toBe(true);
});

test.each([
  ['the cart is not empty', { isCartEmpty: false }],
  ['a dialog is open', { isDialogOpen: true }],
  ['hands are at work', { restMs: calmMs - 1 }],
  ['it is the one that runs', { newest: 'a' }],
  ['none is known', { newest: undefined }],
  ['it was put off', { putOff: 'b' }],
])('not while %s', (_, change) => {
  expect(isOfferedAt({ ...calm, ...change })).toBe(false);
});

test('what is offered stays while somebody works, so that nothing moves under their hands', () => {
  expect(isOfferedAt({ ...calm, isOffered: true, isCartEmpty: false, restMs: 0 })).toBe(true);
  expect(isOfferedAt({ ...calm, isOffered: true, putOff: 'b' })).toBe(false);
});

test('another build than the one put off is offered again', () => {
  expect(isOfferedAt({ ...calm, putOff: 'older' })).toBe(true);
});
