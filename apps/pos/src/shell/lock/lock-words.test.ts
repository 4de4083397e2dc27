import { expect, test } from 'vitest';
import { lockedWords, signedOutWords, waitingWords, wrongPinWords } from './lock-words.ts';

const nothing = { sales: 0, carts: 0, stockMoves: 0, customerEdits: 0 };
const locked = { kind: 'locked', cause: 'idle', by: 'pin', wrong: 0, waitUntil: 0 } as const;

test('[K9] a locked till says why, what opens it, and that the cart stays', () => {
  expect(lockedWords(locked)).toBe('Nobody used this till for a while. What is in the cart stays.');
  expect(lockedWords({ ...locked, cause: 'asked' })).toBe('What is in the cart stays.');
  expect(lockedWords({ ...locked, by: 'sign-in' })).toContain('cannot check your PIN');
  expect(lockedWords({ ...locked, by: 'sign-in', wrong: 10 })).toContain('Too many wrong PINs');
  expect(lockedWords({ ...locked, cause: 'withdrawn', by: 'sign-in' })).toContain(
    'The shop ended this sign-in',
  );
});

test('[K9] the last wrong PINs say how many are left', () => {
  expect(wrongPinWords(4)).toBe('This PIN is not right.');
  expect(wrongPinWords(5)).toContain('After 5 more');
  expect(wrongPinWords(9)).toContain('After one more');
});

test('[K9] who finds nobody signed in is told why, and what waits', () => {
  expect(signedOutWords(undefined)).toBe('');
  expect(signedOutWords('too-long')).toContain('without the server');
  expect(waitingWords(nothing, undefined)).toBe('');
  expect(waitingWords({ ...nothing, sales: 2 }, 'too-long')).toBe(
    '2 sales not sent yet: kept on this till, and sent as soon as the server answers.',
  );
  expect(waitingWords({ ...nothing, sales: 1 }, 'blocked')).toContain('lets this till in again');
});
