import { TillPage } from './pages/till-page.ts';
import { violationsIn } from './stage/axe.ts';
import { OwnWorld } from './stage/own-world.ts';
import { expect, test } from './stage/world.ts';

/** Shopify's library sends robots away, and takes a browser without a window for one. */
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';

test.use({ userAgent });

test('[S26] an owner connects a shop, names who works there, and they sign in at a till', async ({
  page,
  context,
}) => {
  await using world = await OwnWorld.open();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${world.origin.replace('127.0.0.1', 'localhost')}/auth/shopify`);
  expect(await violationsIn(page)).toEqual([]);

  await page.getByLabel('Shop').fill('Corner-Bakery');
  await page.getByRole('button', { name: 'Go on in Shopify' }).click();
  await page.getByRole('button', { name: 'Install' }).click();

  await expect(page.getByRole('heading', { name: 'Staff' })).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText('The shop is mirrored.')).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Corner Bakery');
  await page.getByLabel('Name').fill('anna');
  await page.getByLabel('PIN').fill('4711');
  await page.getByRole('button', { name: 'Save person' }).click();
  await expect(page.getByText('They can sign in')).toBeVisible();
  expect(await violationsIn(page)).toEqual([]);
  const tooWide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(tooWide).toBeLessThanOrEqual(0);
  const till = new TillPage(await context.newPage(), world.origin);
  await till.open();
  await till.signIn('4711', { shop: 'corner-bakery.myshopify.com', staff: 'anna' });
  await till.verified();
  expect(await (await fetch(`${world.simulatorOrigin}/shops/corner-bakery/_sim/records`)).text()).toContain(
    'Corner Bakery',
  );

  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByText('Nobody can sign in at a till yet')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${world.origin}/owner/`);
  await expect(page.getByText('Sign in with Shopify first.')).toBeVisible();
});
