import type { CustomerEdit } from '@tidemark/schema';
import { aCustomerEdit, aSale } from '@tidemark/schema/testing';
import { ShopifyError } from '@tidemark/shopify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SubmitBench } from '../testing-submit.ts';

let bench: SubmitBench;

beforeEach(async () => {
  bench = await SubmitBench.open();
});

afterEach(() => bench[Symbol.asyncDispose]());

const minute = 60_000;
const address = {
  name: 'Ada',
  company: null,
  address1: 'Dam 1',
  address2: null,
  city: 'Amsterdam',
  province: null,
  zip: '1012 JS',
  countryCode: 'NL',
  phone: null,
};

function phone(id: string, was: string | null, is: string, change: Partial<CustomerEdit> = {}): CustomerEdit {
  return aCustomerEdit({ id, customerId: '7', changes: { phone: { was, is } }, ...change });
}

function newcomer(id: string, changes: CustomerEdit['changes'] = {}): CustomerEdit {
  const named = { firstName: { was: null, is: 'Ada' }, ...changes };
  return aCustomerEdit({ id, customerId: id, isNew: true, changes: named });
}

test('[T12] two edits of one customer go one after the other, and the later one stands', async () => {
  await bench.fake.writes.updateCustomer('7', { phone: '+31100000001' });
  await bench.push(
    'customerEdits',
    phone('edit-0001', '+31100000001', '+31100000002'),
    phone('edit-0002', '+31100000002', '+31100000003'),
  );
  // The answer to the first read takes some time, as answers do.
  const { byIds } = bench.fake;
  let reads = 0;
  bench.fake.byIds = async (...asked) => {
    if (++reads === 1) await new Promise(resolve => setTimeout(resolve, 20));
    return byIds(...asked);
  };
  const submit = bench.submit({ lanes: 4 });
  submit.start();
  await bench.settle(submit);

  expect(bench.fake.customers.get('7')?.phone).toBe('+31100000003');
  expect((await bench.editOf('edit-0002')).submission).toMatchObject({ state: 'accepted', overruled: [] });
});

test('[T12] an edit waits for an earlier one of the same person by another name, and for nobody who is refused', async () => {
  await bench.push('customerEdits', newcomer('edit-0001', { email: { was: null, is: 'ada@example.com' } }));
  const submit = bench.submit({ lanes: 4 });
  submit.start();
  await bench.settle(submit);
  const { update, calls } = { update: bench.fake.writes.updateCustomer, calls: [] as unknown[] };
  bench.fake.writes.updateCustomer = async (id, fields) => {
    calls.push(fields.phone);
    if (calls.length === 1) await new Promise(resolve => setTimeout(resolve, 20));
    if (fields.phone === '+31100000002') return { kind: 'refused', reason: 'no', takenBy: null };
    return update(id, fields);
  };
  await bench.push(
    'customerEdits',
    phone('edit-0002', null, '+31100000002', { customerId: 'edit-0001' }),
    phone('edit-0003', null, '+31100000003', { customerId: '100' }),
  );
  await bench.settle(submit);

  expect(calls).toEqual(['+31100000002', '+31100000003']);
  expect((await bench.editOf('edit-0002')).submission).toMatchObject({ state: 'refused' });
});

test('[T13] what Shopify writes otherwise is no change of the shop’s', async () => {
  await bench.fake.writes.updateCustomer('7', { email: 'A@Example.com', phone: '+31612345678' });
  const changes = {
    email: { was: 'A@Example.com', is: 'b@example.com' },
    phone: { was: '06 12345678', is: '+31687654321' },
  };
  await bench.push('customerEdits', aCustomerEdit({ id: 'edit-0001', customerId: '7', changes }));
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect(bench.fake.customers.get('7')).toMatchObject({ email: 'b@example.com', phone: '+31687654321' });
  expect((await bench.editOf('edit-0001')).submission).toMatchObject({ state: 'accepted', overruled: [] });
});

test('[T5] a sale does not wait for ever for a customer whom Shopify cannot look up', async () => {
  bench.fake.next = ['lost'];
  bench.fake.writes.customerWith = async () => {
    throw new ShopifyError('forbidden', 'Access denied for customerByIdentifier');
  };
  await bench.push('customerEdits', newcomer('edit-0001', { email: { was: null, is: 'ada@example.com' } }));
  await bench.push('sales', aSale({ id: 'sale-0001', customerId: 'edit-0001' }));
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit, 30);

  expect(bench.fake.orderedFor).toEqual([null]);
  const { submission } = await bench.editOf('edit-0001');
  expect(submission?.state === 'waiting' && submission.unanswered).toBeGreaterThanOrEqual(4);
});

test('[T14] a new customer without e-mail and phone is not made again before the search can be trusted', async () => {
  bench.fake.next = ['lost'];
  await bench.push('customerEdits', newcomer('edit-0001'));
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit, 10);

  expect(bench.fake.customers.size).toBe(1);
  bench.fake.marks.set('tidemark-edit-0001', '100');
  await bench.settle(submit, 5);
  expect((await bench.editOf('edit-0001')).submission).toMatchObject({
    state: 'accepted',
    customerId: '100',
  });
  expect(bench.fake.customers.size).toBe(1);
});

test('[T14] whoever is not found after that was not made', async () => {
  bench.fake.next = ['lost'];
  await bench.push('customerEdits', newcomer('edit-0001'));
  const first = bench.submit();
  first.start();
  await first.idle();
  bench.fake.customers.clear();
  await first[Symbol.asyncDispose]();

  // A new process does not know when it was tried.
  const second = bench.submit();
  second.start();
  bench.now += 4 * minute;
  second.start();
  await second.idle();
  expect(bench.fake.customers.size).toBe(0);
  await bench.settle(second, 10);
  expect(bench.fake.customers.size).toBe(1);
});

test('[T15] an address that is refused does not undo a new customer', async () => {
  bench.fake.writes.setAddress = async () => ({ kind: 'refused', reason: 'Zip is invalid' });
  await bench.push('customerEdits', newcomer('edit-0001', { address: { was: null, is: address } }));
  await bench.push('sales', aSale({ id: 'sale-0001', customerId: 'edit-0001' }));
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect((await bench.editOf('edit-0001')).submission).toMatchObject({
    state: 'accepted',
    customerId: '100',
    overruled: ['address'],
  });
  expect(bench.events).toContainEqual(expect.objectContaining({ addressRefused: 'Zip is invalid' }));
  expect(bench.fake.orderedFor).toEqual(['100']);
});

test('[T15] a new customer whose address was turned away is not made twice', async () => {
  const answers = [{ kind: 'turned-away', reason: 'busy', retryAfterMs: 1_000 } as const];
  bench.fake.writes.setAddress = async id => answers.shift() ?? { kind: 'accepted', as: id };
  const edit = newcomer('edit-0001', {
    email: { was: null, is: 'ada@example.com' },
    address: { was: null, is: address },
  });
  await bench.push('customerEdits', edit);
  const submit = bench.submit();
  submit.start();
  await bench.settle(submit);

  expect((await bench.editOf('edit-0001')).submission).toMatchObject({ state: 'accepted', overruled: [] });
  expect(bench.fake.customers.size).toBe(1);
});
