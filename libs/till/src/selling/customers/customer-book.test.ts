import type { CustomerEdit } from '@tidemark/schema';
import { aCustomer, aCustomerEdit } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { CustomerBook } from './customer-book.ts';

const ada = aCustomerEdit({
  id: 'edit-0001',
  customerId: 'edit-0001',
  isNew: true,
  changes: { firstName: { was: null, is: 'Ada' } },
});

function bookWith(submission: CustomerEdit['submission']) {
  const book = new CustomerBook();
  book.setEdit({ edit: ada, refusal: undefined });
  book.setEdit({ edit: { ...ada, submission }, refusal: undefined });
  return book;
}

const foundIn = (book: CustomerBook) => book.search('ada', 5).map(each => each.id);
const resolved = { state: 'resolved', sending: 1, note: 'a typo' } as const;

test('[T22] somebody new who was given up is found no more, and still named where something was sold to them', () => {
  const book = bookWith({ ...resolved, customerId: null });

  expect(foundIn(book)).toEqual([]);
  expect(book.search('', 5)).toEqual([]);
  expect(book.get(ada.id)).toMatchObject({ displayName: 'Ada' });
});

test('[T22] somebody new whom Shopify refused is found, and so decided about', () => {
  const book = bookWith({ state: 'refused', sending: 1, attempts: 1, reason: 'No.', takenBy: null });

  expect(foundIn(book)).toEqual([ada.id]);
  expect(book.get(ada.id)?.pending).toMatchObject([{ way: { at: 'refused' } }]);
});

test('[T22] somebody who was given up is found while another edit of them is to be decided about', () => {
  const book = bookWith({ ...resolved, customerId: null });
  const refused = { state: 'refused', sending: 1, attempts: 1, reason: 'No.', takenBy: null } as const;
  const edit = aCustomerEdit({ id: 'edit-0002', customerId: ada.id, isNew: false, submission: refused });
  book.setEdit({ edit, refusal: undefined });

  expect(foundIn(book)).toEqual([ada.id]);
  book.setEdit({ edit: { ...edit, submission: { ...resolved, customerId: null } }, refusal: undefined });
  expect(foundIn(book)).toEqual([]);
});

test('[T22] somebody in whose place another was chosen is found until that one is mirrored', () => {
  const book = bookWith({ ...resolved, customerId: '5' });

  expect(foundIn(book)).toEqual([ada.id]);
});

test('[T22] somebody new who is mirrored before the answer about them is known is shown once', () => {
  const email = { was: null, is: 'Ada@Example.com' };
  const book = new CustomerBook();
  const edit = { ...ada, changes: { ...ada.changes, email } };
  book.setEdit({ edit, refusal: undefined });
  const mirrored = {
    ...aCustomer({ id: '7', firstName: 'Ada', lastName: null, email: 'ada@example.com' }),
    rev: '',
  };
  book.setMirrored('8', { ...mirrored, id: '8', lastName: 'Byron' });
  expect(foundIn(book)).toEqual([ada.id, '8']);

  book.setMirrored('7', mirrored);

  expect(foundIn(book)).toEqual(['7', '8']);
  const refused = { state: 'refused', sending: 1, attempts: 1, reason: 'Taken.', takenBy: '7' } as const;
  book.setEdit({ edit: { ...edit, submission: refused }, refusal: undefined });
  expect(foundIn(book)).toContain(ada.id);
});

test.each([
  '+16135550101',
  '6135550101',
  '613-555-0101',
  '(613) 555-0101',
  '555 0101',
  '0101',
  'Person 555-0101',
])('[T22] a customer is found by the phone number as people say it: %s', async query => {
  const book = new CustomerBook();
  const phone = aCustomer({ id: '7', firstName: 'Phone', lastName: 'Person', phone: '+16135550101' });
  const other = aCustomer({ id: '8', displayName: 'Other', phone: '+16135550202' });
  await book.load([phone, other].map(each => ({ ...each, rev: '0'.repeat(16) })));

  expect(book.search(query, 5).map(({ id }) => id)).toEqual(['7']);
});

test('[T22] customers are listed in the order of names as people read them; signs alone find nobody', async () => {
  const names = ['Zoë', 'ada', 'Émile', 'Noor'];
  const book = new CustomerBook();
  const all = names.map((displayName, n) =>
    aCustomer({ id: String(n), displayName, firstName: displayName, lastName: 'Same', email: null }),
  );
  await book.load(all.map(each => ({ ...each, rev: '0'.repeat(16) })));

  expect(book.search('same', 9).map(({ displayName }) => displayName)).toEqual(
    ['ada', 'Émile', 'Noor', 'Zoë'].map(each => `${each} Same`),
  );
  expect(book.search('***', 9)).toEqual([]);
  expect(book.search(' ', 9)).toHaveLength(4);
});
