import type { Page } from '@playwright/test';
import { SellingPage } from './pages/selling-page.ts';
import { expect, test } from './stage/world.ts';

const kept = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const cache = await caches.open('pictures');
    const all = await Promise.all((await cache.keys()).map(key => cache.match(key)));
    return all.map(each => each?.type ?? 'gone');
  });

test('[S16] where the browser is full, pictures are given back and the sale is stored', async ({
  till,
  world,
  context,
}) => {
  const { page } = till;
  await world.shop.create('Roomy Kettle', '2900000000523');
  await till.ready();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  // From now on the service worker fetches the pictures.
  await till.open();
  await till.verified();
  await expect.poll(async () => (await kept(page)).length).toBeGreaterThan(0);
  expect(await kept(page)).not.toContain('opaque');
  await expect.poll(() => page.evaluate(() => caches.has('room-for-sales'))).toBe(true);

  const selling = new SellingPage(till);
  await selling.put('Roomy Kettle');
  await context.setOffline(true);
  const devtools = await context.newCDPSession(page);
  const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: world.origin, quotaSize: usage });
  const receipt = await selling.payCash();

  await selling.go('sales');
  await expect(selling.row(receipt)).toBeVisible();
  expect(await page.evaluate(() => caches.has('pictures'))).toBe(false);
  await till.openSyncAll();
  await expect(page.locator('tide-unsent-work')).toContainText('pictures were given back');

  await page.reload();
  await selling.go('sales');
  await expect(selling.row(receipt)).toBeVisible();
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: world.origin });
  await context.setOffline(false);
});

test('[S16] a picture whose host allows no CORS is shown, and not kept', async ({ till }) => {
  const { page } = till;
  await page.route('**/images/**', async route => {
    const isCors = route.request().headers()['origin'] !== undefined;
    if (isCors) return route.abort();
    return route.fallback();
  });
  await till.ready();

  const picture = till.at.getByTestId('product-card').locator('img').first();

  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await expect(picture).not.toHaveAttribute('crossorigin');
});
