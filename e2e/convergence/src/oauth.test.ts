import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiOriginOf, isShopName, OAuth, openShopify, type OAuthResult } from '@tidemark/shopify';
import { createShopifySimulator, ManyShops } from '@tidemark/shopify-simulator';
import { afterEach, beforeEach, expect, test } from 'vitest';

const shop = 'tidemark-demo.myshopify.com';
const agent = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

let simulator: ReturnType<typeof createShopifySimulator>;
let answers: typeof fetch;
let cookies: string;

beforeEach(() => {
  simulator = createShopifySimulator({ products: 3 });
  const shops = new ManyShops({ first: simulator, open: () => simulator });
  answers = async (input, init) => shops.fetch(new Request(input as string, init));
  cookies = '';
});
afterEach(() => simulator[Symbol.asyncDispose]());

/** Does one request to a server that does this alone. */
async function at<T>(url: string, act: (req: IncomingMessage, res: ServerResponse) => Promise<T>) {
  const done = Promise.withResolvers<T>();
  const server = createServer((req, res) => {
    act(req, res)
      .finally(() => res.end())
      .then(done.resolve, done.reject);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const headers = { 'user-agent': agent, cookie: cookies };
  const response = await fetch(`http://127.0.0.1:${port}${url}`, { redirect: 'manual', headers });
  const set = response.headers.getSetCookie().map(each => each.split(';')[0] ?? '');
  if (set.length > 0) cookies = set.join('; ');
  server.close();
  return { response, given: await done.promise };
}

const oauth = (apiSecret = 'demo-secret') =>
  new OAuth({
    ...{
      apiKey: 'demo-key',
      apiSecret,
      appUrl: 'https://pos.example',
      scopes: ['write_orders', 'read_products'],
    },
    ...{ apiOrigin: 'http://127.0.0.1:4001/shops/{shop}', fetch: answers, now: Date.now },
  });

/** Goes to Shopify and back; returns where Shopify sends the browser. */
async function back(decision = 'install'): Promise<URL> {
  const { response } = await at('/auth/shopify', (req, res) => oauth().begin(shop, req, res));
  const asked = new URL(response.headers.get('location') ?? '');
  expect(asked.href).toContain('http://127.0.0.1:4001/shops/tidemark-demo/admin/oauth/authorize?');
  expect(asked.searchParams.get('redirect_uri')).toBe('https://pos.example/auth/shopify/callback');
  const url = `http://simulator.invalid/admin/oauth/authorize${asked.search}&decision=${decision}`;
  const answer = await simulator.fetch(new Request(url));
  return new URL(answer.headers.get('location') ?? '');
}

async function finish(to: URL, with_ = oauth()): Promise<OAuthResult> {
  return (await at(to.pathname + to.search, (req, res) => with_.finish(req, res))).given;
}

test('[G34] a shop is connected with a token that is renewed, and with what was granted', async () => {
  simulator.arm([{ kind: 'missing-scope', scope: 'read_products' }]);

  const result = await finish(await back());

  expect(result).toMatchObject({ kind: 'connected', shop, scopes: ['write_orders'] });
  if (result.kind !== 'connected' || !('refreshToken' in result.token)) throw new Error('no pair');
  const stored: object[] = [];
  const shopify = openShopify({
    ...{ shop, apiKey: 'demo-key', apiSecret: 'demo-secret', fetch: answers, orderDays: 60, taxRates: [] },
    ...{ now: () => Date.now() + 2 * 3_600_000, random: () => 0.5, sleep: async () => undefined },
    credentials: { kind: 'offline', token: result.token, save: async token => void stored.push(token) },
  });
  expect(await shopify.scopes()).toEqual(['write_orders']);
  expect(stored).toHaveLength(1);
  simulator.uninstall();
  await expect(shopify.scopes()).rejects.toMatchObject({
    reason: 'refused',
    message: expect.stringContaining('connect the shop again') as string,
  });
});

test('[G34] a person who says no, a used code and a wrong secret are told apart', async () => {
  expect(await finish(await back('cancel'))).toEqual({ kind: 'refused', reason: 'cancelled' });

  const url = await back();
  const kept = cookies;
  expect(await finish(url)).toMatchObject({ kind: 'connected' });
  cookies = kept;
  expect(await finish(url)).toEqual({ kind: 'refused', reason: 'code' });

  expect(await finish(await back(), oauth('another'))).toEqual({ kind: 'refused', reason: 'invalid' });
});

test('[G34] a person may take a quarter of an hour in Shopify; a callback without a state is none', async () => {
  const { response } = await at('/auth/shopify', (req, res) => oauth().begin(shop, req, res));
  const ends = response.headers
    .getSetCookie()
    .map(each => Date.parse(/expires=([^;]+)/i.exec(each)?.[1] ?? ''));
  expect(Math.min(...ends) - Date.now()).toBeGreaterThan(14 * 60_000);

  const url = await back();
  url.searchParams.delete('state');
  url.searchParams.set('hmac', hmacOf(url));
  expect(await finish(url)).toEqual({ kind: 'refused', reason: 'invalid' });
});

test('[G10] a token of which Shopify does not say when it ends is renewed after an hour', async () => {
  const silent = answers;
  answers = async (input, init) => {
    const answer = await silent(input, init);
    if (!String(input).endsWith('/access_token')) return answer;
    const { expires_in: _expiresIn, ...body } = (await answer.json()) as Record<string, unknown>;
    return Response.json(body);
  };

  const result = await finish(await back());

  if (result.kind !== 'connected' || !('refreshToken' in result.token)) throw new Error('no pair');
  expect(result.token.expiresAt - Date.now()).toBeGreaterThan(50 * 60_000);
  const stored: { readonly expiresAt: number }[] = [];
  const later = Date.now() + 2 * 3_600_000;
  const shopify = openShopify({
    ...{ shop, apiKey: 'demo-key', apiSecret: 'demo-secret', fetch: answers, orderDays: 60, taxRates: [] },
    ...{ now: () => later, random: () => 0.5, sleep: async () => undefined },
    credentials: { kind: 'offline', token: result.token, save: async token => void stored.push(token) },
  });
  await shopify.scopes();
  expect(stored).toMatchObject([{ expiresAt: later + 3_600_000 }]);
});

test('[G10] a new pair that could not be stored is asked for again, by the pair that is stored', async () => {
  const result = await finish(await back());
  if (result.kind !== 'connected' || !('refreshToken' in result.token)) throw new Error('no pair');
  const { token } = result;
  const stored: object[] = [];
  const withSave = (save: (pair: object) => Promise<void>) =>
    openShopify({
      ...{ shop, apiKey: 'demo-key', apiSecret: 'demo-secret', fetch: answers, orderDays: 60, taxRates: [] },
      ...{ now: () => Date.now() + 2 * 3_600_000, random: () => 0.5, sleep: async () => undefined },
      credentials: { kind: 'offline', token, save },
    });

  await expect(withSave(() => Promise.reject(new Error('killed'))).scopes()).rejects.toThrow();
  await withSave(async pair => void stored.push(pair)).scopes();

  expect(stored).toHaveLength(1);
});

/** Shopify's signature of an address. */
function hmacOf({ searchParams }: URL): string {
  const query = new URLSearchParams(searchParams);
  query.delete('hmac');
  query.sort();
  return createHmac('sha256', 'demo-secret').update(query.toString().replaceAll('+', '%20')).digest('hex');
}

test('[G34] an answer that does not come is no refusal: the person may try again', async () => {
  for (const fault of [
    { kind: 'status', status: 500, operation: 'oauth' },
    { kind: 'reset', when: 'before', operation: 'oauth' },
  ] as const) {
    simulator.arm([fault]);
    expect(await finish(await back())).toEqual({ kind: 'refused', reason: 'unreachable' });
  }
  expect(await finish(await back())).toMatchObject({ kind: 'connected' });
});

test('[G34] names of shops, and where a simulator answers for them', () => {
  for (const name of ['a.myshopify.com', 'a-1.myshopify.com']) expect(isShopName(name)).toBe(true);
  for (const name of [
    'a.example',
    '.myshopify.com',
    'A.myshopify.com',
    'a.myshopify.com.evil.example',
    7,
    undefined,
  ])
    expect(isShopName(name)).toBe(false);
  expect(apiOriginOf('http://127.0.0.1:1/shops/{shop}', 'a.myshopify.com')).toBe(
    'http://127.0.0.1:1/shops/a',
  );
  expect(apiOriginOf('http://127.0.0.1:1', 'a.myshopify.com')).toBe('http://127.0.0.1:1');
});
