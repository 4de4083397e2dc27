import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

const subscribe =
  'mutation Subscribe($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) { webhookSubscription { id uri } userErrors { field message } } }';

interface Subscribed {
  readonly webhookSubscriptionCreate: {
    readonly webhookSubscription: { readonly id: string } | null;
    readonly userErrors: readonly { readonly field: string[]; readonly message: string }[];
  };
}

function edit(shop: TestShop, title: string, place = 0): string {
  const product = [...shop.sim.store.products.values()][place]!;
  shop.sim.store.saveProduct({ ...product, title });
  return product.id;
}

const titles = (shop: TestShop) =>
  shop.received.map(each => (JSON.parse(each.body) as { title: string }).title);

test('[X9] a webhook is signed over its bytes, with all of Shopify’s headers', async () => {
  await using shop = new TestShop();
  await shop.subscribe('PRODUCTS_UPDATE');

  const id = edit(shop, 'Changed');
  await shop.quiet();

  const [{ headers, body }] = shop.received as [(typeof shop.received)[0]];
  expect(headers.get('x-shopify-hmac-sha256')).toBe(
    createHmac('sha256', 'demo-secret').update(body).digest('base64'),
  );
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-shopify-topic': 'products/update',
    'x-shopify-shop-domain': 'tidemark-demo.myshopify.com',
    'x-shopify-api-version': '2026-10',
    'x-shopify-triggered-at': '2026-11-01T12:00:00.000Z',
  });
  expect(headers.get('x-shopify-webhook-id')).not.toBe(headers.get('x-shopify-event-id'));
  expect(body).toContain(`"id":${id},`);
});

test('[X9] a failed delivery is tried again with the same body and id', async () => {
  await using shop = new TestShop();
  shop.sim.webhooks.retryDelayMs = attempt => {
    if (attempt === 3) shop.answer = 200;
    return 0;
  };
  await shop.subscribe('PRODUCTS_UPDATE');
  shop.answer = 503;

  edit(shop, 'First');
  await shop.quiet();

  expect(new Set(shop.received.map(each => each.headers.get('x-shopify-webhook-id'))).size).toBe(1);
  expect(new Set(shop.received.map(each => each.body)).size).toBe(1);
  expect(shop.sim.webhooks.counts).toMatchObject({ failed: 3, acknowledged: 1, subscriptionsRemoved: 0 });
});

test('[X9] after eight failures its subscription is gone', async () => {
  await using shop = new TestShop();
  shop.sim.webhooks.retryDelayMs = () => 0;
  await shop.subscribe('PRODUCTS_UPDATE');
  shop.answer = 500;

  edit(shop, 'Lost');
  await expect.poll(() => shop.sim.webhooks.list().length).toBe(0);

  expect(shop.sim.webhooks.counts).toMatchObject({ failed: 8, subscriptionsRemoved: 1 });
});

test('[X9] failures count in a row: one success begins anew', async () => {
  await using shop = new TestShop();
  let attempts = 0;
  shop.sim.webhooks.retryDelayMs = () => {
    attempts++;
    shop.answer = attempts % 5 === 0 ? 200 : 500;
    return 0;
  };
  await shop.subscribe('PRODUCTS_UPDATE');
  for (let n = 0; n < 3; n++) {
    shop.answer = 500;
    edit(shop, `Edit ${n}`);
    await shop.quiet();
  }

  expect(shop.sim.webhooks.counts).toMatchObject({ failed: 15, acknowledged: 3, subscriptionsRemoved: 0 });
});

test.each([
  ['', "Address can't be blank"],
  ['http://example.com/hooks', 'Address protocol http:// is not supported'],
  ['https://other.myshopify.com/hooks', 'Address cannot be a Shopify or an internal domain'],
])('[X37] the address %j is refused in Shopify’s words', async (uri, message) => {
  await using shop = new TestShop();

  const { data } = await shop.ask<Subscribed>(subscribe, { topic: 'PRODUCTS_UPDATE', sub: { uri } });

  expect(data.webhookSubscriptionCreate).toEqual({
    webhookSubscription: null,
    userErrors: [{ field: ['webhookSubscription', 'callbackUrl'], message }],
  });
});

test('[X37] a topic and address are taken once; what is deleted is told no more', async () => {
  await using shop = new TestShop();
  const variables = { topic: 'PRODUCTS_UPDATE', sub: { uri: 'http://127.0.0.1:9/a' } };
  const { data } = await shop.ask<Subscribed>(subscribe, variables);
  const again = await shop.ask<Subscribed>(subscribe, variables);
  const remove = () =>
    shop.ask(
      'mutation ($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }',
      { id: data.webhookSubscriptionCreate.webhookSubscription!.id },
    );

  expect(again.data.webhookSubscriptionCreate.userErrors).toHaveLength(1);
  await remove();
  expect((await remove()).data).toMatchObject({
    webhookSubscriptionDelete: { userErrors: [{ message: 'Webhook subscription does not exist' }] },
  });
  edit(shop, 'Unheard');
  await shop.quiet();
  expect(shop.received).toEqual([]);
});

test('[X37] a topic or filter that is not simulated is an error, not silence', async () => {
  await using shop = new TestShop();
  const uri = 'http://127.0.0.1:9/a';
  const error = async (topic: string, sub: object) =>
    (await shop.ask(subscribe, { topic, sub })).errors?.[0]?.message;

  expect(await error('DRAFT_ORDERS_CREATE', { uri })).toBe('not simulated: webhooks of DRAFT_ORDERS_CREATE');
  expect(await error('PRODUCTS_UPDATE', { uri, filter: 'id:1' })).toContain('filter');
});

test('[X28] dropped: never sent, and counted', async () => {
  await using shop = new TestShop();
  await shop.subscribe('PRODUCTS_UPDATE', 'PRODUCTS_DELETE');
  shop.sim.arm([{ kind: 'webhooks', effect: 'drop', topic: 'products/update' }]);

  edit(shop, 'Lost');
  shop.sim.store.deleteProduct([...shop.sim.store.products.keys()][1]!);
  await shop.quiet();

  expect(shop.received.map(each => each.topic)).toEqual(['products/delete']);
  expect(shop.sim.webhooks.counts.dropped).toBe(1);
});

test('[X28] repeated: twice with one id, the second time hours later when asked for', async () => {
  await using shop = new TestShop();
  await shop.subscribe('PRODUCTS_UPDATE');
  shop.sim.arm([{ kind: 'webhooks', effect: 'repeat', ms: 3 * 3_600_000 }]);

  edit(shop, 'Told twice');
  await shop.quiet();
  expect(shop.received).toHaveLength(1);
  shop.pass(3 * 3_600_000);
  await shop.quiet();

  expect(shop.received).toHaveLength(2);
  expect(new Set(shop.received.map(each => each.headers.get('x-shopify-webhook-id'))).size).toBe(1);
});

test('[X28] delayed by hours: sent with the time at which it was triggered', async () => {
  await using shop = new TestShop();
  await shop.subscribe('PRODUCTS_UPDATE');
  shop.sim.arm([{ kind: 'webhooks', effect: 'delay', ms: 5 * 3_600_000 }]);

  edit(shop, 'Late');
  shop.pass(5 * 3_600_000 - 1);
  await shop.quiet();
  expect(shop.received).toEqual([]);
  shop.pass(1);
  await shop.quiet();

  expect(shop.received[0]?.headers.get('x-shopify-triggered-at')).toBe('2026-11-01T12:00:00.000Z');
});

test('[X28] reordered: all arrive, in another order', async () => {
  const order = async () => {
    await using shop = new TestShop({ seed: 3 });
    await shop.subscribe('PRODUCTS_UPDATE');
    shop.sim.arm([{ kind: 'webhooks', effect: 'reorder', ms: 150 }]);
    for (let n = 0; n < 6; n++) edit(shop, `Edit ${n}`, n);
    await shop.quiet();
    return titles(shop);
  };
  const expected = Array.from({ length: 6 }, (_, n) => `Edit ${n}`);

  const seen = await order();

  expect(seen).not.toEqual(expected);
  expect([...seen].sort()).toEqual(expected);
});

test('[X28] old payload: news of a change with the body of the one before', async () => {
  await using shop = new TestShop();
  await shop.subscribe('PRODUCTS_UPDATE');
  edit(shop, 'Old');
  shop.sim.arm([{ kind: 'webhooks', effect: 'old-payload' }]);
  edit(shop, 'New');
  await shop.quiet();

  expect(titles(shop)).toEqual(['Old', 'Old']);
  expect(shop.sim.store.products.values().next().value?.title).toBe('New');
});

test('[X28] a probability is drawn from the seed', async () => {
  const dropped = async (seed: number) => {
    await using shop = new TestShop({ seed });
    await shop.subscribe('PRODUCTS_UPDATE');
    shop.sim.arm([{ kind: 'webhooks', effect: 'drop', probability: 0.5 }]);
    for (let n = 0; n < 20; n++) edit(shop, `Edit ${n}`);
    await shop.quiet();
    return titles(shop).sort();
  };

  expect(await dropped(1)).toEqual(await dropped(1));
  expect(await dropped(1)).not.toEqual(await dropped(2));
});

test('[X28] a subscription is removed without a word, by topic', async () => {
  await using shop = new TestShop();
  await shop.subscribe('PRODUCTS_UPDATE', 'PRODUCTS_DELETE');

  shop.sim.arm([{ kind: 'subscription-removed', topic: 'PRODUCTS_UPDATE' }]);

  expect(shop.sim.webhooks.list().map(each => each.topic)).toEqual(['PRODUCTS_DELETE']);
});
