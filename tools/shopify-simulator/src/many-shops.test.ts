import { expect, test } from 'vitest';
import { ManyShops } from './many-shops.ts';
import { ShopifySimulator } from './simulator.ts';

test('[X75] each shop answers under its own path, begins when it is first asked, and has its own tokens', async () => {
  const made: string[] = [];
  await using shops = new ManyShops({
    first: new ShopifySimulator({ products: 2 }),
    open: name => {
      made.push(name);
      return new ShopifySimulator({ products: 3 });
    },
  });
  shops.origin = 'http://127.0.0.1:4001';
  const ask = (path: string, init?: RequestInit) =>
    shops.fetch(new Request(`http://127.0.0.1:4001${path}`, init));
  const tokenAt = async (path: string) => {
    const body = { client_id: 'demo-key', client_secret: 'demo-secret', grant_type: 'client_credentials' };
    const answer = await ask(`${path}/admin/oauth/access_token`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const callAt = async (path: string, token: string) =>
    (
      await ask(`${path}/admin/api/2026-10/graphql.json`, {
        method: 'POST',
        headers: { 'x-shopify-access-token': token },
        body: '{"query":"{ shop { name } }"}',
      })
    ).status;

  const [demo, bakery] = [await tokenAt(''), await tokenAt('/shops/bakery')];

  expect(made).toEqual(['bakery']);
  expect([await callAt('', demo), await callAt('/shops/bakery', bakery)]).toEqual([200, 200]);
  expect([await callAt('/shops/bakery', demo), await callAt('', bakery)]).toEqual([401, 401]);
  expect(shops.shop('bakery').origin).toBe('http://127.0.0.1:4001/shops/bakery');
  expect(shops.shop('tidemark-demo').store.products.size).toBe(2);
  expect((await ask('/shops/No%20Shop/admin')).status).toBe(404);
  expect(made).toEqual(['bakery']);
});
