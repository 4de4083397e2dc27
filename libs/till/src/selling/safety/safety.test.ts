import { afterEach, expect, test } from 'vitest';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../../testing/test-tills.ts';
import type { Till } from '../../api/till.ts';
import type { Safety } from '../selling.ts';

const opened: Till[] = [];
afterEach(async () => {
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

async function aTill(server = aShop()) {
  const till = await openTestTill(server, aBrowser(), { random: () => 0 });
  opened.push(till);
  return till;
}

/** The latest safety that a till has told. */
function toldBy(till: Till): { safety?: Safety } {
  const told: { safety?: Safety } = {};
  till.selling.safety$.subscribe(safety => (told.safety = safety));
  return told;
}

const unreadable = () =>
  Response.json({ code: 'invalid-request', message: 'cannot be read' }, { status: 400 });

async function aSale(till: Till) {
  const result = await till.selling.sell(aDraft(), cash(1250));
  if (result.kind !== 'sold') throw new Error(result.message);
  return result.entry.sale;
}

test('[T15] what was not taken is counted by what it is, and a cart too is sent again', async () => {
  const server = aShop();
  const till = await aTill(server);
  server.bend = path => (/(sales|carts)\/push/.test(path) ? unreadable() : undefined);
  const cart = await till.selling.park(aDraft(), 'Noor');
  await aSale(till);
  const told = toldBy(till);

  await until(() => told.safety?.notTaken === 2, 'both are parked');
  expect(told.safety).toMatchObject({
    notTakenOf: { sales: 1, carts: 1, stockMoves: 0, customerEdits: 0 },
  });
  server.bend = () => undefined;
  expect(await till.selling.decide('carts', cart.id, { do: 'resolve', note: 'never mind' })).toBe(false);
  expect(await till.selling.decide('carts', cart.id, { do: 'send-again' })).toBe(true);

  await until(() => server.records.stored('carts').length === 1, 'sent again');
  expect(await till.selling.decide('carts', cart.id, { do: 'send-again' })).toBe(false);
});

test('[T15] what Shopify refused is counted by what it is', async () => {
  const server = aShop();
  const till = await aTill(server);
  const sale = await aSale(till);
  await till.selling.addCustomer({ firstName: 'Ada' });
  await until(() => server.records.stored('customerEdits').length === 1, 'both sent');
  const refused = { state: 'refused', sending: 1, attempts: 1, reason: 'No.' };
  server.records.put('sales', { ...sale, submission: refused } as never);
  server.records.put('customerEdits', {
    ...server.records.stored<{ id: string }>('customerEdits')[0]!,
    submission: { ...refused, takenBy: null },
  } as never);
  const told = toldBy(till);
  await till.sync('manual');

  await until(() => told.safety?.refused === 2, 'told');
  expect(told.safety?.refusedOf).toEqual({ sales: 1, stockMoves: 0, customerEdits: 1 });
});
