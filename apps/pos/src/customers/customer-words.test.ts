import { expect, test } from 'vitest';
import { toDecide } from '../shell/where-to.ts';
import { MemorySelling } from '../testing/memory-selling.ts';
import { customerRow } from './customer-words.ts';

test('somebody whose change was not taken waits for a decision until it is sent again', async () => {
  const selling = new MemorySelling();
  const { id } = await selling.addCustomer({ firstName: 'Ida', email: 'ida@example.com' });
  const row = () => customerRow(selling.customers.get(id)!);
  expect(row()).toMatchObject({ way: 'On this till', tone: 'wait' });

  selling.customers.arrive(id, { at: 'not-taken', code: 'does-not-fit', reason: 'too long a name' });
  selling.arrive(id, { at: 'this-till' });

  expect(row()).toMatchObject({ way: 'Not taken: too long a name', tone: 'bad' });
  expect(toDecide(selling.safety$.value, 'customerEdits')).toBe(1);

  await selling.decide('customerEdits', id, { do: 'send-again' });

  expect(row()).toMatchObject({ tone: 'wait' });
  expect(toDecide(selling.safety$.value, 'customerEdits')).toBe(0);
});
