import { nobody } from '@tidemark/conflict';
import { expect, test } from 'vitest';
import { inShopsWords, isSamePhone } from './contact.ts';

test.each([
  ['+31612345678', '06 12345678', true],
  ['+31612345678', '0031 (0)6 1234-5678', true],
  ['+31612345678', '+31 6 12345678', true],
  ['0612345678', '612345678', true],
  ['+12025550123', '(202) 555-0123', true],
  ['+31612345678', '+32612345678', false],
  ['+31612345678', '0612345679', false],
  ['+31612345678', '5678', false],
  ['+31612345678', '', false],
])('[T13] %s and %s', (a, b, isSame) => {
  expect(isSamePhone(a, b)).toBe(isSame);
  expect(isSamePhone(b, a)).toBe(isSame);
});

test('[T13] an edit is put into the shop’s words, and changes nothing else', () => {
  const shop = { ...nobody, email: 'ada@example.com' };
  const changes = {
    email: { was: ' Ada@example.com', is: 'b@example.com' },
    phone: { was: null, is: '1' },
    firstName: { was: 'ada', is: 'Ada' },
  };

  expect(inShopsWords(shop, changes)).toEqual({
    ...changes,
    email: { was: 'ada@example.com', is: 'b@example.com' },
  });
  expect(inShopsWords(shop, { email: { was: 'b@example.com', is: 'ADA@example.com' } })).toEqual({
    email: { was: 'b@example.com', is: 'ada@example.com' },
  });
});
