import { violationsIn } from './stage/axe.ts';
import { LockPage } from './pages/lock-page.ts';
import { OwnWorld } from './stage/own-world.ts';
import { SellingPage } from './pages/selling-page.ts';
import { TillPage } from './pages/till-page.ts';
import { installClock } from './stage/clock.ts';
import { expect, test as base } from './stage/world.ts';

/** A shop with two people, whose tills lock themselves after five minutes. */
const test = base.extend<{ lock: LockPage; selling: SellingPage }, { counter: OwnWorld }>({
  counter: [
    async ({}, use) => {
      await using world = await OwnWorld.open({ LOCK_MINUTES: '5', STAFF: 'demo:1234,anna:4711' });
      await world.shop.create('Secret Kettle', '2940000000010');
      await use(world);
    },
    { scope: 'worker' },
  ],
  till: async ({ page, counter }, use) => {
    await use(new TillPage(page, counter.origin));
  },
  lock: async ({ till }, use) => {
    await use(new LockPage(till));
  },
  selling: async ({ till }, use) => {
    await use(new SellingPage(till));
  },
});

test('[S24] without a network, a person who signed in here before changes to a locked till by PIN; wrong PINs wait over a reload', async ({
  till,
  lock,
  selling,
  context,
}) => {
  const { page } = till;
  const bar = page.locator('tide-pos-bar');
  await installClock(page);
  await till.ready();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await till.verified();
  await lock.changeTo('anna', '4711');
  await expect(bar).toContainText('anna');
  await selling.put('Secret Kettle', 2);
  await lock.lock();
  await context.setOffline(true);

  await lock.choose('demo');
  for (let n = 1; n <= 7; n++) {
    await lock.goOn('0000');
    await expect(lock.alert).toHaveText('This PIN is not right.');
    if (n < 7) await page.clock.fastForward(5 * 60_000);
  }
  await page.reload();
  await lock.choose('demo');
  await lock.goOn('1234');
  await expect(lock.screen.getByRole('button', { name: /Try again in/ })).toBeDisabled();
  await page.clock.fastForward(5 * 60_000);
  await lock.goOn('1234');

  await expect(till.cartLine('Secret Kettle').getByLabel('Quantity')).toHaveText('2');
  await expect(bar).toContainText('demo');
  const receipt = await selling.payCash();
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(page.getByTestId('trouble')).toContainText('Type your PIN once more');
  await page.getByTestId('trouble-help').click();
  await page.getByTestId('staff-dialog').locator('input[name="pin"]').fill('1234');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('staff-dialog')).toBeHidden();
  await expect(page.getByText('Type your PIN once more')).toHaveCount(0);
  await selling.go('sales');
  await expect(selling.way(receipt)).toHaveText(/^In Shopify as/);
});

test('[S24] who never signed in here is told that it needs the network, and the till stays locked', async ({
  till,
  lock,
  context,
}) => {
  await till.ready();
  await lock.lock();
  await context.setOffline(true);
  await lock.screen.getByTestId('lock-other').click();

  await lock.signIn('anna', '4711');

  await expect(lock.alert).toContainText('anna cannot change here without the network');
  await expect(lock.screen).toBeVisible();
  await context.setOffline(false);
  await lock.signIn('anna', '4711');
  await expect(till.at.getByTestId('sell-page')).toBeVisible();
});

test('[S24] changing goes by keys, at 360 px, without anything that axe finds', async ({ till, lock }) => {
  const { page } = till;
  await page.setViewportSize({ width: 360, height: 740 });
  await till.ready();
  await lock.changeTo('anna', '4711');
  await page.getByTestId('menu-button').press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  const dialog = page.getByTestId('staff-dialog');
  await expect(dialog.getByTestId('staff-name')).toBeFocused();
  const choosing = await violationsIn(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.keyboard.press('Enter');
  await expect(dialog.locator('input[name="pin"]')).toBeFocused();
  const asking = await violationsIn(page);
  await page.keyboard.type('1234', { delay: 90 });
  await page.keyboard.press('Enter', { delay: 90 });

  await expect(dialog).toBeHidden();
  await expect(page.locator('tide-pos-bar')).toContainText('demo');
  await lock.lock();
  await lock.screen.getByTestId('lock-other').press('Enter');
  await expect(lock.screen.getByTestId('staff-name')).toBeFocused();
  expect([...choosing, ...asking, ...(await violationsIn(page))]).toEqual([]);
});
