import type { Effect, Sale } from '@tidemark/schema';
import { aStockCorrection } from '@tidemark/schema/testing';
import { firstValueFrom } from 'rxjs';
import { expect, test } from 'vitest';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';

const waiting = { state: 'waiting', sending: 1, attempts: 1, unanswered: 0, notBefore: 0 } as const;
const refused = { state: 'refused', sending: 2, attempts: 3, reason: 'The item is not stocked.' } as const;

/** A till whose sale of two became an order that took both elsewhere. */
async function aMisplacedSale() {
  const server = aShop();
  const till = await openTestTill(server, aBrowser(), { random: () => 0 });
  const result = await till.selling.sell(aDraft(2), cash(2500));
  if (result.kind !== 'sold') throw new Error(result.message);
  const { id, locationId, lines } = result.entry.sale;
  await until(() => server.records.stored('sales').length === 1, 'stored');
  const misplaced = [{ variantId: lines[0]!.variantId!, quantity: 2, locationId: '99' }];
  const correct = async (submission: Effect['submission']) => {
    const [stored] = server.records.stored<Sale>('sales');
    const item = { inventoryItemId: lines[0]!.inventoryItemId!, variantId: lines[0]!.variantId! };
    const changes = [
      { ...item, locationId: '99', delta: 2 },
      { ...item, locationId, delta: -2 },
    ];
    const effects = [aStockCorrection({ changes, submission })];
    const order = { orderId: '77', orderName: '#1077', differences: [], misplaced };
    const accepted = { state: 'accepted', after: server.records.place('sales'), ...order };
    server.records.put('sales', { ...stored, id, submission: accepted, effects } as never);
    await till.sync('manual');
    await until(() => till.selling.sale(id)?.corrections[0]?.way.at !== undefined, 'the correction');
    await until(() => till.selling.sale(id)?.sale.effects?.[0]?.submission.state === submission.state);
  };
  return { server, till, id, correct };
}

test('[T110] what was sold is off the count here, once, whatever became of the correction', async () => {
  const { till, id, correct } = await aMisplacedSale();
  await using _ = till;
  const available = () => till.catalogue.sellablesOf('1')[0]?.available;
  expect(available()).toBe(8);

  for (const submission of [waiting, refused, { state: 'accepted', after: 'e1:1' } as const]) {
    await correct(submission);
    expect(available()).toBe(8);
    expect(till.selling.sale(id)).toMatchObject({ way: { at: 'shopify' }, misplaced: [] });
  }
});

test('[T111] a refused correction is counted, and decided on by its key', async () => {
  const { server, till, id, correct } = await aMisplacedSale();
  await using _ = till;
  await correct(refused);
  const asked: unknown[] = [];
  server.bend = (path, body) => {
    if (!path.includes('/decision')) return undefined;
    asked.push(JSON.parse(body ?? ''));
    return Response.json({ outcome: 'decided' });
  };

  expect(await firstValueFrom(till.selling.safety$)).toMatchObject({ refused: 1, misplaced: 0 });
  const { key, way } = till.selling.sale(id)!.corrections[0]!;
  expect(way).toEqual({ at: 'refused', reason: refused.reason, sending: 2 });
  expect(await till.selling.decide('sales', id, { do: 'send-again' }, key)).toBe(true);
  expect(await till.selling.decide('sales', id, { do: 'send-again' }, 'another-key')).toBe(false);
  expect(await till.selling.decide('sales', id, { do: 'send-again' })).toBe(false);

  expect(asked).toEqual([{ id, sending: 2, effect: key, decision: { do: 'send-again' } }]);
});
