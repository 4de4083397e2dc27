import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { aCustomer, anOrder } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import type { Till } from '../api/till.ts';
import { memoryStorage, tillName } from '../testing.ts';
import { aBrowser, aShop, openTestTill, until } from '../testing/test-tills.ts';

/** A till that holds a customer and an order, whose words are looked for in the bytes of its log. */
async function aTillWithAnna() {
  const server = aShop();
  server.put('customers', aCustomer({ id: '1', lastName: 'Karenina' }));
  server.put('customers', aCustomer({ id: '2', lastName: 'Oblonskij' }));
  server.put('orders', anOrder({ id: '7', customerId: '1', email: 'anna@karenina.example' }));
  const [browser, disks, clock] = [aBrowser(), new MemoryBrowser(), { at: Date.UTC(2026, 10, 1) }];
  const openTill = () =>
    openTestTill(server, browser, { rxStorage: memoryStorage(disks), now: () => clock.at });
  const till = await openTill();
  const name = tillName({ server: browser.values.get('test-origin')!, shop: server.shop });
  const count = (word: string) =>
    disks.disk(`${name}-c1`).state.records.filter(each => JSON.stringify(each).includes(word)).length;
  return { server, till, openTill, count, clock };
}

async function forgets(till: Till, isGone: () => boolean): Promise<void> {
  await till.sync('manual');
  await until(isGone, 'the scrub');
}

test('[T102] of a customer who was erased no byte is left in the till’s log, and others stay', async () => {
  const { server, till, count } = await aTillWithAnna();
  await using _ = till;
  expect(count('Karenina')).toBeGreaterThan(0);
  server.delete('customers', '1');

  await forgets(till, () => count('Karenina') === 0);

  expect(count('Oblonskij')).toBe(1);
  expect(await till.documents('customers')).toHaveLength(1);
  expect(await till.documents('products')).toHaveLength(1);
});

test('[T102] of an order that no longer names its customer nothing of them is left', async () => {
  const { server, till, count } = await aTillWithAnna();
  await using _ = till;
  expect(count('karenina.example')).toBeGreaterThan(0);
  server.put('orders', anOrder({ id: '7', customerId: null, email: null }));

  await forgets(till, () => count('karenina.example') === 0);

  expect(await till.documents('orders')).toHaveLength(1);
});

test('[T102] what is erased soon after is scrubbed a quarter of an hour later, also by the till that is opened next', async () => {
  const { server, till, count, clock, openTill } = await aTillWithAnna();
  server.delete('customers', '2');
  await forgets(till, () => count('Oblonskij') === 0);
  server.delete('customers', '1');
  await till.sync('manual');
  expect(count('Karenina')).toBeGreaterThan(0);
  clock.at += 15 * 60_000;
  await forgets(till, () => count('Karenina') === 0);
  server.delete('orders', '7');
  await till.sync('manual');
  await till[Symbol.asyncDispose]();
  expect(count('karenina.example')).toBeGreaterThan(0);

  await using again = await openTill();

  await forgets(again, () => count('karenina.example') === 0);
});

test('[T102] a change of a customer is no erasure: nothing is rewritten for it', async () => {
  const { server, till, count } = await aTillWithAnna();
  await using _ = till;
  server.put('customers', aCustomer({ id: '1', lastName: 'Vronskaja' }));

  await till.sync('manual');

  expect(count('Vronskaja')).toBe(1);
  expect(count('Karenina')).toBe(1);
});
