import { afterEach, expect, test, vi } from 'vitest';
import { over } from '../world/plants/plant.ts';
import { MirroredShop } from './mirrored-shop.ts';

afterEach(() => vi.useRealTimers());

const minute = 60_000;

/** Moves the timers' clock on, and waits for the work that they started. */
async function minutes(shop: MirroredShop, count: number): Promise<void> {
  shop.pass(count * minute);
  await vi.advanceTimersByTimeAsync(count * minute);
  await shop.server.ingest.idle();
}

test('[E21] the server catches up after every interval without a catch-up, with no till open', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  await using shop = await MirroredShop.open({ intervalMinutes: 30 });
  const before = shop.said('catch-up-finished').length;
  const caughtUp = () => shop.said('catch-up-finished').length - before;

  await minutes(shop, 20);
  await shop.catchUp();
  expect(caughtUp()).toBe(1);
  await minutes(shop, 20);
  expect(caughtUp()).toBe(1);
  await minutes(shop, 11);
  expect(caughtUp()).toBe(2);
  await minutes(shop, 31);
  expect(caughtUp()).toBe(3);
});

test('[E22] the status says where news goes, when the last came, and that over a restart', async () => {
  await using shop = await MirroredShop.open();
  shop.edit('product-title', 0);
  await shop.quiet();
  const { webhooks } = await shop.status();
  expect(webhooks).toMatchObject({ missing: [], trouble: null });
  expect(webhooks.address).toMatch(/webhooks.shopify$/);
  expect(Date.parse(webhooks.lastAt ?? '')).toBeGreaterThan(0);

  await shop.restart();
  await shop.quiet();

  expect((await shop.status()).webhooks.lastAt).toBe(webhooks.lastAt);
});

test('[E22] the status says that there is no address, and what Shopify would not subscribe to', async () => {
  await using deaf = await MirroredShop.open({ webhookAddress: null });
  expect((await deaf.status()).webhooks).toMatchObject({ expected: false, address: null });
  const refused = [{ topic: 'ORDERS_CREATE', reason: 'the app lacks read_orders' }];
  await using shop = await MirroredShop.open({
    plant: {
      shopify: shopify =>
        over(shopify, {
          ensureSubscriptions: async () => ({ created: [], kept: [], removed: [], refused, standing: [] }),
        }),
    },
  });

  const { webhooks } = await shop.status();

  expect(webhooks.missing).toEqual(['ORDERS_CREATE']);
  expect(webhooks.trouble).toBe('the app lacks read_orders');
});
