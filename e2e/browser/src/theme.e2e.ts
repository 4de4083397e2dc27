import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';
import { ThemeExtension } from '@tidemark/theme';
import { ThemeShop } from './shop/theme-shop.ts';
import { expect, test as base } from './stage/world.ts';

const domain = 'tidemark-demo.myshopify.com';

const test = base.extend<{ themeShop: ThemeShop }>({
  themeShop: async ({}, use) => {
    await using themeShop = await ThemeShop.open();
    await use(themeShop);
  },
});

/** The content of an element's frame. */
const inside = (page: Page, element: string) => page.locator(`${element} iframe`).contentFrame();

test('the blocks of the theme extension come up in a theme’s page, and their till sells', async ({
  world,
  page,
  themeShop,
}) => {
  await world.shop.create('Theme Kettle', '2980000000012');
  const { blocks } = new ThemeExtension();
  await themeShop.holds(blocks, {
    settings: { server: `${world.origin}/`, accent: '#a1007f', height: 640 },
    shop: domain,
  });
  await page.goto(themeShop.origin);

  const till = inside(page, 'tide-pos');
  await till.locator('input[name="staff"]').fill('demo');
  await till.locator('input[name="pin"]').fill('1234');
  await till.getByRole('button', { name: 'Sign in' }).click();
  const search = till.getByTestId('search-input');
  await search.fill('Theme Kettle');
  await till.getByTestId('product-card').filter({ hasText: 'Theme Kettle' }).click();
  await expect(till.getByTestId('cart-line').filter({ hasText: 'Theme Kettle' })).toBeVisible();

  expect(blocks).toHaveLength(5);
  for (const block of blocks) await expect(page.locator(`${block} iframe`)).toBeVisible();
  await expect(inside(page, 'tide-cart').getByText('Theme Kettle')).toBeVisible();
  await expect(inside(page, 'tide-product-search').locator('input')).toBeVisible();
  await expect(inside(page, 'tide-sync-button').getByTestId('sync-button')).toBeVisible();
  await expect(inside(page, 'tide-sync-status').getByTestId('sync-status')).toBeVisible();
  expect((await page.locator('tide-pos').boundingBox())?.height).toBe(640);
  await expect
    .poll(() => search.evaluate(each => getComputedStyle(each).getPropertyValue('--tide-accent').trim()))
    .toBe('#a1007f');
});

test('the page behind the app proxy holds the till, for visitors whom the shop sends', async ({
  world,
  page,
  request,
  themeShop,
}) => {
  const query = new URLSearchParams({
    ...{ logged_in_customer_id: '', path_prefix: '/apps/tidemark', shop: domain },
    timestamp: String(Math.trunc(Date.now() / 1000)),
  });
  const text = [...query].map(([name, value]) => `${name}=${value}`).join('');
  query.set('signature', createHmac('sha256', 'demo-secret').update(text).digest('hex'));

  const proxied = await request.get(`${world.origin}/proxy?${query}`);
  expect(proxied.headers()['content-type']).toBe('application/liquid');
  themeShop.shows(await proxied.text());
  await page.goto(themeShop.origin);
  await expect(inside(page, 'tide-pos').getByTestId('sign-in-form')).toBeVisible();

  query.set('shop', 'other.myshopify.com');
  const refused = await request.get(`${world.origin}/proxy?${query}`);
  expect(refused.status()).toBe(401);
  expect(await refused.text()).not.toContain('tide-pos');
});
