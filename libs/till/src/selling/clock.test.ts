import { aBrowser, aDraft, aShop, cash, openTestTill } from '../testing/test-tills.ts';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import type { Till } from '../api/till.ts';

const opened: Till[] = [];
afterEach(async () => {
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

const shopTime = Date.parse('2026-03-01T12:00:00Z');
const hour = 3_600_000;

test.each([
  ['3 h 12 min fast', 3.2 * hour],
  ['in 2099', 73 * 365 * 24 * hour],
  ['in 1970', 0 - shopTime + hour],
])(
  '[T61] a till whose clock is %s dates sales, customers, moves and its log by the shop',
  async (_, fastBy) => {
    const server = aShop();
    server.clock = () => shopTime;
    const browser = aBrowser();
    const now = () => shopTime + fastBy;
    const till = await openTestTill(server, browser, { now, random: () => 0 });
    opened.push(till);

    const result = await till.selling.sell(aDraft(), cash(1250));
    const customer = await till.selling.addCustomer({ firstName: 'Ada' });
    const move = await till.selling.move({
      ...{ inventoryItemId: '9101', variantId: '101', note: null },
      ...{ reason: 'receive', units: 1 },
    });

    const at = new Date(shopTime).toISOString();
    expect(result).toMatchObject({ kind: 'sold', entry: { sale: { createdAt: at } } });
    expect(customer.pending[0]?.edit.createdAt).toBe(at);
    expect(move.createdAt).toBe(at);
    expect((await firstValueFrom(till.log$))[0]).toMatchObject({ startedAt: shopTime, durationMs: 0 });
    expect(till.clock.now()).toBe(shopTime);
    expect(await firstValueFrom(till.clock.fastBy$)).toBe(fastBy);
  },
);

test('[T61] a fast clock ends no session: what is left of it is counted by the shop', async () => {
  const server = aShop();
  server.clock = () => shopTime;
  const till = await openTestTill(server, aBrowser(), { now: () => Date.parse('2199-01-01T00:00:00Z') });
  opened.push(till);

  const session = await firstValueFrom(till.session$);

  expect(Date.parse(session!.expiresAt)).toBeGreaterThan(till.clock.now());
});

test('[T61] offline after a reload, sales are still dated by the shop', async () => {
  const server = aShop();
  server.clock = () => shopTime;
  const browser = aBrowser();
  const now = () => shopTime + 5 * hour;
  await (await openTestTill(server, browser, { now }))[Symbol.asyncDispose]();
  server.bend = () => new Response('<html>Log in to the Wi-Fi</html>');

  const till = await openTestTill(server, browser, { now });
  opened.push(till);

  expect(await till.selling.sell(aDraft(), cash(1250))).toMatchObject({
    kind: 'sold',
    entry: { sale: { createdAt: new Date(shopTime).toISOString() } },
  });
});
