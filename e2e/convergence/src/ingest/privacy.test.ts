import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { shop as name } from '../world/shop-server.ts';
import { MirroredShop, type MirroredShopOptions } from './mirrored-shop.ts';

/** A shop with a customer who has an order, in the mirror. */
async function shopWithCustomer(options: MirroredShopOptions = {}) {
  const shop = await MirroredShop.open(options);
  const { store } = shop.simulator;
  const order = [...store.orders.values()].find(
    each =>
      store.customers.get(each.customerId ?? '')?.email !== undefined &&
      // Tills have the orders of sixty days.
      each.createdAt > shop.now() - 30 * 86_400_000,
  )!;
  const customer = store.customers.get(order.customerId!)!;
  store.saveOrder({ ...order, email: customer.email, note: 'Wendeltreppe' });
  store.saveCustomer({ ...customer, note: 'Hinterhofklingel' });
  await shop.quiet();
  const orders = [...store.orders.values()].filter(each => each.customerId === customer.id);
  const isErased = async () => {
    const mirrored = await Promise.all(orders.map(each => shop.document('orders', each.id)));
    return (
      (await shop.document('customers', customer.id)) === undefined &&
      mirrored.every(each => !each || (each.customerId === null && each.email === null && each.note === null))
    );
  };
  return { shop, customer: { ...customer }, order, isErased };
}

test('[E50] a customer whom Shopify erases leaves the mirror, and the orders lose what is personal', async () => {
  const { shop, customer, order, isErased } = await shopWithCustomer();
  await using _shop = shop;
  expect(await isErased()).toBe(false);
  expect(await shop.document('orders', order.id)).toMatchObject({ note: 'Wendeltreppe' });

  shop.simulator.comply({ topic: 'customers/redact', customerId: customer.id });
  await shop.quiet();

  expect(await isErased()).toBe(true);
  expect(shop.simulator.webhooks.deliveries[0]).toMatchObject({ status: 'delivered', httpStatus: 200 });
  const [event, ...others] = shop.said('erased');
  expect(others).toEqual([]);
  expect(event).toMatchObject({ shop: name, customers: 1 });
  expect(await shop.differences()).toEqual([]);
  await shop.audit();
  expect(shop.said('audit-finished').at(-1)).toMatchObject({ repaired: 0 });
});

test('[E50] what Shopify still shows of the customer does not come back, by any read', async () => {
  const { shop, customer, order, isErased } = await shopWithCustomer();
  await using _shop = shop;
  const { store } = shop.simulator;

  shop.simulator.comply({ topic: 'customers/redact', customerId: customer.id }, { keeps: true });
  await shop.quiet();
  store.saveCustomer({ ...store.customers.get(customer.id)!, note: 'Hinterhofklingel again' });
  store.saveOrder({ ...store.orders.get(order.id)!, note: 'Wendeltreppe again' });
  await shop.quiet();
  await shop.catchUp();
  await shop.audit();

  expect(await isErased()).toBe(true);
});

test('[E50] an erasure is applied once Shopify is away, too, and events name no one', async () => {
  const { shop, customer, isErased } = await shopWithCustomer();
  await using _shop = shop;
  shop.simulator.arm([{ kind: 'status', status: 503 } as never]);

  shop.simulator.comply({ topic: 'customers/redact', customerId: customer.id });
  await expect.poll(isErased, { timeout: 10_000 }).toBe(true);
  shop.simulator.arm([]);
  await shop.quiet();

  const told = JSON.stringify(shop.events);
  for (const word of [customer.id, customer.email!, 'Wendeltreppe', 'Hinterhofklingel'])
    expect(told.includes(`"${word}"`) || (word.includes('@') && told.includes(word))).toBe(false);
});

test('[E50] a server that is killed anywhere in it erases in its next life', async () => {
  for (const calls of [1, 2, 3, 4, 6, 8]) {
    const { shop, customer, isErased } = await shopWithCustomer();
    await using _shop = shop;
    shop.server.lifetime.dieAfter(calls);
    shop.simulator.comply({ topic: 'customers/redact', customerId: customer.id });
    await expect.poll(() => shop.server.lifetime.isDead || shop.said('erased').length > 0).toBe(true);

    await shop.restart();

    await expect.poll(isErased, { timeout: 10_000 }).toBe(true);
    await shop.quiet();
    expect(await shop.store.privacy.redactions(name)).toHaveLength(1);
  }
});

test('[E50] a webhook that does not say whom to erase is parked for a person', async () => {
  await using shop = await MirroredShop.open();
  const subject = { kind: 'redactCustomer', customerId: '', orderIds: [] } as const;
  const notice = { eventId: 'e', topic: 'customers/redact', triggeredAt: shop.now(), subject };
  await shop.store.inbox.note(name, notice, shop.now());

  shop.server.ingest.noticed();
  await shop.quiet();

  expect(await shop.store.inbox.counts(name)).toEqual({ waiting: 0, parked: 1 });
  expect(shop.said('notice-parked')).toMatchObject([{ topic: 'customers/redact' }]);
});

test('[E51] a customer who asks is answered with all that is known of them, once, and with nothing of others', async () => {
  const kept = new Map<string, string>();
  const { shop, customer, order } = await shopWithCustomer({
    keepRequest: async ({ name: file, text }) => void kept.set(file, text),
  });
  await using _shop = shop;
  const sale = aSale({ id: 'sale-0001', shop: name, customerId: customer.id, note: 'Jalousie' });
  const submission = { state: 'resolved', sending: 1, note: 'by hand' } as const;
  await shop.store.records.store(
    name,
    'sales',
    [{ ...sale, _deleted: false }],
    () => ({ kind: 'accept', document: { ...sale, submission }, changed: true }),
    shop.now(),
  );

  shop.simulator.comply({ topic: 'customers/data_request', customerId: customer.id });
  await shop.quiet();

  expect([...kept.keys()]).toEqual(['request-9999']);
  const answer = JSON.parse(kept.get('request-9999')!) as Record<string, { id: string }[]>;
  expect(answer).toMatchObject({ customer: { email: customer.email }, sales: [{ note: 'Jalousie' }] });
  expect(answer['orders']!.map(each => each.id)).toContain(order.id);
  const theirs = [...shop.simulator.store.orders.values()].filter(each => each.customerId === customer.id);
  expect(answer['orders']!.length).toBeLessThanOrEqual(theirs.length);
  const [event] = shop.said('customer-request');
  expect(JSON.stringify(event)).not.toContain(customer.email);
});

test('[E52] once the app is uninstalled nothing is asked of Shopify, tills see why, and records stay', async () => {
  await using shop = await MirroredShop.open();
  const count = (await shop.documents('products')).length;
  const requests = () => (shop.simulator.report() as { requests: object }).requests;

  shop.simulator.comply({ topic: 'app/uninstalled' });
  await shop.quiet();
  const before = JSON.stringify(requests());
  await shop.catchUp();
  await shop.audit();

  expect(JSON.stringify(requests())).toBe(before);
  const status = await shop.status();
  expect(status.shopifyReachable).toBe(false);
  expect(status.collections.settings.trouble).toMatch(/uninstalled/);
  const { shopify } = await shop.server.ingest.health();
  expect(shopify).toMatchObject({
    circuit: 'down',
    lastError: expect.stringMatching(/uninstalled/) as string,
  });
  expect(await shop.documents('products')).toHaveLength(count);

  // Installed again: Shopify sends webhooks of the shop again.
  shop.pass(60_000);
  shop.edit('product-title', 0, 7);
  await shop.quiet();
  await shop.catchUp();
  expect((await shop.status()).shopifyReachable).toBe(true);
  expect(await shop.differences()).toEqual([]);
});

test('[E53] a shop that asks for it is erased, and nothing of it is stored afterwards', async () => {
  let copies = 0;
  await using shop = await MirroredShop.open({ eraseCopies: async () => void copies++ });
  shop.simulator.comply({ topic: 'app/uninstalled' });
  await shop.quiet();

  shop.simulator.comply({ topic: 'shop/redact' });
  await expect.poll(() => shop.said('shop-erased').length).toBe(1);
  await shop.server.ingest.idle();

  expect(copies).toBe(1);
  expect(await shop.store.register.shops()).toEqual([]);
  expect(await shop.store.mirror.count(name, 'products')).toBe(0);
  const sale = { ...aSale({ shop: name }), _deleted: false };
  await expect(
    shop.store.records.store(
      name,
      'sales',
      [sale],
      () => ({ kind: 'accept', document: sale, changed: true }),
      0,
    ),
  ).rejects.toThrow(/erased at its request/);
});
