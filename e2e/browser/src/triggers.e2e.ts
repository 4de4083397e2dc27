import { expect, test } from './world.ts';

const noWebhooks = { kind: 'webhooks', effect: 'drop' };

test.beforeEach(async ({ till, world }) => {
  await till.withoutRealtime();
  await world.shop.faults(noWebhooks);
});

test('a product edited in Shopify while the till was closed is found after login', async ({
  till,
  world,
}) => {
  const product = await world.shop.create('Login Kettle', '2900000000011');
  await till.ready();
  await till.signOut();
  await till.page.goto('about:blank');
  await world.shop.retitle(product.id, 'Login Kettle, copper');

  await till.open();
  await till.signIn();
  await till.search('Login Kettle, copper');

  await expect(till.card('Login Kettle, copper')).toBeVisible();
});

test('a product edited in Shopify while the till was closed or open is found after reload', async ({
  till,
  world,
}) => {
  const product = await world.shop.create('Reload Kettle', '2900000000028');
  await till.ready();
  await till.page.goto('about:blank');
  await world.shop.retitle(product.id, 'Reload Kettle, copper');

  await till.open();
  await till.search('Reload Kettle, copper');

  await expect(till.card('Reload Kettle, copper')).toBeVisible();
});

test('a product edited in Shopify while the till was closed or open is found after the interval', async ({
  till,
  world,
}) => {
  const product = await world.shop.create('Interval Kettle', '2900000000035');
  await till.page.clock.install();
  await till.ready();
  await world.shop.retitle(product.id, 'Interval Kettle, copper');
  await till.search('Interval Kettle');
  await expect(till.card('Interval Kettle')).toBeVisible();

  await till.page.clock.fastForward('31:00');

  await expect(till.card('Interval Kettle, copper')).toBeVisible();
});

test('a product edited in Shopify while the till was closed or open is found after the button', async ({
  till,
  world,
}) => {
  const product = await world.shop.create('Button Kettle', '2900000000042');
  await till.ready();
  await world.shop.retitle(product.id, 'Button Kettle, copper');
  await till.openSyncAll();

  await till.page.getByTestId('sync-new-data').click();

  await expect(
    till.page.locator('[data-testid="sync-log-row"][data-trigger="manual"]').first(),
  ).toHaveAttribute('data-outcome', 'up-to-date');
  await till.open();
  await till.search('Button Kettle, copper');
  await expect(till.card('Button Kettle, copper')).toBeVisible();
});

test('a product deleted meanwhile is gone', async ({ till, world }) => {
  const product = await world.shop.create('Vanishing Kettle', '2900000000059');
  await till.ready();
  await till.search('Vanishing Kettle');
  await expect(till.card('Vanishing Kettle')).toBeVisible();
  await till.page.goto('about:blank');
  await world.shop.delete(product.id);

  await till.open();
  await till.search('Vanishing Kettle');

  await expect(till.card('Vanishing Kettle')).toHaveCount(0);
});

test('a till that was offline for the change catches up on reconnect', async ({ till, world, context }) => {
  const product = await world.shop.create('Harbour Kettle', '2900000000066');
  await till.ready();
  await context.setOffline(true);
  await world.shop.retitle(product.id, 'Harbour Kettle, copper');
  await till.search('Harbour Kettle');
  await expect(till.card('Harbour Kettle')).toBeVisible();

  await context.setOffline(false);

  await expect(till.card('Harbour Kettle, copper')).toBeVisible();
});

test('a product that no trigger brought is found by scanning it', async ({ till, world }) => {
  await till.ready();
  await world.shop.create('Stowaway Kettle', '2900000000073');

  await till.scan('2900000000073');

  await expect(till.cartLine('Stowaway Kettle')).toBeVisible();
});

test('a code that nobody knows is explained', async ({ till }) => {
  await till.ready();

  await till.scan('2999999999999');

  await expect(till.notFound).toHaveAttribute('data-cause', 'not-in-shopify');
});
