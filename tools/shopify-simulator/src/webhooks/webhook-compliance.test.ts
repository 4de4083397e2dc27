import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

test('[X61] a customer’s erasure goes to the app, signed, with ids of orders, and the shop has them no more', async () => {
  await using shop = new TestShop();
  await shop.subscribe('PRODUCTS_UPDATE');
  const { store } = shop.sim;
  const order = [...store.orders.values()].find(each => each.customerId !== undefined)!;
  const customerId = order.customerId!;
  const { email } = store.customers.get(customerId)!;

  const response = await shop.sim.fetch(
    new Request('http://shop.invalid/_sim/privacy', {
      method: 'POST',
      body: JSON.stringify({ topic: 'customers/redact', customerId }),
    }),
  );
  await shop.quiet();

  expect(response.status).toBe(200);
  const [{ headers, body }, ...others] = shop.received as [(typeof shop.received)[0]];
  expect(others).toEqual([]);
  expect(headers.get('x-shopify-topic')).toBe('customers/redact');
  expect(JSON.parse(body)).toMatchObject({
    shop_domain: 'tidemark-demo.myshopify.com',
    customer: { email },
    orders_to_redact: expect.arrayContaining([Number(order.id)]) as unknown,
  });
  expect(store.customers.has(customerId)).toBe(false);
  expect(store.orders.get(order.id)).toMatchObject({ customerId: undefined, email: undefined });
});

test('[X61] a refused delivery is tried again, and no subscription pays for it', async () => {
  await using shop = new TestShop();
  shop.sim.webhooks.retryDelayMs = attempt => {
    if (attempt === 2) shop.answer = 200;
    return 0;
  };
  await shop.subscribe('PRODUCTS_UPDATE');
  shop.answer = 503;

  shop.sim.comply({ topic: 'shop/redact' });
  await shop.quiet();

  expect(shop.received.map(each => each.headers.get('x-shopify-topic'))).toEqual(
    Array.from({ length: 3 }, () => 'shop/redact'),
  );
  expect(shop.sim.webhooks.list()).toMatchObject([{ topic: 'PRODUCTS_UPDATE', failures: 0 }]);
});
