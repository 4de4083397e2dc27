import type { Page } from '@playwright/test';
import { element, EmbedHost, everyElement } from './pages/embed-host.ts';
import { Scanner } from './pages/scanner.ts';
import { SellingPage } from './pages/selling-page.ts';
import { loot } from './stage/thief.ts';
import { TillPage } from './pages/till-page.ts';
import { expect, leaveOut, test as base, type World } from './stage/world.ts';

const test = base.extend<{
  host: (body: string, more?: Readonly<Record<string, string>>) => Promise<EmbedHost>;
}>({
  host: async ({ page, world }, use) => {
    const opened: EmbedHost[] = [];
    await leaveOut(page);
    await use(async (body, more) => {
      const host = await EmbedHost.open(page, world.origin, body, more);
      opened.push(host);
      return host;
    });
    for (const each of opened) await each.close();
    await world.shop.faults();
  },
});

/** What a page's policy also allows where elements are in the page itself. */
const withoutIsolation = (world: World) => ({ 'connect-src': world.origin, 'img-src': 'https: data:' });

async function tillIn(host: EmbedHost, world: World, nth = 0): Promise<TillPage> {
  return new TillPage(host.page, world.origin, await host.frame('tide-pos', nth));
}

async function signedIn(host: EmbedHost, world: World): Promise<TillPage> {
  const till = await tillIn(host, world);
  await till.signIn();
  await till.verified();
  return till;
}

/** Sells to a new customer, of whom the page may learn nothing. Each test has its own: Shopify takes an e-mail once. */
async function sellInSecret(till: TillPage, title: string, customer: string): Promise<readonly string[]> {
  const selling = new SellingPage(till);
  const email = `${customer.toLowerCase()}@example.com`;
  await selling.put(title);
  await selling.addCustomer(customer, email);
  const receipt = await selling.payCash();
  const kept = await till.at.evaluate(() => Object.values({ ...localStorage }).join(' '));
  const token = /"token":"([^"]+)"/.exec(kept)?.[1] ?? '';
  expect(token.length).toBeGreaterThan(20);
  return [customer, email, receipt, token];
}

test('[S13] a page of another origin holds every element under a strict policy and hostile CSS, and its scripts learn nothing of the till', async ({
  world,
  host: open,
  page,
}) => {
  await world.shop.create('Secret Kettle', '2970000000019');
  const refused: string[] = [];
  page.on('console', message => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  const host = await open(everyElement(world.origin));
  const till = await signedIn(host, world);

  const card = till.card('Secret Kettle');
  await till.search('Secret Kettle');
  const { fontSize, letterSpacing } = await card.evaluate(each => {
    const { fontSize, letterSpacing } = getComputedStyle(each);
    return { fontSize: Number.parseFloat(fontSize), letterSpacing };
  });
  expect([fontSize >= 12, letterSpacing]).toEqual([true, 'normal']);
  await till.search('');
  await expect.poll(() => distinctLefts(till)).toBeGreaterThan(1);
  expect(refused).toEqual([]);

  const secrets = await sellInSecret(till, 'Secret Kettle', 'Hildegunn');
  const stolen = await loot(page, world.origin);

  expect(secrets.filter(each => stolen.includes(each))).toEqual([]);
});

test('[S13] the same thief gets the token where a page says isolation="none", which the README warns of', async ({
  world,
  host: open,
  page,
}) => {
  await world.shop.create('Open Kettle', '2970000000026');
  await open(element('tide-pos', world.origin, 'isolation="none"'), withoutIsolation(world));
  const till = new TillPage(page, world.origin);
  await till.signIn();
  await till.verified();

  const secrets = await sellInSecret(till, 'Open Kettle', 'Gunnhild');
  const stolen = await loot(page, world.origin);

  expect(secrets.filter(each => !stolen.includes(each))).toEqual([]);
});

/** The number of columns of cards. */
function distinctLefts(till: TillPage): Promise<number> {
  return till.at
    .getByTestId('product-card')
    .evaluateAll(cards => new Set(cards.map(each => Math.round(each.getBoundingClientRect().left))).size);
}

for (const isolation of ['frame', 'none'] as const)
  test(`[S13] [S11] with isolation "${isolation}" the page keeps its keys, and hands over with scan="page" what is nobody's words, to one till`, async ({
    world,
    host: open,
    page,
  }) => {
    const code = isolation === 'frame' ? '2970000000033' : '2970000000040';
    const title = `Scanned ${isolation} Kettle`;
    await world.shop.create(title, code);
    const attributes = `isolation="${isolation}" scan="page"`;
    const host = await open(
      element('tide-pos', world.origin, attributes) + element('tide-pos', world.origin, attributes),
      isolation === 'none' ? withoutIsolation(world) : {},
    );
    const tillOf = async (nth: number) =>
      isolation === 'frame' ? tillIn(host, world, nth) : new TillPage(page, world.origin);
    const till = await tillOf(0);
    const first = page.locator('tide-pos').first();
    await (isolation === 'frame' ? till.signIn() : signInWithin(page));
    await till.verified();
    const asked: string[] = [];
    page.on('request', request => asked.push(request.postData() ?? ''));

    await host.focusOwnField();
    await host.scan('2999999999995');
    expect(await host.ownFieldText()).toBe('2999999999995');
    await page.locator('#host-note').focus();
    await host.scan('2999999999995');
    await expect(page.locator('#host-note')).toContainText('2999999999995');
    await page.locator('#plain').focus();
    await host.scan(code);

    const lines = (isolation === 'frame' ? till.at : first)
      .getByTestId('cart-line')
      .filter({ hasText: title });
    await expect(lines.getByLabel('Quantity')).toHaveText('1');
    for (const nth of [0, 1]) {
      const each = isolation === 'frame' ? (await tillOf(nth)).at : page.locator('tide-pos').nth(nth);
      await expect(each.getByTestId('not-found')).toHaveCount(0);
    }
    // A till asks its server about a code that it took and does not know: it took none here.
    expect(asked.filter(each => each.includes('2999999999995'))).toEqual([]);
    await page.locator('tide-pos').evaluateAll(each => each.forEach(till => till.removeAttribute('scan')));
    await page.locator('#plain').focus();
    await host.scan(code);
    await expect(lines.getByLabel('Quantity')).toHaveText('1');
  });

async function signInWithin(page: Page): Promise<void> {
  for (const nth of [0, 1]) {
    const form = page.locator('tide-pos').nth(nth).getByTestId('sign-in-form');
    if (nth === 1 && !(await form.isVisible())) return;
    await form.locator('input[name="staff"]').fill('demo');
    await form.locator('input[name="pin"]').fill('1234');
    await form.getByRole('button', { name: 'Sign in' }).click();
    await form.waitFor({ state: 'hidden' });
  }
}

test('[S13] [S3] [S5] [S9] in a frame: after signing in, by the sync button of the page, products and customers are found', async ({
  world,
  host: open,
  page,
}) => {
  const product = await world.shop.create('Framed Kettle', '2970000000057');
  await world.shop.faults({ kind: 'webhooks', effect: 'drop' });
  const host = await open(everyElement(world.origin));
  const till = await tillIn(host, world);
  await till.withoutRealtime();
  await world.shop.retitle(product.id, 'Framed Kettle, copper');
  await till.signIn();
  await till.verified();
  await till.search('Framed Kettle, copper');
  await expect(till.card('Framed Kettle, copper')).toBeVisible();

  await world.shop.retitle(product.id, 'Framed Kettle, brass');
  await host.press((await host.frame('tide-sync-button')).getByTestId('sync-button'));

  await expect
    .poll(() => host.events())
    .toContainEqual(expect.objectContaining({ kind: 'tide-synced', outcome: 'up-to-date' }));
  await till.search('Framed Kettle, brass');
  await expect(till.card('Framed Kettle, brass')).toBeVisible();
  await expect((await host.frame('tide-sync-status')).getByTestId('sync-status')).toHaveAttribute(
    'data-verified',
    /\d+/,
  );
  const selling = new SellingPage(till);
  await selling.go('customers');
  await expect(till.at.getByTestId('customer-row').first()).toBeVisible();
  await selling.go('orders');
  await expect(till.at.getByTestId('order-row').first()).toBeVisible();
  await till.openSyncAll();
  await expect(till.at.getByText('This browser keeps the till’s data')).toBeVisible();
  expect(page.frames().length).toBe(6);
});

test('[K1] [K5] <tide-product-search> takes scans, and a till in a frame refuses one while somebody pays', async ({
  world,
  host: open,
  page,
}) => {
  await world.shop.create('Framed Scan Kettle', '2970000000095', '12.50');
  const host = await open(
    element('tide-pos', world.origin, 'scan="page"') + element('tide-product-search', world.origin),
  );
  const till = await signedIn(host, world);
  const search = await host.frame('tide-product-search');
  const scanner = new Scanner(page);
  const field = search.getByTestId('small-search');
  await field.focus();

  await scanner.scan('2970000000095', ['Tab']);
  await expect(till.cartLine('Framed Scan Kettle')).toBeVisible();
  await expect(field).toHaveValue('');
  await page.waitForTimeout(1_200);
  await scanner.scan('2970000000095', []);
  await expect(till.cartLine('Framed Scan Kettle').getByLabel('Quantity')).toHaveText('2');

  await host.press(till.at.getByTestId('pay'));
  await expect(till.at.getByTestId('take-payment')).toBeFocused();
  await page.locator('#plain').focus();
  await scanner.scan('2970000000095', ['Enter', 'Enter']);
  await expect(till.at.getByTestId('scan-refused')).toContainText('Finish or close the payment');
  await expect(till.at.getByTestId('pay-dialog')).toBeVisible();
});

test('[S13] <tide-product-search> finds, asks the page, and fills the cart that <tide-cart> and <tide-pos> show', async ({
  world,
  host: open,
  page,
}) => {
  await world.shop.create('Chosen Kettle', '2970000000064', '12.50');
  const host = await open(everyElement(world.origin));
  const till = await signedIn(host, world);
  const [search, cart] = [await host.frame('tide-product-search'), await host.frame('tide-cart')];
  const choose = async () => {
    await search.getByTestId('small-search').fill('Chosen Kettle');
    await host.press(search.getByTestId('small-product'));
  };

  await choose();

  await expect(cart.getByTestId('small-cart-line')).toContainText('Chosen Kettle');
  await expect(cart.getByTestId('small-cart-total')).toContainText('12.50');
  await expect(till.cartLine('Chosen Kettle')).toBeVisible();
  const told = await host.events();
  expect(told).toContainEqual(
    expect.objectContaining({ kind: 'tide-product-chosen', title: 'Chosen Kettle', isTrusted: false }),
  );
  expect(told).toContainEqual(expect.objectContaining({ kind: 'tide-cart-changed', pieces: 1 }));

  await page.evaluate(() => Object.assign(globalThis, { cancels: true }));
  await choose();
  await expect
    .poll(async () => (await host.events()).filter(each => each['kind'] === 'tide-product-chosen').length)
    .toBe(2);
  await till.card('Chosen Kettle').or(till.at.getByTestId('search-input')).first().waitFor();
  await expect(till.cartLine('Chosen Kettle').getByLabel('Quantity')).toHaveText('1');
});

test('[S13] elements are moved, given another shop, and say in words when they cannot open', async ({
  world,
  host: open,
  page,
}) => {
  const host = await open(everyElement(world.origin));
  await signedIn(host, world);
  const status = page.locator('tide-sync-status');

  await status.evaluate(each => document.body.prepend(each));
  await expect((await host.frame('tide-sync-status')).getByTestId('sync-status')).toHaveAttribute(
    'data-connection',
    'live',
  );
  await page.locator('tide-cart').evaluate(each => each.setAttribute('shop', 'other.myshopify.com'));
  await expect.poll(async () => (await host.frame('tide-cart')).url()).toContain('shop=other.myshopify.com');
  await expect((await host.frame('tide-cart')).getByTestId('sign-in-form')).toBeVisible();

  await page.locator('tide-pos').evaluate(each => each.setAttribute('server', 'http://127.0.0.1:9'));
  await expect(page.locator('tide-pos').getByTestId('frame-trouble')).toContainText('did not open here');
  await page
    .locator('tide-pos')
    .evaluate((each, server) => each.setAttribute('server', server), world.origin);
  await expect((await host.frame('tide-pos')).getByTestId('search-input')).toBeVisible();
});

test('[S13] without isolation an element is moved, changed, and says in words when it cannot open', async ({
  world,
  host: open,
  page,
}) => {
  await open(everyElement(world.origin, 'isolation="none"'), withoutIsolation(world));
  const till = new TillPage(page, world.origin, page.mainFrame());
  const form = page.locator('tide-pos').getByTestId('sign-in-form');
  await form.locator('input[name="staff"]').fill('demo');
  await form.locator('input[name="pin"]').fill('1234');
  await form.getByRole('button', { name: 'Sign in' }).click();
  await till.verified();
  const badge = page.locator('tide-sync-status').getByTestId('sync-status');
  await page.locator('tide-sync-status').evaluate(each => document.body.prepend(each));
  const before = await badge.getAttribute('data-verified');

  await page.locator('tide-sync-button').getByTestId('sync-button').click();

  await expect(badge).not.toHaveAttribute('data-verified', before ?? '');
  await page.locator('tide-pos').evaluate(each => each.setAttribute('shop', 'other.myshopify.com'));
  await expect(page.locator('tide-pos').getByTestId('sign-in-form')).toBeVisible();
});
