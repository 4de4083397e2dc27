import { SellingPage } from './pages/selling-page.ts';
import type { TillPage } from './pages/till-page.ts';
import { installClock } from './stage/clock.ts';
import { expect, test } from './stage/world.ts';

/** In this file only a checkpoint brings changes: no webhook, no stream, no polling. */
test.beforeEach(async ({ till, world }) => {
  await till.withoutRealtime();
  await world.shop.faults({ kind: 'webhooks', effect: 'drop' });
});

/** Lets time pass, and then the last half minute of an interval: short enough for the server to answer in time. */
async function pass(till: TillPage, time: string): Promise<void> {
  await till.page.clock.runFor(time);
  await till.page.clock.runFor('00:26');
}

test('[S1] every 30 minutes without updates: counted anew after each', async ({ till, world }) => {
  const product = await world.shop.create('Interval Kettle', '2900000000035');
  await installClock(till.page);
  await till.ready();
  await till.search('Interval Kettle');
  await till.page.clock.runFor('20:00');
  await till.page.getByTestId('sync-press').click();
  await expect(till.page.getByTestId('sync-said')).toContainText('Up to date');
  await world.shop.retitle(product.id, 'Interval Kettle, copper');

  await till.page.clock.runFor('29:00');
  await expect(till.card('Interval Kettle')).not.toContainText('copper');
  await pass(till, '00:50');

  await expect(till.card('Interval Kettle, copper')).toBeVisible();
});

test('[S1] the interval of one till is chosen on Sync All, and kept over a reload', async ({
  till,
  world,
}) => {
  const product = await world.shop.create('Hurried Kettle', '2900000000036');
  await installClock(till.page);
  await till.ready();
  await till.openSyncAll();
  await expect(till.page.getByTestId('interval')).toContainText('30 minutes');
  await till.page.getByTestId('interval-choice').selectOption('5 minutes');
  await expect(till.page.getByTestId('interval')).toContainText(
    '5 minutes without an update, as chosen on this till',
  );
  await till.open();
  await till.verified();
  await world.shop.retitle(product.id, 'Hurried Kettle, copper');

  await till.search('Hurried Kettle');
  await pass(till, '04:50');

  await expect(till.card('Hurried Kettle, copper')).toBeVisible();
});

test('[S3] after signing in, all since the last synchronisation', async ({ till, world }) => {
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

test('[S5] by "Sync new data", from every page', async ({ till, world }) => {
  const product = await world.shop.create('Button Kettle', '2900000000042');
  await till.ready();
  const selling = new SellingPage(till);
  const said = till.page.getByTestId('sync-said');

  for (const screen of ['sell', 'orders', 'sales', 'customers', 'stock'] as const) {
    await selling.go(screen);
    await world.shop.retitle(product.id, `Button Kettle from ${screen}`);
    await till.page.getByTestId('sync-press').click();
    await expect(said).toContainText(/Up to date as of .* · [1-9]/);
  }

  await till.page.getByTestId('sync-all-arrow').click();
  await world.shop.retitle(product.id, 'Button Kettle, copper');
  await till.page.getByTestId('sync-new-data').click();
  await expect(till.page.locator('[data-testid="sync-log-row"][data-trigger="manual"]')).toHaveCount(6);
  await selling.go('sell');
  await till.search('Button Kettle');
  await expect(till.card('Button Kettle, copper')).toBeVisible();
});

test('[S5] the status in the bar says why it could not sync; held, or by keyboard, it opens Sync All', async ({
  till,
  context,
}) => {
  await till.ready();
  const press = till.page.getByTestId('sync-press');
  const page = till.page.getByTestId('sync-new-data');
  await context.setOffline(true);
  await press.click();
  await expect(till.page.getByTestId('sync-said')).toContainText(
    'Not up to date: The server does not answer.',
  );
  await context.setOffline(false);

  await press.click({ delay: 700 });
  await expect(page).toBeVisible();
  await till.open();
  await press.focus();
  await till.page.keyboard.press('Tab');
  await till.page.keyboard.press('Enter');

  await expect(page).toBeVisible();
});

for (const [after, open] of [
  ['S3 signing in', 'login'],
  ['S4 refreshing', 'reload'],
  ['S1 the interval', 'interval'],
] as const) {
  test(`[S8] what changed, came or went while the till was closed for a minute is there after ${after}`, async ({
    till,
    world,
  }) => {
    const stem = `Closed ${open}`;
    const changed = await world.shop.create(`${stem} Kettle`, '2900000000050');
    const gone = await world.shop.create(`${stem} Pan`, '2900000000059');
    if (open === 'interval') await installClock(till.page);
    await till.ready();
    await till.search(stem);
    await expect(till.card(`${stem} Pan`)).toBeVisible();
    if (open === 'login') await till.signOut();
    await till.page.goto('about:blank');
    await world.shop.retitle(changed.id, `${stem} Kettle, copper`);
    await world.shop.create(`${stem} Ladle`, '2900000000051');
    await world.shop.delete(gone.id);

    if (open === 'interval') await till.without('reload');
    await till.open();
    if (open === 'login') await till.signIn();
    await till.search(stem);
    if (open === 'interval') await pass(till, '29:50');

    await expect(till.card(`${stem} Kettle, copper`)).toBeVisible();
    await expect(till.card(`${stem} Ladle`)).toBeVisible();
    await expect(till.card(`${stem} Pan`)).toHaveCount(0);
  });
}

test('[S8] a till that was offline for the change catches up on reconnect', async ({
  till,
  world,
  context,
}) => {
  const product = await world.shop.create('Harbour Kettle', '2900000000066');
  await till.ready();
  await till.search('Harbour Kettle');
  // A till is verified once it equals the mirror. No webhook told the mirror of the kettle: the sign-in's read brings
  // it.
  await expect(till.card('Harbour Kettle')).toBeVisible();
  await context.setOffline(true);
  await world.shop.retitle(product.id, 'Harbour Kettle, copper');
  await expect(till.card('Harbour Kettle, copper')).toHaveCount(0);

  await context.setOffline(false);

  await expect(till.card('Harbour Kettle, copper')).toBeVisible();
});

test('[S11] a scan finds its product, also one that no checkpoint brought', async ({ till, world }) => {
  await till.ready();
  await world.shop.create('Stowaway Kettle', '2900000000073');

  await till.scan('2900000000073');

  await expect(till.cartLine('Stowaway Kettle')).toBeVisible();
});

test('[S11] a code that nobody knows is explained', async ({ till }) => {
  await till.ready();

  await till.scan('2999999999999');

  await expect(till.notFound).toHaveAttribute('data-cause', 'not-in-shopify');
});
