import { expect, test } from 'vitest';
import { MirroredShop } from './mirrored-shop.ts';

/** Removes the subscriptions, as Shopify does for a server that was down for hours. */
function takeAway(shop: MirroredShop): void {
  shop.simulator.webhooks.removeSilently(undefined);
}

/** Deletes a product of which the mirror has only the stock: no notice of the product names its items. */
async function deleteUnknownProduct(shop: MirroredShop): Promise<void> {
  shop.simulator.arm([
    { kind: 'webhooks', effect: 'drop', topic: 'products/create' },
    { kind: 'webhooks', effect: 'drop', topic: 'products/update' },
  ]);
  shop.edit('product-add');
  await shop.quiet();
  shop.simulator.arm([]);
  takeAway(shop);
  shop.edit('product-delete', shop.simulator.store.products.size - 1);
}

test('[E20] what nobody told of because Shopify had taken its subscription away is found without anybody asking for an audit', async () => {
  await using shop = await MirroredShop.open();
  await deleteUnknownProduct(shop);
  await shop.catchUp();
  expect(await shop.differences()).toEqual([expect.stringContaining('inventoryLevels')]);

  await shop.restart();
  await shop.quiet();

  expect(await shop.differences()).toEqual([]);
  expect((await shop.status()).webhooks.lost).toBeGreaterThan(20);
});

test('[E20] a server that dies before the end of that audit begins it again', async () => {
  let callsLeft: number | undefined;
  await using shop = await MirroredShop.open({
    onEvent: ({ name }, { server }) => {
      if (name === 'audit-started' && callsLeft !== undefined) server.lifetime.dieAfter(callsLeft);
    },
  });
  await deleteUnknownProduct(shop);
  for (const calls of [0, 2, 8, 20]) {
    callsLeft = calls;
    await shop.restart();
    await expect.poll(() => shop.server.lifetime.isDead).toBe(true);
  }
  expect(shop.said('audit-started')).toHaveLength(4);
  expect(shop.said('audit-finished')).toHaveLength(0);

  callsLeft = undefined;
  await shop.restart();
  await shop.quiet();

  expect(shop.said('audit-finished')).toHaveLength(1);
  expect(await shop.differences()).toEqual([]);
});

test('[E20] a disk that is full when that audit ends ends no server, and the audit is owed again', async () => {
  let isFull = false;
  await using shop = await MirroredShop.open({
    onEvent: ({ name }) => {
      if (name === 'audit-finished') isFull = true;
    },
  });
  const unheard: unknown[] = [];
  const hear = (error: unknown): void => void unheard.push(error);
  process.on('unhandledRejection', hear);
  try {
    const save = shop.store.mirror.setWatermark.bind(shop.store.mirror);
    shop.store.mirror.setWatermark = (...of) =>
      isFull && of[1].resource === 'subscriptions'
        ? Promise.reject(new Error('the disk is full'))
        : save(...of);
    takeAway(shop);
    await shop.restart();
    await shop.quiet();

    expect(shop.said('audit-finished')).toHaveLength(1);
    await expect.poll(() => shop.said('subscriptions-failed').length).toBe(1);
    isFull = false;
    await shop.restart();
    await shop.quiet();
    expect(shop.said('audit-finished')).toHaveLength(2);
    await new Promise(resolve => setImmediate(resolve));
    expect(unheard).toEqual([]);
  } finally {
    process.off('unhandledRejection', hear);
  }
});

test('[E20] nothing is owed after a first import, nor after a start that finds its subscriptions, nor twice', async () => {
  await using shop = await MirroredShop.open();
  await shop.restart();
  await shop.quiet();
  expect(shop.said('audit-started')).toHaveLength(0);

  takeAway(shop);
  await shop.restart();
  await shop.quiet();
  await shop.restart();
  await shop.quiet();

  expect(shop.said('audit-started')).toHaveLength(1);
});
