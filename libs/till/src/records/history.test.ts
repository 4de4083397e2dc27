import type { Cart, Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { firstValueFrom } from 'rxjs';
import { expect, test } from 'vitest';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';
import { beginHistory } from './history.ts';
import { Ledger } from './marks/ledger.ts';
import { markId } from './marks/marks.ts';
import { RecordStore } from './record-store.ts';
import { memoryStorage } from '../testing.ts';

test('[T25] what was taken over from another till is owed to the next history too', async () => {
  await using store = await RecordStore.open({
    name: 'history',
    storage: memoryStorage(),
    multiInstance: false,
  });
  const ledger = await Ledger.open(store);
  await ledger.note(markId.epoch, { epoch: 'e1' });
  ledger.take('sales', [
    aSale({ id: 'sale-0001', tillId: 'till-000a' }),
    aSale({ id: 'sale-0002', tillId: 'till-000b' }),
    aSale({ id: 'sale-0003', tillId: 'till-000b' }),
  ]);
  await ledger.changeOwed('sales', () => ['sale-0002']);

  await beginHistory(ledger, 'e2', 'till-000a');

  expect(ledger.owed('sales')).toEqual(['sale-0002', 'sale-0001']);
});

test('[T112] a server restored from a copy has an older cart: what the till added since stays, and is sent', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser(), {});
  const cart = await till.selling.park(aDraft(1), 'Noor');
  const linesThere = () => server.records.stored<Cart>('carts')[0]?.lines.length ?? 0;
  await until(() => linesThere() === 1, 'parked');
  const [copy] = server.records.stored<Cart>('carts');
  const item = { ...aDraft().lines[0]!.item, title: 'Added after the copy' };
  await till.selling.editCart(cart.id, [{ do: 'add', lineId: '201', item, units: 2 }]);
  await until(() => linesThere() === 2, 'sent');
  await till.sync('manual');

  server.records.restore('e2');
  server.records.put('carts', copy!);
  // Carts alone are read, so that it is they that meet the new history.
  const isOther = (path: string) => /(sales|stockMoves|customerEdits)\/pull/.test(path);
  server.bend = path => (isOther(path) ? new Response('', { status: 503 }) : undefined);

  for (let tries = 0; tries < 40 && linesThere() < 2; tries++) {
    await till.sync('manual');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  expect(linesThere()).toBe(2);
  expect((await till.selling.resume(cart.id))?.lines.map(each => each.id)).toEqual(['101', '201']);
});

test('[T113] what a restored server would not take, and has from another till, is parked no more', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser(), {});
  const result = await till.selling.sell(aDraft(1), cash(1250));
  if (result.kind !== 'sold') throw new Error(result.message);
  await until(() => server.records.stored('sales').length === 1, 'sold');
  await till.sync('manual');
  const [copy] = server.records.stored<Sale>('sales');
  const safety = () => firstValueFrom(till.selling.safety$);
  server.bend = path => {
    if (!path.includes('/sales/push')) return undefined;
    return Response.json({
      outcomes: [{ outcome: 'refused', id: copy!.id, code: 'not-signed', message: 'no' }],
    });
  };

  server.records.restore('e2');
  server.records.lose('sales', copy!.id);
  const notTakenAfterSync = async () => {
    await till.sync('manual');
    return (await safety()).notTaken;
  };
  await expect.poll(notTakenAfterSync).toBe(1);
  server.records.put('sales', copy!);

  await expect.poll(notTakenAfterSync).toBe(0);
  expect((await safety()).unsent.sales).toBe(0);
});

test('[T114] what another till brought while the server did not know this till’s key is sent again, and is doubted no more', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser(), {});
  const result = await till.selling.sell(aDraft(1), cash(1250));
  if (result.kind !== 'sold') throw new Error(result.message);
  await until(() => server.records.stored('sales').length === 1, 'sold');
  await till.sync('manual');
  const stored = () => server.records.stored<Sale>('sales')[0]!;

  const flaws = [{ code: 'key-unknown' as const, about: stored().tillId }];
  const submission = {
    state: 'refused' as const,
    sending: 1,
    attempts: 0,
    reason: 'Another till brought it.',
  };
  server.records.put('sales', { ...stored(), flaws, submission } as never);
  await till.sync('manual');

  await expect.poll(() => stored().flaws).toBeUndefined();
  expect(stored().submission).toMatchObject({ state: 'waiting' });
  await till.sync('manual');
  await expect.poll(() => till.selling.sale(stored().id)?.sale.flaws).toBeUndefined();
});
