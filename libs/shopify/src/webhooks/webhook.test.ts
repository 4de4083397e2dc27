import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLibrary } from '../transport/library.ts';
import { webhookReader } from './webhook.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const sign = (secret: string, body: Uint8Array) => createHmac('sha256', secret).update(body).digest('base64');

/** Verifies a body that arrives in one part. */
const webhookVerifier = (secrets: readonly string[]) => (headers: Headers, body: Uint8Array, now: number) => {
  const webhook = webhookReader(secrets)(headers);
  webhook.take(body, true);
  return webhook.verdict(now);
};

/** Headers as Shopify sends them: one family starts with `x-shopify-`, the newer one with `shopify-`. */
function headersOf(hmac: string, family = 'x-shopify-', topic = 'products/update') {
  return new Headers({
    [`${family}hmac-sha256`]: hmac,
    [`${family}topic`]: topic,
    [`${family}shop-domain`]: 'a.myshopify.com',
    [`${family}api-version`]: '2026-10',
    [`${family}webhook-id`]: 'w',
    [`${family}triggered-at`]: '2026-01-01T00:00:00.123456Z',
    ...(family === 'x-shopify-' ? { 'x-shopify-event-id': 'e' } : {}),
  });
}

test('[G7] a webhook: its HMAC, its digits, its key', async () => {
  const body = bytes('{"inventory_item_id":271878346596884015,"location_id":24826418,"available":3}');
  const headers = headersOf(sign('new', body), 'x-shopify-', 'inventory_levels/update');

  expect(await webhookVerifier(['old'])(headers, body, 0)).toEqual({ ok: false, reason: 'wrong-hmac' });
  for (const secrets of [
    ['old', 'new'],
    ['new', 'old'],
  ])
    expect(await webhookVerifier(secrets)(headers, body, 0)).toEqual({
      ok: true,
      shop: 'a.myshopify.com',
      notice: {
        topic: 'inventory_levels/update',
        subject: { kind: 'inventoryLevel', inventoryItemId: '271878346596884015', locationId: '24826418' },
        eventId: 'e:inventory_levels/update:inventoryLevel@271878346596884015@24826418',
        triggeredAt: Date.UTC(2026, 0, 1, 0, 0, 0, 123),
      },
    });
});

test('[G7] a webhook of the newer family of headers is verified by its own signature', async () => {
  const body = bytes('{"id":788032119674292922}');
  const verify = webhookVerifier(['hush']);

  expect(await verify(headersOf(sign('hush', body), 'shopify-'), body, 0)).toMatchObject({
    ok: true,
    shop: 'a.myshopify.com',
    notice: { topic: 'products/update', eventId: 'w:products/update:documents@products@788032119674292922' },
  });
  expect(await verify(headersOf(sign('wrong', body), 'shopify-'), body, 0)).toEqual({
    ok: false,
    reason: 'wrong-hmac',
  });
  // A right signature in the older family does not vouch for the newer headers.
  const both = headersOf(sign('wrong', body), 'shopify-');
  headersOf(sign('hush', body)).forEach((value, name) => both.set(name, value));
  expect(await verify(both, body, 0)).toEqual({ ok: false, reason: 'wrong-hmac' });
});

test('[G7] a webhook without signature, other headers or body is refused, with what is missing', async () => {
  const body = bytes('{"id":1}');
  const verify = webhookVerifier(['old', 'hush']);
  const without = (name: string) => {
    const headers = headersOf(sign('hush', body));
    headers.delete(name);
    return headers;
  };

  const missing = [];
  for (const name of ['hmac-sha256', 'topic', 'shop-domain', 'webhook-id'])
    missing.push(await verify(without(`x-shopify-${name}`), body, 0));
  missing.push(await verify(headersOf(sign('hush', bytes(''))), bytes(''), 0));
  expect(missing.map(each => !each.ok && each.reason)).toEqual([
    'missing-hmac',
    'missing-headers',
    'missing-headers',
    'missing-headers',
    'missing-body',
  ]);
});

test('[G32] a body that does not tell what changed, or is not kept, is Shopify’s word that something did', async () => {
  const body = bytes('{"title":"no id","id":');
  const untold = {
    ok: true,
    shop: 'a.myshopify.com',
    notice: {
      topic: 'products/update',
      subject: { kind: 'untold' },
      eventId: 'e:products/update:untold',
      triggeredAt: Date.UTC(2026, 0, 1, 0, 0, 0, 123),
    },
  };
  const inParts = (hmac: string, topic = 'products/update') => {
    const webhook = webhookReader(['old', 'hush'])(headersOf(hmac, 'x-shopify-', topic));
    webhook.take(body.subarray(0, 5), true);
    webhook.take(body.subarray(5), false);
    return webhook.verdict(0);
  };

  expect(await webhookVerifier(['hush'])(headersOf(sign('hush', body)), body, 0)).toEqual(untold);
  expect(await inParts(sign('hush', body))).toEqual(untold);
  expect(await inParts(sign('hush', body.subarray(5)))).toEqual({ ok: false, reason: 'wrong-hmac' });
  // The stand-in for the body must not count as signed.
  expect(await inParts(sign('hush', bytes('{}')))).toEqual({ ok: false, reason: 'wrong-hmac' });
  expect(await inParts(sign('hush', body), 'themes/publish')).toMatchObject({ reason: 'unknown-topic' });
});

test('[G7] a body with a broken byte, which the library alone would refuse, is verified over its bytes', async () => {
  const body = new Uint8Array([...bytes('{"id":1,"title":"Caf'), 0xe9, ...bytes('"}')]);
  const text = new TextDecoder().decode(body);
  const hmac = sign('hush', body);

  expect(
    await openLibrary('hush').webhooks.validate({
      rawBody: text,
      rawRequest: { headers: Object.fromEntries(headersOf(hmac)) },
    }),
  ).toEqual({ valid: false, reason: 'invalid_hmac' });
  for (const family of ['x-shopify-', 'shopify-'])
    expect(await webhookVerifier(['old', 'hush'])(headersOf(hmac, family), body, 0)).toMatchObject({
      ok: true,
      notice: { subject: { kind: 'documents', collection: 'products', ids: ['1'] } },
    });
  // A signature of the mended text is not one of these bytes.
  const ofText = headersOf(sign('hush', bytes(text)));
  expect(await webhookVerifier(['hush'])(ofText, body, 0)).toEqual({ ok: false, reason: 'wrong-hmac' });
});

test('[G7] whatever is signed has a verdict', async () => {
  const verify = webhookVerifier(['hush']);
  const topics = [
    'products/update',
    'customers/merge',
    'refunds/create',
    'inventory_levels/update',
    'shop/update',
    'x',
  ];
  const gid = fc.constantFrom(
    'gid://shopify/Product/7',
    'gid://shopify/Product/',
    'gid://',
    '',
    7,
    null,
    {},
    [],
  );
  const fields = fc.record(
    {
      id: gid,
      admin_graphql_api_id: gid,
      admin_graphql_api_customer_kept_id: gid,
      admin_graphql_api_customer_deleted_id: gid,
      order_id: gid,
      inventory_item_id: gid,
      location_id: gid,
    },
    { requiredKeys: [] },
  );
  const text = fc.oneof(
    fc.json(),
    fields.map(each => JSON.stringify(each)),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...topics), text, async (topic, said) => {
      const body = bytes(said);
      const verdict = await verify(headersOf(sign('hush', body), 'x-shopify-', topic), body, 0);
      expect(verdict.ok || typeof verdict.reason === 'string').toBe(true);
    }),
    { numRuns: 300 },
  );
});
