import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { webhookReader } from './webhook.ts';

/** The samples in Shopify's documentation, with an id above 2^53. */
const customer = { id: 191167, email: 'john@example.com', phone: '555-625-1199' };
const redact = JSON.stringify({
  ...{ shop_id: 954889, shop_domain: 'a.myshopify.com', customer },
  orders_to_redact: [299938, 280263, 220458],
}).replace('220458', '788032119674292922');
const request = JSON.stringify({
  ...{ shop_id: 954889, shop_domain: 'a.myshopify.com', orders_requested: [299938] },
  ...{ customer, data_request: { id: 9999 } },
});

async function read(topic: string, body: string, isKept = true) {
  const bytes = new TextEncoder().encode(body);
  const webhook = webhookReader(['hush'])(
    new Headers({
      'x-shopify-hmac-sha256': createHmac('sha256', 'hush').update(bytes).digest('base64'),
      'x-shopify-topic': topic,
      'x-shopify-shop-domain': 'a.myshopify.com',
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': 'w',
      'x-shopify-event-id': 'e',
      'x-shopify-triggered-at': '2026-01-01T00:00:00Z',
    }),
  );
  webhook.take(bytes, isKept);
  return webhook.verdict(0);
}

test('[G33] a customer’s erasure and request are understood, by ids alone, digit for digit', async () => {
  const verdicts = [await read('customers/redact', redact), await read('customers/data_request', request)];

  expect(verdicts.map(each => each.ok && each.notice.subject)).toEqual([
    { kind: 'redactCustomer', customerId: '191167', orderIds: ['299938', '280263', '788032119674292922'] },
    { kind: 'customerRequest', requestId: '9999', customerId: '191167', orderIds: ['299938'] },
  ]);
  expect(JSON.stringify(verdicts)).not.toMatch(/john|555/);
});

test('[G33] a shop’s erasure and the app’s removal are understood', async () => {
  const shop = await read('shop/redact', '{"shop_id":954889,"shop_domain":"a.myshopify.com"}');
  const removal = await read('app/uninstalled', '{"id":548380009,"email":"super@example.com"}');

  expect(shop).toMatchObject({ ok: true, notice: { subject: { kind: 'redactShop' } } });
  expect(removal).toMatchObject({ ok: true, notice: { subject: { kind: 'uninstalled' } } });
  expect(JSON.stringify(removal)).not.toContain('super');
});

test('[G33] a body that does not say who, or is not kept, is an erasure of no one: a person has to look', async () => {
  const nobody = { kind: 'redactCustomer', customerId: '', orderIds: [] };
  for (const verdict of [
    await read('customers/redact', '{"customer":'),
    await read('customers/redact', redact, false),
  ])
    expect(verdict).toMatchObject({ ok: true, notice: { subject: nobody } });
});

test('[G33] whatever a body says, an erasure names ids or nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('customers/redact', 'customers/data_request'),
      fc.json(),
      async (topic, body) => {
        const verdict = await read(topic, body);
        const subject = verdict.ok ? verdict.notice.subject : undefined;
        const { customerId, orderIds } = subject as { customerId: string; orderIds: readonly string[] };
        expect([customerId, ...orderIds].every(each => /^\d*$/.test(each))).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});
