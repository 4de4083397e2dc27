import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine } from '@tidemark/server/testing';
import { afterAll, expect, test } from 'vitest';
import { Path } from './path.ts';

const empty = mkdtempSync(join(tmpdir(), 'doctor-'));
afterAll(() => rmSync(empty, { recursive: true, force: true }));

const statesOf = (findings: Awaited<ReturnType<typeof examine>>) =>
  Object.fromEntries(findings.map(({ about, state }) => [about, state]));

function requestsOf({ simulator }: Path): Readonly<Record<string, number>> {
  return (simulator.report() as { requests: Record<string, number> }).requests;
}

test('[A80] the doctor examines a running server and its shop, and changes neither', async () => {
  await using path = await Path.open({ products: 12 });
  await path.imported();
  const filesBefore = readdirSync(path.folder).sort();
  const askedBefore = requestsOf(path);

  const findings = await examine(path.environment, Date.now);

  expect(statesOf(findings)).toEqual({
    ...{ settings: 'ok', connection: 'ok', scopes: 'ok', locations: 'ok', 'for sale': 'ok' },
    ...{ webhooks: 'ok', clock: 'ok', data: 'ok', mirror: 'ok', backups: 'look', 'security log': 'ok' },
  });
  const askedNow = requestsOf(path);
  const asked = Object.keys(askedNow).filter(each => askedNow[each] !== askedBefore[each]);
  expect(asked.sort()).toEqual([
    ...['AccessScopes', 'Locations', 'ProductsCount', 'Publications', 'Shop', 'Subscriptions'],
  ]);
  expect(readdirSync(path.folder).sort()).toEqual(filesBefore);
});

test('[A80] what is wrong with a shop is found, and nothing is mended', async () => {
  await using path = await Path.open({
    products: 12,
    scopes: ['read_products', 'read_locations', 'write_orders', 'write_customers'],
  });
  await path.imported();
  const subscribed = path.simulator.webhooks.list();
  const { port } = new URL(path.server.origin);

  const findings = await examine({ ...path.environment, APP_URL: `http://localhost:${port}` }, Date.now);

  expect(findings.find(each => each.about === 'scopes')).toMatchObject({
    state: 'wrong',
    seen: 'missing: write_inventory, read_publications',
  });
  expect(findings.find(each => each.about === 'webhooks')).toMatchObject({
    state: 'wrong',
    seen: expect.stringContaining(`(${path.server.origin}/webhooks/shopify is)`) as string,
  });
  expect(path.simulator.webhooks.list()).toEqual(subscribed);
});

test('[A83] a shop of one’s own, whose server has no address yet', async () => {
  await using path = await Path.open({ products: 12 });
  const own = {
    ...{
      SHOPIFY_SHOP: 'tidemark-demo.myshopify.com',
      SHOPIFY_API_KEY: 'demo-key',
      SHOPIFY_API_SECRET: 'demo-secret',
    },
    ...{ SESSION_SECRET: 'a secret of more than 32 letters', STAFF: 'anna:4711' },
  };

  const findings = await examine({ ...path.environment, ...own }, Date.now);

  expect(statesOf(findings)).toMatchObject({ settings: 'ok', connection: 'ok', webhooks: 'look' });
});

test('a shop that does not answer, an empty folder and a missing setting are said', async () => {
  const folder = join(empty, 'data');
  const env = { SHOPIFY_API_ORIGIN: 'http://127.0.0.1:9', DATA_DIR: folder };

  expect(statesOf(await examine(env, Date.now))).toEqual({
    ...{ settings: 'ok', connection: 'wrong', clock: 'unknown', data: 'look', mirror: 'look' },
    ...{ backups: 'ok', 'security log': 'ok' },
  });
  expect(readdirSync(empty)).toEqual([]);
  expect(
    await examine({ SHOPIFY_SHOP: 'a.myshopify.com', SHOPIFY_ADMIN_TOKEN: 'x' }, Date.now),
  ).toMatchObject([
    { about: 'settings', state: 'wrong', seen: expect.stringContaining('SESSION_SECRET: needed') as string },
  ]);
});
