import { expect, test } from 'vitest';
import { collectionNames } from './collections.ts';
import { resolveCustomer } from './documents/customer-reference.ts';
import { recordJsonSchemas } from './documents/records.ts';
import { recordNames } from './records.ts';
import { aCart, aCustomerEdit, aSale, aStockMove } from './testing.ts';
import { documentDefect } from './validators/validate.ts';

const rev = '0123456789abcdef';

test('[S8] no collection is both a cache and a promise', () => {
  expect(recordNames.filter(name => (collectionNames as readonly string[]).includes(name))).toEqual([]);
  expect(Object.keys(recordJsonSchemas).sort()).toEqual([...recordNames].sort());
});

test('[S9] a promise has no rev until the server stored it', () => {
  const examples = {
    sales: aSale(),
    stockMoves: aStockMove(),
    customerEdits: aCustomerEdit(),
    carts: aCart(),
  };
  for (const name of recordNames) {
    expect(documentDefect(name, examples[name])).toBeUndefined();
    expect(documentDefect(name, { ...examples[name], rev })).toBeUndefined();
    expect(documentDefect(name, { ...examples[name], shop: undefined })).toMatch(/shop/);
  }
});

test.each([
  { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 },
  { state: 'refused', sending: 1, attempts: 1, reason: 'Variant is gone' },
  { state: 'resolved', sending: 1, note: 'Entered by hand' },
  { state: 'accepted', after: 'e1:9', orderId: '5', orderName: '#1001', differences: [] },
])('[S10] a submission that is $state fits, and nothing of another state does', submission => {
  expect(documentDefect('sales', { ...aSale(), submission })).toBeUndefined();
  expect(documentDefect('sales', { ...aSale(), submission: { ...submission, extra: 1 } })).toBeDefined();
  expect(documentDefect('sales', { ...aSale(), submission: { state: submission.state } })).toBeDefined();
});

test('[S10] a sale without lines, or with half a unit, does not fit', () => {
  const [line] = aSale().lines;

  expect(documentDefect('sales', { ...aSale(), lines: [] })).toMatch(/lines/);
  expect(documentDefect('sales', { ...aSale(), lines: [{ ...line, quantity: 0.5 }] })).toMatch(/quantity/);
});

test('[S11] a new customer is known once Shopify gave an id, or another was chosen', () => {
  const accepted = { state: 'accepted', after: 'e1:9', customerId: '77', overruled: [] as string[] } as const;
  const refused = {
    state: 'refused',
    sending: 1,
    attempts: 1,
    reason: 'Email taken',
    takenBy: '5',
  } as const;
  const chosen = { state: 'resolved', sending: 1, note: 'the same person', customerId: '5' } as const;
  const givenUp = { ...chosen, customerId: null };

  expect(resolveCustomer('12', undefined)).toEqual({ kind: 'known', customerId: '12' });
  expect(resolveCustomer('edit-0001', undefined)).toEqual({ kind: 'waiting' });
  expect(resolveCustomer('edit-0001', { submission: null })).toEqual({ kind: 'waiting' });
  expect(resolveCustomer('edit-0001', { submission: accepted })).toEqual({ kind: 'known', customerId: '77' });
  expect(resolveCustomer('edit-0001', { submission: refused })).toEqual({ kind: 'refused' });
  expect(resolveCustomer('edit-0001', { submission: chosen })).toEqual({ kind: 'known', customerId: '5' });
  expect(resolveCustomer('edit-0001', { submission: givenUp })).toEqual({ kind: 'refused' });
});
