import { expect, test } from 'vitest';
import { toDecide } from '../shell/where-to.ts';
import { MemorySelling } from '../testing/memory-selling.ts';
import { customerRow, waitsForDecision } from './customer-words.ts';

test('somebody whose change was not taken waits for a decision until it is sent again', async () => {
  const selling = new MemorySelling();
  const { id } = await selling.addCustomer({ firstName: 'Ida', email: 'ida@example.com' });
  const shown = () => selling.customer(id)!;
  expect(waitsForDecision(shown())).toBe(false);

  selling.customers.arrive(id, { at: 'not-taken', code: 'does-not-fit', reason: 'too long a name' });
  selling.arrive(id, { at: 'this-till' });

  expect(waitsForDecision(shown())).toBe(true);
  expect(customerRow(shown())).toMatchObject({ way: 'Not taken: too long a name', tone: 'bad' });
  expect(toDecide(selling.safety$.value, 'customerEdits')).toBe(1);

  await selling.decide('customerEdits', id, { do: 'send-again' });

  expect(waitsForDecision(shown())).toBe(false);
  expect(toDecide(selling.safety$.value, 'customerEdits')).toBe(0);
});
