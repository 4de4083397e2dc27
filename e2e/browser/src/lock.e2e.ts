import type { Page } from '@playwright/test';
import { violationsIn } from './stage/axe.ts';
import { allInIndexedDB, allInPage, LockPage, whereKept } from './pages/lock-page.ts';
import { OwnWorld } from './stage/own-world.ts';
import { SellingPage } from './pages/selling-page.ts';
import { TillPage } from './pages/till-page.ts';
import { installClock } from './stage/clock.ts';
import { expect, test as base } from './stage/world.ts';

const staff = 'demo:1234,anna:4711';
const dayMs = 86_400_000;

/** A shop whose tills lock themselves after five minutes. */
const test = base.extend<{ lock: LockPage; selling: SellingPage }, { locking: OwnWorld }>({
  locking: [
    async ({}, use) => {
      await using world = await OwnWorld.open({ LOCK_MINUTES: '5', OFFLINE_DAYS: '7', STAFF: staff });
      await world.shop.create('Secret Kettle', '2940000000010');
      await addCustomer(world, 'Clandestina');
      await use(world);
    },
    { scope: 'worker' },
  ],
  till: async ({ page, locking }, use) => {
    await use(new TillPage(page, locking.origin));
  },
  lock: async ({ till }, use) => {
    await use(new LockPage(till));
  },
  selling: async ({ till }, use) => {
    await use(new SellingPage(till));
  },
});

async function addCustomer({ shop }: OwnWorld, firstName: string): Promise<void> {
  await shop.merchant(
    'mutation ($input: CustomerInput!) { customerCreate(input: $input) { customer { id } userErrors { message } } }',
    { input: { firstName, email: `${firstName.toLowerCase()}@example.com` } },
  );
}

/** Changes the session that this browser has of the server. */
function changeSession(page: Page, change: object): Promise<void> {
  return page.evaluate(changed => {
    const key = Object.keys(localStorage).find(each => each.endsWith('-session')) ?? '';
    const session = JSON.parse(localStorage.getItem(key) ?? '{}') as object;
    localStorage.setItem(key, JSON.stringify({ ...session, ...changed }));
  }, change);
}

// The tests are long, and independent of each other.
test.describe.configure({ mode: 'parallel' });

test('[S17] a till that nobody uses locks itself, with its other tabs; nothing of cart and customers is in the page', async ({
  till,
  lock,
  selling,
  locking,
  context,
}) => {
  const { page } = till;
  await installClock(page);
  await till.ready();
  await selling.put('Secret Kettle', 2);
  await selling.addCustomer('Veronika', 'veronika@example.com');
  const second = new TillPage(await context.newPage(), locking.origin);
  await second.open();
  await expect(second.cartLine('Secret Kettle')).toBeVisible();
  expect(await allInPage(page)).toContain('Veronika');

  await page.clock.fastForward(4 * 60_000);
  await page.keyboard.press('Shift');
  await page.clock.fastForward(4 * 60_000);
  await expect(lock.screen).toHaveCount(0);
  await page.clock.fastForward(60_000);

  await expect(lock.screen).toContainText('Nobody used this till for a while. What is in the cart stays.');
  await expect(lock.pin).toBeFocused();
  expect(await allInPage(page)).not.toMatch(/Veronika|Kettle/);
  await expect(second.at.getByTestId('lock-screen')).toBeVisible();
  expect(await allInPage(second.page)).not.toMatch(/Veronika|Kettle/);
  await page.keyboard.type('1234', { delay: 90 });
  await page.keyboard.press('Enter', { delay: 90 });
  await expect(till.cartLine('Secret Kettle').getByLabel('Quantity')).toHaveText('2');
  await expect(second.cartLine('Secret Kettle')).toBeVisible();
});

test('[S17] the PIN opens a locked till without a network, and a reload does not', async ({
  till,
  lock,
  selling,
  context,
}) => {
  const { page } = till;
  await till.ready();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await till.verified();
  await selling.put('Secret Kettle');
  await lock.lock();
  await context.setOffline(true);
  await page.reload();
  await expect(lock.screen).toBeVisible();
  expect(await allInPage(page)).not.toContain('Kettle');

  await lock.unlock('9999');
  await expect(lock.alert).toHaveText('This PIN is not right.');
  await expect(lock.screen.getByRole('button', { name: /Try again in/ })).toBeDisabled();
  await lock.unlock();

  await expect(till.cartLine('Secret Kettle')).toBeVisible();
  await expect(till.status).toHaveAttribute('data-connection', 'offline');
});

test('[S17] a scan does not go through a lock, and says so; nothing of it is left in the PIN', async ({
  till,
  lock,
  selling,
}) => {
  await till.ready();
  await lock.lock();

  await till.scan('2940000000010');

  await expect(till.at.getByTestId('scan-refused')).toHaveText(
    'This till is locked. Unlock it, then scan again.',
  );
  await expect(lock.pin).toHaveValue('');
  await expect(lock.screen).toBeVisible();
  await lock.unlock();
  await expect(till.at.getByTestId('sell-page')).toBeVisible();
  await expect(till.at.getByTestId('cart-line')).toHaveCount(0);
  await till.scan('2940000000010');
  await expect(till.cartLine('Secret Kettle')).toBeVisible();
  await selling.go('sales');
});

test('[S17] wrong PINs wait longer, over a reload too; after ten only a sign-in opens, of somebody else as well, who has the cart then', async ({
  till,
  lock,
  selling,
  context,
}) => {
  const { page } = till;
  await installClock(page);
  await till.ready();
  await selling.put('Secret Kettle', 3);
  await lock.lock();
  await lock.unlock('0000');
  await expect(lock.alert).toHaveText('This PIN is not right.');
  for (let n = 2; n <= 10; n++) {
    await page.clock.fastForward(5 * 60_000);
    await lock.unlock('0000');
    if (n < 10) await expect(lock.alert).toContainText('not right');
    // This wait outlasts a reload on any machine; the first ones do not.
    if (n === 7) {
      await page.reload();
      await expect(lock.screen.getByRole('button', { name: /Try again in/ })).toBeDisabled();
    }
    if (n === 5) await expect(lock.alert).toContainText('After 5 more');
  }
  await expect(lock.screen).toContainText('Too many wrong PINs');
  await page.reload();
  await expect(lock.screen).toContainText('Too many wrong PINs');
  await context.setOffline(true);
  await lock.signIn('anna', '4711');
  await expect(lock.alert).toContainText('Signing in needs the network');
  await context.setOffline(false);

  await lock.signIn('anna', '4711');

  await expect(till.cartLine('Secret Kettle').getByLabel('Quantity')).toHaveText('3');
  await expect(page.locator('tide-pos-bar')).toContainText('anna');
});

test('[S18] signing out of a device that others use removes what it holds of the shop, and keeps the sale that is not sent', async ({
  till,
  lock,
  selling,
}) => {
  const { page } = till;
  await till.ready();
  await page.route('**/push', route => route.abort());
  await selling.put('Secret Kettle');
  const receipt = await selling.payCash();
  await expect(page.getByTestId('unsent')).toContainText('1 sale');
  // What the next opening reads is written while the till is idle.
  await expect.poll(() => whereKept(page, 'Clandestina')).not.toEqual([]);
  const before = await page.evaluate(async () => (await indexedDB.databases()).map(({ name = '' }) => name));

  await lock.signOut({ removes: true });

  await expect(page.getByTestId('removing')).toHaveAttribute('data-state', 'done');
  await expect(page.getByTestId('signed-out-waiting')).toContainText('1 sale not sent yet');
  const after = await allInIndexedDB(page);
  expect(await whereKept(page, 'Clandestina')).toEqual([]);
  // Only the sale still names the kettle.
  expect(await whereKept(page, 'Secret Kettle')).toHaveLength(1);
  expect(before.filter(name => name in after).length).toBeLessThan(before.length);
  expect(await page.evaluate(() => caches.has('pictures'))).toBe(false);
  await page.unroute('**/push');
  await till.signIn();
  await till.verified();
  await selling.go('sales');
  await expect(selling.way(receipt)).toHaveText(/^In Shopify as/);
  await selling.go('customers');
  await expect(page.getByText('Clandestina').first()).toBeVisible();
});

test('[S18] signing out keeps the shop’s data where nobody asks for more', async ({ till, lock }) => {
  await till.ready();
  await lock.signOut({ removes: false });

  expect(await whereKept(till.page, 'Clandestina')).not.toEqual([]);
  await expect(till.page.getByTestId('removing')).toHaveCount(0);
});

test('[S19] a week without the server ends a sign-in, and the sale that is not sent is shown, and sent after the next', async ({
  till,
  selling,
  context,
}) => {
  const { page } = till;
  await till.ready();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await till.verified();
  await context.setOffline(true);
  await selling.put('Secret Kettle');
  const receipt = await selling.payCash();
  await installClock(page, { time: Date.now() + 6 * dayMs });
  await page.reload();
  // Six days later it asks for the PIN.
  await new LockPage(till).unlock();
  await expect(page.getByTestId('unsent')).toContainText('1 sale');

  await page.clock.fastForward(dayMs + 60_000);

  await expect(page.getByTestId('signed-out-why')).toContainText('without the server for so long');
  await expect(page.getByTestId('signed-out-waiting')).toContainText('1 sale not sent yet');
  expect(await allInPage(page)).not.toContain('Kettle');
  await page.reload();
  await till.signIn();
  await expect(page.getByRole('alert').filter({ hasText: 'needs the network' })).toBeVisible();
  await context.setOffline(false);
  await till.signIn();
  await selling.go('sales');
  await expect(selling.way(receipt)).toHaveText(/^In Shopify as/);
});

test('[S19] a session whose token is broken, or of another shop, opens nothing', async ({
  till,
  context,
}) => {
  const { page } = till;
  await till.ready();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await till.verified();
  await context.setOffline(true);
  const good = await page.evaluate(() => ({ ...localStorage }));
  for (const change of [
    { token: 'broken' },
    { token: 'broken', mark: undefined },
    { shop: { domain: 'other.myshopify.com', name: 'Other', currency: 'EUR' } },
  ]) {
    await page.evaluate(values => Object.assign(localStorage, values), good);
    await changeSession(page, change);
    await page.reload();

    await expect(page.getByTestId('signed-out-why')).toContainText('cannot be read');
    expect(await allInPage(page)).not.toMatch(/Kettle|Clandestina/);
  }
  await context.setOffline(false);
  await till.signIn();
  await till.verified();
});

test('[S19] who is dismissed is locked out at once, and a till that is blocked holds nothing of the shop', async ({
  till,
  lock,
  selling,
  locking,
}) => {
  const { page } = till;
  await till.ready();
  await page.route('**/push', route => route.abort());
  await selling.put('Secret Kettle');
  await selling.payCash();
  await selling.put('Secret Kettle', 2);
  await locking.stopServer();
  await locking.startServer({ STAFF: 'anna:4711' });
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(lock.screen).toContainText('The shop ended this sign-in');
  expect(await allInPage(page)).not.toContain('Kettle');
  await lock.signIn('demo', '1234');
  await expect(lock.alert).toContainText('not right');
  await lock.signIn('anna', '4711');
  await expect(till.cartLine('Secret Kettle').getByLabel('Quantity')).toHaveText('2');
  await till.openSyncAll();
  const id = /: (\S+)$/.exec((await page.getByTestId('till-id').innerText()).trim())?.[1] ?? '';

  await locking.stopServer();
  await locking.startServer({ BLOCKED_TILLS: id });
  await page.evaluate(() => dispatchEvent(new Event('online')));

  await expect(page.getByTestId('signed-out-why')).toContainText('The shop blocked this till');
  await expect(page.getByTestId('signed-out-waiting')).toContainText('1 sale not sent yet');
  await expect.poll(() => whereKept(page, 'Clandestina')).toEqual([]);
  await page.reload();
  await till.signIn();
  await expect(page.getByRole('alert').filter({ hasText: 'blocked by the shop' })).toBeVisible();
  expect(await whereKept(page, 'Clandestina')).toEqual([]);
  await locking.stopServer();
  await locking.startServer();
  await page.unroute('**/push');
  await till.signIn();
  await till.verified();
  await expect(page.getByTestId('unsent')).toHaveCount(0);
  await expect.poll(() => whereKept(page, 'Clandestina')).not.toEqual([]);
});

test('[S17] lock and sign-out go by keys, at 360 px, without anything that axe finds', async ({
  till,
  lock,
}) => {
  const { page } = till;
  await page.setViewportSize({ width: 360, height: 740 });
  await till.ready();
  await page.getByTestId('menu-button').press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(lock.pin).toBeFocused();
  const locked = await violationsIn(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await lock.screen.getByTestId('lock-other').click();
  await expect(lock.screen.locator('input[name="staff"]')).toBeFocused();
  const other = await violationsIn(page);
  await lock.screen.getByTestId('lock-other').click();
  await lock.unlock();
  await page.getByTestId('menu-button').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByTestId('sign-out-dialog')).toBeVisible();
  const leaving = await violationsIn(page);

  expect([...locked, ...other, ...leaving]).toEqual([]);
});
