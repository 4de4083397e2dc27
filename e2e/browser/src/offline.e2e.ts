import { SellingPage } from './pages/selling-page.ts';
import { expect, test } from './stage/world.ts';

test('after its first visit the till opens and sells from its copy without a network', async ({
  till,
  world,
  context,
}) => {
  await world.shop.create('Island Kettle', '2900000000110');
  await till.ready();
  await till.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await till.page.reload();
  await till.verified();
  // From now on the service worker fetches the pictures.
  const picture = till.page.getByTestId('product-card').locator('img').first();
  const isShown = () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth > 0);
  await expect.poll(isShown).toBe(true);
  await context.setOffline(true);

  await till.page.reload();
  await expect.poll(isShown).toBe(true);
  await till.search('Island Kettle');
  await expect(till.card('Island Kettle')).toBeVisible();
  await till.search('');
  await till.page.getByTestId('search-input').blur();
  await till.scan('2900000000110');

  await expect(till.cartLine('Island Kettle')).toBeVisible();
  await expect(till.status).toHaveAttribute('data-connection', 'offline');
  await till.scan('2999999999982');
  await expect(till.notFound).toHaveAttribute('data-cause', 'offline');
});

test('a network that was away too briefly to break the stream leaves no till that calls itself offline', async ({
  till,
}) => {
  await till.ready();
  await expect(till.status).toHaveAttribute('data-connection', 'live');

  // The stream stays open: only the browser reports that its network went and came back.
  await till.page.evaluate(() => dispatchEvent(new Event('offline')));
  await expect(till.status).toHaveAttribute('data-connection', 'offline');
  await till.page.evaluate(() => dispatchEvent(new Event('online')));

  await expect(till.status).toHaveAttribute('data-connection', 'live');
});

test('[S7] "Clear all data and sync" interrupted half way leaves the old data in use', async ({
  till,
  world,
}) => {
  await world.shop.create('Steady Kettle', '2900000000127');
  await till.ready();
  await till.page.route('**/api/replication/products/pull**', () => {
    // Never answered: the rebuild hangs half way.
  });
  await till.openSyncAll();
  await till.page.getByTestId('clear-all').click();
  await till.page.getByRole('dialog').getByRole('button', { name: /clear/i }).click();
  await till.page.waitForTimeout(500);

  await till.page.reload();
  await till.search('Steady Kettle');

  await expect(till.card('Steady Kettle')).toBeVisible();
});

test('[S7] "Clear all data and sync" ends complete and verified, unsent work stays', async ({
  till,
  world,
}) => {
  await world.shop.create('Rebuilt Kettle', '2900000000134');
  const selling = new SellingPage(till);
  const { page } = till;
  await till.ready();
  await page.route('**/push', route => route.abort());
  await selling.put('Rebuilt Kettle');
  const receipt = await selling.payCash();
  await expect(page.getByTestId('unsent')).toContainText('1 sale');
  await till.openSyncAll();

  await page.getByTestId('clear-all').click();
  await page.getByRole('dialog').getByRole('button', { name: /clear/i }).click();

  await expect(page.locator('[data-testid="sync-log-row"][data-trigger="clear"]').first()).toHaveAttribute(
    'data-outcome',
    'up-to-date',
  );
  for (const row of await page.getByTestId('collection-row').all()) {
    const held = await row.getAttribute('data-on-till');
    await expect(row).toHaveAttribute('data-in-mirror', held ?? '');
    await expect(row).not.toContainText('not yet');
  }
  await expect(page.getByTestId('unsent')).toContainText('1 sale');
  await page.unroute('**/push');
  await selling.go('sales');
  await expect(selling.way(receipt)).toHaveText(/^In Shopify as/);
  await selling.go('sell');
  await till.search('Rebuilt Kettle');
  await expect(till.card('Rebuilt Kettle')).toBeVisible();
});
