import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formMarkIn, sentTo } from './browser-like.ts';
import { ConnectingWorld } from './many-shops.ts';

const shop = 'bakery.myshopify.com';

async function connected(world: ConnectingWorld, name = shop): Promise<void> {
  expect((await world.connect(name)).status).toBe(200);
  const read = async () => (await world.server.shops.ingests.get(name)?.catchUp(''))?.shopify;
  await expect.poll(read).toBe('read');
  expect(await world.mirrored(name)).toHaveLength(6);
}

function signIn(world: ConnectingWorld, of: string, name: string, pin: string): Promise<Response> {
  return fetch(`${world.server.origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ shop: of, staff: name, pin, till: { id: 'till-aaaa-bbbb' } }),
  });
}

async function send(
  world: ConnectingWorld,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<Response> {
  const mark = formMarkIn(await world.ownerPage());
  return world.browser.go(`${world.server.origin}/owner/${path}`, { form: mark, ...form });
}

test('[A92] an owner connects a shop, names its first staff, and a till signs in and hears of changes', async () => {
  await using world = await ConnectingWorld.open();

  const last = await world.connect(shop);

  expect(last.status).toBe(200);
  expect(await last.text()).toContain('url=/owner/');
  expect(world.browser.lastCookies.join()).toMatch(
    /tidemark_owner=[^;]+; Max-Age=1800; Path=\/owner;.*HttpOnly; SameSite=Strict/,
  );
  expect(world.browser.lastCookies.join()).not.toContain('shopify_app_session');
  await expect.poll(() => world.mirrored(shop)).toHaveLength(6);
  expect(await world.ownerPage()).toContain('Nobody can sign in at a till yet');
  expect((await signIn(world, shop, 'anna', '4711')).status).toBe(401);

  expect(sentTo(await send(world, 'staff', { name: 'anna', pin: '4711' }))).toBe('/owner/?done=staff');

  expect(await world.ownerPage()).toContain('anna');
  await expect.poll(async () => (await signIn(world, shop, 'anna', '4711')).status).toBe(200);
  // Of another shop she is nobody.
  expect((await signIn(world, 'tidemark-demo.myshopify.com', 'anna', '4711')).status).toBe(401);
  const of = world.shops.shop('bakery');
  await expect.poll(() => of.webhooks.list().length).toBeGreaterThan(5);
  const [product] = [...of.store.products.values()];
  await of.merchant(
    'mutation ($product: ProductUpdateInput!) { productUpdate(product: $product) { product { id } } }',
    {
      product: { id: `gid://shopify/Product/${product!.id}`, title: 'Rye bread' },
    },
  );
  await expect
    .poll(async () =>
      (await world.server.store.mirror.documents(shop, 'products', '', [product!.id])).documents.join(),
    )
    .toContain('Rye bread');
});

test('[A90] credentials are on the disk only encrypted, survive a restart and a new key, and not a lost one', async () => {
  const keys = [1, 2, 3].map(n => Buffer.alloc(32, n).toString('base64')) as [string, string, string];
  await using world = await ConnectingWorld.open({ ENCRYPTION_KEY: keys[0] });
  await connected(world);
  const { tokens } = world.shops.shop('bakery').tokens.saved();
  await world.server[Symbol.asyncDispose]();
  for (const name of readdirSync(world.folder).filter(each => each.startsWith('mirror')))
    for (const { token, refreshToken } of tokens) {
      const bytes = readFileSync(join(world.folder, name));
      expect(bytes.includes(token) || bytes.includes(refreshToken ?? 'none')).toBe(false);
    }

  await world.start({ ENCRYPTION_KEY: keys[1], ENCRYPTION_KEY_PREVIOUS: keys[0] });
  await expect
    .poll(async () => (await world.server.shops.ingests.get(shop)?.catchUp(''))?.shopify)
    .toBe('read');
  // It was sealed anew, so the first key is not needed any more.
  await world.restart({ ENCRYPTION_KEY: keys[1] });
  expect(world.server.shops.troubles.size).toBe(0);

  await world.restart({ ENCRYPTION_KEY: keys[2] });

  expect(world.server.shops.troubles.get(shop)?.message).toContain('connect the shop again');
  const demo = world.server.shops.ingests.get('tidemark-demo.myshopify.com');
  await expect.poll(async () => (await demo?.catchUp(''))?.shopify).toBe('read');
  const health = (await (await fetch(`${world.server.origin}/healthz`)).json()) as {
    shops: Record<string, { alarms: string[] }>;
  };
  expect(health.shops[shop]?.alarms.join()).toContain('ENCRYPTION_KEY_PREVIOUS');
  await connected(world);
  expect(world.server.shops.troubles.size).toBe(0);
});

test('[A92] who does not come from Shopify, in this browser, just now, connects nothing', async () => {
  await using world = await ConnectingWorld.open();
  const { browser, server } = world;
  const begin = async () => sentTo(await browser.go(`${server.origin}/auth/shopify?shop=${shop}`));
  const back = async () => sentTo(await browser.go(`${await begin()}&decision=install`));
  const altered = (url: string, change: (query: URLSearchParams) => void) => {
    const changed = new URL(url);
    change(changed.searchParams);
    return changed.href;
  };
  const attempts: (() => Promise<string>)[] = [
    async () => altered(await back(), query => query.set('hmac', '0'.repeat(64))),
    async () => altered(await back(), query => query.delete('hmac')),
    async () => altered(await back(), query => query.set('shop', 'other.myshopify.com')),
    async () => altered(await back(), query => query.set('shop', 'evil.example')),
    async () => altered(await back(), query => query.append('shop', 'other.myshopify.com')),
    async () => altered(await back(), query => query.set('state', '1')),
    async () => altered(await back(), query => query.set('timestamp', '1700000000')),
    async () => {
      const url = await back();
      browser.forgetCookies();
      return url;
    },
    // A state of another way.
    async () => {
      const url = await back();
      await begin();
      return url;
    },
  ];
  for (const attempt of attempts) {
    const answer = await browser.go(await attempt());
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('did not come from Shopify');
  }
  const cancelled = await world.connect(shop, 'cancel');
  expect([cancelled.status, await cancelled.text()]).toEqual([
    400,
    expect.stringContaining('not allowed') as string,
  ]);
  for (const name of ['evil.example', 'a b.myshopify.com', 'x'.repeat(90), '%00'])
    expect((await browser.go(`${server.origin}/auth/shopify?shop=${name}`)).status).toBe(400);
  expect((await server.store.connections.all()).map(each => each.shop)).toEqual([
    'tidemark-demo.myshopify.com',
  ]);
  expect((await browser.go(`${server.origin}/owner/`)).status).toBe(401);

  // The control: the same way, whole; and its code is good once.
  const url = await back();
  expect((await browser.go(url)).status).toBe(200);
  expect((await browser.go(url)).status).toBe(400);
});

test('[A92] only shops that the setting names are taken', async () => {
  await using world = await ConnectingWorld.open({
    ...{ CONNECT_SHOPS: shop, SHOPIFY_API_KEY: 'demo-key', SHOPIFY_API_SECRET: 'demo-secret' },
    ...{ APP_URL: 'http://127.0.0.1:4000', SESSION_SECRET: 'a long secret of many characters' },
  });

  expect((await world.connect('florist.myshopify.com')).status).toBe(403);
  await connected(world);

  expect((await world.server.store.connections.all()).map(each => each.shop)).toEqual([shop]);
});

test('[A93] a form without the mark of its session does nothing, and one that is wrong says why', async () => {
  await using world = await ConnectingWorld.open();
  await connected(world);
  const staff = async () => (await world.server.store.register.staffOf(shop)).map(each => each.name);

  expect((await send(world, 'staff', { name: 'eve', pin: '4711', form: 'guessed' })).status).toBe(403);
  expect((await send(world, 'staff', { name: 'eve:1', pin: '4711' })).status).toBe(400);
  expect(await (await send(world, 'staff', { name: 'eve', pin: '12' })).text()).toContain('4 to 12 digits');
  expect(await (await send(world, 'settings', { taxes: 'VAT:21' })).text()).toContain(
    'must be like VAT:0.21',
  );
  expect(await staff()).toEqual([]);

  for (let tries = 0; tries < 30; tries++) await send(world, 'dismiss', { name: 'nobody' });
  expect(await (await send(world, 'staff', { name: 'late', pin: '4711' })).text()).toContain('wait a minute');
  expect(await staff()).toEqual([]);
  await world.restart();

  await send(world, 'staff', { name: '<b>anna</b>', pin: '4711' });
  expect(await world.ownerPage()).toContain('&#60;b&#62;anna');
  await send(world, 'dismiss', { name: '<b>anna</b>' });
  expect(await staff()).toEqual([]);
  await send(world, 'settings', { taxes: 'VAT:0.07' });
  await expect
    .poll(async () =>
      (await world.server.store.mirror.documents(shop, 'settings', '', ['shop'])).documents.join(),
    )
    .toContain('0.07');
});

test('[A101] an owner chooses roles, another role ends sessions, and nothing else is a role', async () => {
  await using world = await ConnectingWorld.open();
  await connected(world);
  await expect.poll(() => world.mirrored(shop)).toHaveLength(6);
  const roleOf = async (name: string) => (await world.server.store.register.staffByName(shop, name))?.role;
  await send(world, 'staff', { name: 'anna', pin: '4711', role: 'manager' });
  await send(world, 'staff', { name: 'ben', pin: '0815', role: 'cashier' });
  expect([await roleOf('anna'), await roleOf('ben')]).toEqual(['manager', 'cashier']);
  const { token } = (await (await signIn(world, shop, 'anna', '4711')).json()) as { token: string };
  const status = async () =>
    (
      await fetch(`${world.server.origin}/api/replication/heads`, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).status;
  expect(await status()).toBe(200);
  expect(await world.ownerPage()).toContain('aria-label="Role of ben"');

  expect(await (await send(world, 'role', { name: 'anna', role: 'boss' })).text()).toContain(
    'one of the roles',
  );
  expect((await send(world, 'role', { name: 'nobody', role: 'owner' })).status).toBe(400);
  expect((await send(world, 'staff', { name: 'eve', pin: '4711', role: 'boss' })).status).toBe(400);
  expect([await status(), await roleOf('anna')]).toEqual([200, 'manager']);
  expect(sentTo(await send(world, 'role', { name: 'anna', role: 'cashier' }))).toBe('/owner/?done=role');

  expect([await status(), await roleOf('anna')]).toEqual([401, 'cashier']);
  await send(world, 'dismiss', { name: 'ben' });
  expect((await send(world, 'role', { name: 'ben', role: 'owner' })).status).toBe(400);
});

test('[A95] a shop that the app leaves is asked nothing, keeps its data over a restart, and may come back', async () => {
  await using world = await ConnectingWorld.open();
  await connected(world);
  await send(world, 'staff', { name: 'anna', pin: '4711' });
  const of = world.shops.shop('bakery');

  of.uninstall();

  const state = async () => (await world.server.store.connections.of(shop))?.uninstalledAt;
  await expect.poll(state).toBeGreaterThan(0);
  expect((await world.server.store.connections.of(shop))?.credentials).toBe('');
  expect((await world.browser.go(`${world.server.origin}/owner/`)).status).toBe(401);
  await world.restart();
  expect((await world.server.shops.ingests.get(shop)?.catchUp(''))?.shopify).toBe('unreachable');
  expect(await world.mirrored(shop)).toHaveLength(6);

  await connected(world);

  await expect
    .poll(async () => (await world.server.shops.ingests.get(shop)?.catchUp(''))?.shopify)
    .toBe('read');
  expect(await state()).toBeUndefined();
  expect(await world.ownerPage()).toContain('anna');
});

test('[A95] late word that the app left earlier does not end a shop that was connected again', async () => {
  await using world = await ConnectingWorld.open();
  await connected(world);
  const left = Date.now();
  await connected(world);
  const notice = {
    ...{ eventId: 'late', topic: 'app/uninstalled', subject: { kind: 'uninstalled' } as const },
    triggeredAt: left,
  };

  await world.server.store.inbox.note(shop, notice, Date.now());
  const ingest = world.server.shops.ingests.get(shop);
  ingest?.noticed();
  await ingest?.idle();

  expect(await world.server.store.connections.of(shop)).toMatchObject({ uninstalledAt: undefined });
  expect(world.server.shops.running(shop)?.shopify.health().left).toBeUndefined();
  expect((await ingest?.catchUp(''))?.shopify).toBe('read');
});

test('[A95] after shop/redact nothing of the shop is left, others go on, and it may be connected anew', async () => {
  await using world = await ConnectingWorld.open();
  await connected(world);
  await connected(world, 'florist.myshopify.com');
  const of = world.shops.shop('bakery');
  of.uninstall();
  await expect
    .poll(async () => (await world.server.store.connections.of(shop))?.uninstalledAt)
    .toBeGreaterThan(0);

  of.comply({ topic: 'shop/redact' });

  await expect.poll(async () => (await world.server.store.register.shops()).includes(shop)).toBe(false);
  await expect
    .poll(async () => (await world.server.store.connections.all()).map(each => each.shop))
    .toEqual(['florist.myshopify.com', 'tidemark-demo.myshopify.com']);
  await world.restart();
  expect(await world.mirrored('florist.myshopify.com')).toHaveLength(6);
  await connected(world);
});

test('[A91] a renewal that Shopify answered and that was lost is made again with the old refresh token', async () => {
  await using world = await ConnectingWorld.open();
  await connected(world);
  const of = world.shops.shop('bakery');
  const before = (await world.server.store.connections.of(shop))?.credentials;
  of.arm([{ kind: 'reset', operation: '^oauth refresh_token$', when: 'after' }]);

  // Its token has ended while the server was stopped.
  await world.server[Symbol.asyncDispose]();
  of.advance(2 * 3_600_000);
  await world.start();

  const read = async () => (await world.server.shops.ingests.get(shop)?.catchUp(''))?.shopify;
  await expect.poll(read, { timeout: 20_000 }).toBe('read');
  expect(of.armed()).toEqual([]);
  expect((await world.server.store.connections.of(shop))?.credentials).not.toBe(before);
});
