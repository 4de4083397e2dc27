import { firstValueFrom } from 'rxjs';
import { expect, test } from 'vitest';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';
import { WireError } from '../wire/wire-error.ts';
import { blockedWaitMs, waitAfter } from './wait-after.ts';

test('[T100] what a blocked till may not send waits a quarter of an hour; other failures half a minute at most', () => {
  const blocked = new WireError('till-blocked', 'blocked');
  const others = [new WireError('offline', 'away'), new WireError('busy', 'later'), new Error('disk')];

  for (const failures of [1, 2, 5, 100])
    for (const chance of [0, 0.5, 1]) {
      expect(waitAfter(blocked, failures, chance)).toBe(blockedWaitMs);
      for (const each of others) expect(waitAfter(each, failures, chance)).toBeLessThanOrEqual(30_000);
    }
  expect(blockedWaitMs).toBe(900_000);
});

test('[T100] a blocked till hands in its sales, asks once for the rest, and sends it when it signs in again', async () => {
  const server = aShop();
  await using till = await openTestTill(server, aBrowser());
  server.bend = path => (path.includes('/push') ? Promise.reject(new TypeError('no network')) : undefined);
  await till.selling.sell(aDraft(), cash(1250));
  await till.selling.park(aDraft(), 'Ada');
  const isBlocked = (path: string) => !path.includes('/sales/push');
  server.bend = path =>
    isBlocked(path)
      ? Response.json({ code: 'till-blocked', message: 'blocked' }, { status: 403 })
      : undefined;
  const cartPushes = () => server.requests.filter(each => each.includes('/carts/push')).length;

  await till.sync('manual');
  await until(() => server.records.stored('sales').length === 1, 'the sale is handed in');
  const refused = () => firstValueFrom(till.selling.safety$).then(({ trouble }) => trouble?.code);
  while ((await refused()) !== 'sending-refused') await new Promise(resolve => setTimeout(resolve, 5));
  const before = cartPushes();
  // Longer than any first wait of another failure.
  await new Promise(resolve => setTimeout(resolve, 3_000));
  expect(cartPushes()).toBe(before);
  server.bend = () => undefined;
  await till.signIn('demo', '1234');

  await until(() => server.records.stored('carts').length === 1, 'the cart arrives');
});
