import { expect, test } from 'vitest';
import { TestShop } from '../testing.ts';

test('[X6] what is not simulated says so; what Shopify would refuse is refused', async () => {
  await using shop = new TestShop();
  const first = async (query: string) => (await shop.ask(query)).errors?.[0];

  expect((await first('{ shop { plan { displayName } } }'))?.message).toBe('not simulated: Shop.plan');
  expect((await first('{ shop { nickname } }'))?.extensions.code).toBe('undefinedField');
  expect((await first('{ shop { name }'))?.extensions.code).toBe('PARSE_ERROR');
  expect((await first('{ products(first: 251) { nodes { id } } }'))?.extensions.code).toBe('BAD_REQUEST');
  expect((await first('{ product(id: "gid://shopify/Order/1") { id } }'))?.extensions.code).toBe(
    'RESOURCE_NOT_FOUND',
  );
  const missing = await shop.ask('query ($id: ID!) { product(id: $id) { id } }');
  expect(missing.errors?.[0]?.extensions.code).toBe('INVALID_VARIABLE');
  expect((await shop.ask('{ shop { name } }', {}, 'wrong')).status).toBe(401);
});

test('[X6] a client-credentials token is good for a day', async () => {
  await using shop = new TestShop();
  const grant = (secret: string) =>
    shop.sim.fetch(
      new Request('http://sim/admin/oauth/access_token', {
        method: 'POST',
        body: JSON.stringify({
          client_id: 'demo-key',
          client_secret: secret,
          grant_type: 'client_credentials',
        }),
      }),
    );
  const { access_token: token } = (await (await grant('demo-secret')).json()) as { access_token: string };

  expect((await grant('guess')).status).toBe(400);
  expect((await shop.ask('{ shop { name } }', {}, token)).status).toBe(200);
  shop.pass(86_400_000);
  expect((await shop.ask('{ shop { name } }', {}, token)).status).toBe(401);
});

test('[X7] an empty bucket throttles with HTTP 200, and fills again', async () => {
  await using shop = new TestShop({ throttle: { maximumAvailable: 20, restoreRate: 1 } });
  const list = () => shop.ask('{ products(first: 250) { nodes { id } } }');
  await list();

  const { status, errors, extensions } = await list();

  expect(status).toBe(200);
  expect(errors).toEqual([{ message: 'Throttled', extensions: { code: 'THROTTLED' } }]);
  expect(extensions).toMatchObject({
    cost: { requestedQueryCost: 13, actualQueryCost: null, throttleStatus: { currentlyAvailable: 12 } },
  });
  shop.pass(6000);
  expect((await list()).errors).toBeUndefined();
});

test('[X7] a query of more than 1,000 points is refused on any plan', async () => {
  await using shop = new TestShop({ throttle: { maximumAvailable: 20_000, restoreRate: 1000 } });

  const { errors } = await shop.ask(
    '{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { variant { product { variants(first: 250) { nodes { id } } } } } } } } }',
  );

  expect(errors?.[0]?.extensions.code).toBe('MAX_COST_EXCEEDED');
});
