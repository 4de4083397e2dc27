import { aCustomer, aCustomerEdit } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { isMadeBy, isSamePhone, markOf } from './newcomer.ts';

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
])('[U10] %s and %s', (a, b, isSame) => {
  expect(isSamePhone(a, b)).toBe(isSame);
  expect(isSamePhone(b, a)).toBe(isSame);
});

const runa = aCustomerEdit({
  id: 'edit-0001',
  customerId: 'edit-0001',
  isNew: true,
  changes: { firstName: { was: null, is: 'Runa' }, email: { was: null, is: 'Runa@Example.com' } },
});

test.each([
  ['the same address', { email: 'runa@example.com', phone: null }, true],
  ['another address', { email: 'runar@example.com', phone: null }, false],
  ['no address', { email: null, phone: null }, false],
  ['another name', { email: 'runa@example.com', phone: null, firstName: 'Rune' }, false],
])('[U10] somebody new with an address, and a customer with %s', (_what, fields, isMade) => {
  const customer = aCustomer({ firstName: 'Runa', lastName: null, ...fields });

  expect(isMadeBy(runa, customer)).toBe(isMade);
  expect(isMadeBy({ ...runa, isNew: false }, customer)).toBe(false);
});

test('[U10] somebody new without address and number is known by our mark alone', () => {
  const nameless = { ...runa, changes: { firstName: { was: null, is: 'Runa' } } };
  const customer = aCustomer({ firstName: 'Runa', lastName: null, email: null, phone: null });

  expect(isMadeBy(nameless, customer)).toBe(false);
  expect(isMadeBy(nameless, { ...customer, tags: [markOf(nameless)] })).toBe(true);
});
