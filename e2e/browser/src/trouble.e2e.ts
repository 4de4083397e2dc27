import { SellingPage } from './pages/selling-page.ts';
import { expect, test } from './stage/world.ts';

test('a session that ended is said on every screen; signing in again leaves the cart and the screen', async ({
  till,
  world,
}) => {
  await world.shop.create('Evening Kettle', '2930000000013');
  const selling = new SellingPage(till);
  const { page } = till;
  await till.ready();
  await selling.put('Evening Kettle', 2);
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find(each => each.endsWith('-session')) ?? '';
    const session = JSON.parse(localStorage.getItem(key) ?? '{}') as object;
    const ended = { ...session, expiresAt: new Date(Date.now() - 1000).toISOString() };
    localStorage.setItem(key, JSON.stringify(ended));
  });
  await page.reload();
  await expect(page.getByTestId('trouble')).toContainText('sign-in has ended');
  await expect(till.status).toContainText('Sign in again');
  await selling.go('sales');

  await page.getByTestId('trouble-help').click();
  await till.signIn();

  await expect(page.getByTestId('sign-in-dialog').getByTestId('sign-in-form')).toHaveCount(0);
  await expect(page.getByTestId('trouble')).toHaveCount(0);
  await expect(page.getByTestId('sales-page')).toBeVisible();
  await selling.go('sell');
  await expect(till.cartLine('Evening Kettle').getByLabel('Quantity')).toHaveText('2');
});

test('a till of another version than its server says so, and leads to the update', async ({ till }) => {
  const { page } = till;
  await till.ready();
  await page.route('**/api/replication/**', route =>
    route.fulfill({
      status: 426,
      json: { code: 'client-outdated', message: 'Another version. Get the latest update.' },
    }),
  );
  await page.route('**/api/sync', route =>
    route.fulfill({
      status: 426,
      json: { code: 'client-outdated', message: 'Another version. Get the latest update.' },
    }),
  );

  await page.reload();

  await expect(page.getByTestId('trouble')).toContainText('another version');
  await page.getByTestId('trouble-help').click();
  await expect(page.getByTestId('get-latest-update')).toBeVisible();
});

test('[P7] a screen whose code cannot be loaded says so, and comes when it is tried again', async ({
  till,
}) => {
  const { page } = till;
  const isAway = { code: true };
  await page.route('**/assets/orders-page-*', route => (isAway.code ? route.abort() : route.continue()));
  await till.ready();

  await page.getByTestId('menu-button').click();
  await page.getByTestId('menu-orders').click();
  const trouble = page.getByTestId('screen-not-loaded');
  await expect(trouble.getByRole('alert')).toHaveText(
    'This screen could not be loaded: the server does not answer.',
  );
  isAway.code = false;
  await trouble.getByRole('button', { name: 'Try again' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Orders' })).toBeVisible();
});
