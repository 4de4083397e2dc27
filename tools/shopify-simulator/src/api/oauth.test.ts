import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ShopifySimulator } from '../simulator.ts';

const app = { client_id: 'demo-key', client_secret: 'demo-secret' };
const redirect = 'https://pos.example/auth/shopify/callback';

let now: number;
let sim: ShopifySimulator;
beforeEach(() => {
  now = Date.UTC(2026, 10, 1);
  sim = new ShopifySimulator({ products: 2, now: () => now });
});
afterEach(() => sim[Symbol.asyncDispose]());

function authorize(more: Readonly<Record<string, string>> = {}): Promise<Response> {
  const query = new URLSearchParams({
    ...{ client_id: 'demo-key', scope: 'read_products,write_orders', redirect_uri: redirect, state: '7' },
    ...more,
  });
  return sim.fetch(new Request(`http://sim.invalid/admin/oauth/authorize?${query}`));
}

async function codeOf(): Promise<string> {
  const answer = await authorize({ decision: 'install' });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

async function grant(body: object, isForm = false): Promise<Record<string, unknown>> {
  const answer = await sim.fetch(
    new Request('http://sim.invalid/admin/oauth/access_token', {
      method: 'POST',
      body: isForm ? new URLSearchParams({ ...app, ...body }) : JSON.stringify({ ...app, ...body }),
    }),
  );
  return { status: answer.status, ...((await answer.json()) as object) };
}

async function calls(token: unknown): Promise<number> {
  const answer = await sim.fetch(
    new Request('http://sim.invalid/admin/api/2026-10/graphql.json', {
      method: 'POST',
      headers: { 'x-shopify-access-token': String(token) },
      body: JSON.stringify({ query: '{ shop { name } }' }),
    }),
  );
  return answer.status;
}

test('[X70] the merchant is asked, and sent back with a code and Shopify’s signature', async () => {
  const page = await authorize({ state: '"><script>' });
  expect(page.status).toBe(200);
  expect(await page.text()).toMatch(/<li>write_orders<\/li>[^]*&#34;&#62;&#60;script&#62;/);

  const { searchParams, origin } = new URL(
    (await authorize({ decision: 'install' })).headers.get('location') ?? '',
  );

  expect(origin).toBe('https://pos.example');
  const { hmac, ...signed } = Object.fromEntries(searchParams);
  const text = Object.keys(signed)
    .sort()
    .map(name => `${name}=${encodeURIComponent(signed[name] ?? '')}`)
    .join('&');
  expect(hmac).toBe(createHmac('sha256', 'demo-secret').update(text).digest('hex'));
  expect(signed).toMatchObject({
    state: '7',
    shop: 'tidemark-demo.myshopify.com',
    timestamp: String(now / 1000),
  });
  expect(new URL((await authorize({ decision: 'cancel' })).headers.get('location') ?? '').search).toContain(
    'error=access_denied',
  );
  expect((await authorize({ client_id: 'another' })).status).toBe(400);
  expect((await authorize({ redirect_uri: 'javascript:alert(1)', decision: 'install' })).status).toBe(400);
});

test('[X71] a code is good once, for ten minutes, and with the app’s secret', async () => {
  const code = await codeOf();
  expect(await grant({ code, client_secret: 'guessed' })).toMatchObject({
    status: 400,
    error: 'invalid_client',
  });

  const lasting = await grant({ code }, true);
  expect(lasting).toMatchObject({ status: 200, scope: 'read_products,write_orders' });
  expect(lasting).not.toHaveProperty('refresh_token');
  expect(await calls(lasting['access_token'])).toBe(200);
  expect(await grant({ code })).toMatchObject({ status: 400, error: 'invalid_request' });
  const late = await codeOf();
  now += 11 * 60_000;
  expect(await grant({ code: late })).toMatchObject({ status: 400 });
});

test('[X72] a pair ends after an hour; the refresh token before it ends with the first use of the new pair', async () => {
  const first = await grant({ code: await codeOf(), expiring: '1' });
  expect(first).toMatchObject({ expires_in: 3600, refresh_token_expires_in: 7_776_000 });
  const renew = (pair: Record<string, unknown>) =>
    grant({ grant_type: 'refresh_token', refresh_token: pair['refresh_token'] });
  now += 3_600_000;
  expect(await calls(first['access_token'])).toBe(401);

  const lost = await renew(first);
  const second = await renew(first);
  expect(lost['status']).toBe(200);
  expect(await calls(second['access_token'])).toBe(200);

  expect(await renew(first)).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect((await renew(second))['status']).toBe(200);
  now += 91 * 86_400_000;
  expect((await renew(second))['status']).toBe(400);
});

test('[X73] an app that was removed has nothing until a merchant lets it in again', async () => {
  const { access_token: token, refresh_token: refresh } = await grant({
    code: await codeOf(),
    expiring: '1',
  });
  const saved = sim.tokens.saved();

  sim.uninstall();

  expect(await calls(token)).toBe(401);
  expect(await grant({ grant_type: 'refresh_token', refresh_token: refresh })).toMatchObject({ status: 400 });
  expect(await grant({ grant_type: 'client_credentials' })).toMatchObject({ error: 'app_not_installed' });
  const again = await grant({ code: await codeOf(), expiring: '1' });
  expect(await calls(again['access_token'])).toBe(200);

  await using other = new ShopifySimulator({ products: 2, now: () => now, tokens: saved });
  expect(other.tokens.isValid(String(token))).toBe(true);
  expect(other.tokens.scopesOf(String(token))).toEqual(['read_products', 'write_orders']);
});

test('[X74] a token may do what was granted, and a fault of the endpoint is made by its name', async () => {
  sim.arm([
    { kind: 'missing-scope', scope: 'read_products' },
    { kind: 'status', status: 503, operation: '^oauth code$' },
  ]);
  expect(await grant({ code: await codeOf() })).toMatchObject({ status: 503 });

  expect(await grant({ code: await codeOf() })).toMatchObject({ status: 200, scope: 'write_orders' });
  expect(await grant({ grant_type: 'password' })).toMatchObject({ status: 400 });
});
