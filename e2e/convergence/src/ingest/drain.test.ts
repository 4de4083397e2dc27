import type { Notice } from '@tidemark/mirror';
import { expect, test } from 'vitest';
import { over } from '../world/plants/plant.ts';
import { shop as name } from '../world/shop-server.ts';
import { MirroredShop } from './mirrored-shop.ts';

test('[E2] a webhook with a payload of before is applied as what Shopify says now', async () => {
  await using shop = await MirroredShop.open();
  const [id] = shop.simulator.store.products.keys();
  shop.edit('product-title', 0, 1);
  await shop.quiet();
  shop.simulator.arm([{ kind: 'webhooks', effect: 'old-payload' }]);

  shop.edit('product-title', 0, 2);
  await shop.quiet();

  const [delivery] = shop.simulator.webhooks.deliveries;
  expect(delivery).toMatchObject({ topic: 'products/update', subjectId: id, status: 'delivered' });
  expect((await shop.document('products', id!))?.title).toBe('Renamed 2');
});

test('[E7] thirty notices of three products are one read', async () => {
  await using shop = await MirroredShop.open({ faults: [{ kind: 'webhooks', effect: 'drop' }] });
  const ids = [...shop.simulator.store.products.keys()].slice(0, 3);
  for (const which of [0, 1, 2]) shop.edit('product-title', which, 40 + which);
  for (let n = 0; n < 30; n++) await shop.store.inbox.note(name, noticeOf(ids[n % 3]!, n), shop.now());
  const before = shop.asked('ProductsById');

  shop.server.ingest.noticed();
  await shop.quiet();

  expect(shop.asked('ProductsById') - before).toBe(1);
  expect(shop.said('drained').at(-1)).toMatchObject({ notices: 30, changed: 3 });
  expect(await shop.differences()).toEqual([]);
});

test('[E34] of webhooks that do not say what changed, one catch-up finds it', async () => {
  await using shop = await MirroredShop.open({ faults: [{ kind: 'webhooks', effect: 'drop' }] });
  const [id] = shop.simulator.store.products.keys();
  shop.edit('product-title', 0, 41);
  for (let n = 0; n < 3; n++)
    await shop.store.inbox.note(name, { ...noticeOf(id!, n), subject: { kind: 'untold' } }, shop.now());
  const before = (await shop.document('products', id!))?.title;

  shop.server.ingest.noticed();
  await shop.quiet();

  expect([before, (await shop.document('products', id!))?.title]).toEqual([
    expect.not.stringContaining('41'),
    'Renamed 41',
  ]);
  expect(shop.said('drained').at(-1)).toMatchObject({ notices: 3, changed: 1 });
  expect(await shop.differences()).toEqual([]);
  expect(await shop.store.inbox.counts(name)).toEqual({ waiting: 0, parked: 0 });
});

test('[E7] a notice waits until its document is committed, and is applied again where that failed', async () => {
  const waiting: number[] = [];
  let fails = false;
  await using shop = await MirroredShop.open({
    plant: {
      mirror: mirror =>
        over(mirror, {
          async commit(...all) {
            if (all[1] === 'products' && fails) {
              waiting.push((await shop.store.inbox.counts(name)).waiting);
              if (waiting.length === 1) throw new Error('the disk was full for a moment');
            }
            return mirror.commit(...all);
          },
        }),
    },
  });
  fails = true;

  shop.edit('product-title', 0, 9);
  await shop.quiet();

  expect(shop.said('drain-failed')).toHaveLength(1);
  expect(waiting).toEqual([1, 1]);
  expect(await shop.differences()).toEqual([]);
});

test('[E8] a notice that cannot be applied is parked with its reason, and those beside it are applied', async () => {
  await using shop = await MirroredShop.open({
    scopes: ['read_products', 'read_inventory', 'read_locations'],
  });
  const [customer] = shop.simulator.store.customers.keys();
  const [product] = shop.simulator.store.products.keys();
  shop.simulator.arm([{ kind: 'webhooks', effect: 'drop' }]);
  shop.edit('product-title', 0, 4);
  const told: Notice = { ...noticeOf(customer!, 1), topic: 'customers/update' };
  const subject = { kind: 'documents', collection: 'customers', ids: [customer!] } as const;
  await shop.store.inbox.note(name, { ...told, subject }, shop.now());
  await shop.store.inbox.note(name, noticeOf(product!, 2), shop.now());

  shop.server.ingest.noticed();
  await shop.quiet();

  expect(await shop.store.inbox.counts(name)).toEqual({ waiting: 0, parked: 1 });
  expect(shop.said('notice-parked')).toMatchObject([
    { topic: 'customers/update', reason: expect.stringContaining('read_customers') },
  ]);
  expect((await shop.document('products', product!))?.title).toBe('Renamed 4');
});

function noticeOf(id: string, n: number): Notice {
  return {
    eventId: `event-${n}`,
    topic: 'products/update',
    subject: { kind: 'documents', collection: 'products', ids: [id] },
    triggeredAt: n,
  };
}
