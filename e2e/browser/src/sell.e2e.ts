import { Keys, scanKeys } from './pages/keys.ts';
import { SellingPage } from './pages/selling-page.ts';
import { ordersOf, stockOf, stockUp, tillLocation } from './shop/shop-books.ts';
import { violationsIn } from './stage/axe.ts';
import { expect, test } from './stage/world.ts';

/** Follows sales into Shopify, and Shopify's news of them back to the till. */

test('three carts sold offline, one with a new customer, are three orders with equal money', async ({
  till,
  world,
  context,
}) => {
  const kettle = await world.shop.create('Ferry Kettle', '2910000000017', '12.50');
  const mug = await world.shop.create('Ferry Mug', '2910000000024', '9.95');
  for (const product of [kettle, mug]) await stockUp(world.shop, product, 20);
  const selling = new SellingPage(till);
  await till.ready();
  await till.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await till.page.reload();
  await till.verified();
  await till.search('Ferry Mug');
  await expect(till.card('Ferry Mug')).toContainText('20');
  await context.setOffline(true);
  await till.page.reload();

  await selling.put('Ferry Kettle', 2);
  const first = await selling.payCash();
  await selling.put('Ferry Mug', 1);
  await selling.addCustomer('Ida', 'ida.holm@example.com');
  const second = await selling.payCash();
  await selling.put('Ferry Kettle', 1);
  await selling.put('Ferry Mug', 3);
  const third = await selling.payCashAndCard('20');

  expect(new Set([first, second, third]).size).toBe(3);
  await expect(till.page.getByTestId('unsent')).toContainText('3 sales');
  await till.search('Ferry Kettle');
  await expect(till.card('Ferry Kettle')).toContainText('17 left');
  await selling.go('sales');
  for (const number of [first, second, third]) await expect(selling.way(number)).toHaveText('On this till');
  await context.setOffline(false);
  for (const number of [first, second, third])
    await expect(selling.way(number)).toHaveText(/^In Shopify as #\d+$/);
  await expect(till.page.getByTestId('unsent')).toHaveCount(0);

  const ids = await Promise.all([first, second, third].map(number => selling.saleId(number)));
  const orders = await ordersOf(world.shop, ids);
  const bySale = Object.fromEntries(orders.map(order => [order.sourceIdentifier, order]));
  expect(orders).toHaveLength(3);
  expect(ids.map(id => Number(bySale[id]?.totalPriceSet.shopMoney.amount))).toEqual([25, 9.95, 42.35]);
  expect(ids.map(id => Number(bySale[id]?.totalReceivedSet.shopMoney.amount))).toEqual([25, 9.95, 42.35]);
  expect(bySale[ids[1]!]?.customer?.email).toBe('ida.holm@example.com');
  expect((await stockOf(world.shop, kettle))[tillLocation]).toBe(17);
  expect((await stockOf(world.shop, mug))[tillLocation]).toBe(16);
  await selling.go('sell');
  await till.search('Ferry Kettle');
  await expect(till.card('Ferry Kettle')).toContainText('17 left');
});

test('two tabs of one till show one cart, and a sale in one is in the other', async ({
  till,
  world,
  openTill,
  context,
}) => {
  await world.shop.create('Tab Kettle', '2910000000031');
  await till.ready();
  const other = await openTill(await context.newPage());
  await other.open();
  await other.verified();
  const [here, there] = [new SellingPage(till), new SellingPage(other)];

  await here.put('Tab Kettle', 1);
  await expect(other.cartLine('Tab Kettle')).toBeVisible();
  const number = await here.payCash();

  await expect(other.cartLine('Tab Kettle')).toHaveCount(0);
  await there.put('Tab Kettle', 1);
  const next = await there.payCash();
  expect(next).not.toBe(number);
  await here.go('sales');
  for (const each of [number, next]) await expect(here.way(each)).toHaveText(/^In Shopify as #\d+$/);
  const ids = [await here.saleId(number), await here.saleId(next)];
  expect(await ordersOf(world.shop, ids)).toHaveLength(2);
});

test('a refused sale waits with its reason while the next ones go through', async ({
  till,
  world,
  context,
}) => {
  const doomed = await world.shop.create('Doomed Kettle', '2910000000048');
  await world.shop.create('Sound Kettle', '2910000000055');
  const selling = new SellingPage(till);
  await till.ready();
  for (const title of ['Doomed Kettle', 'Sound Kettle']) {
    await till.search(title);
    await expect(till.card(title)).toBeVisible();
  }
  await context.setOffline(true);
  await selling.put('Doomed Kettle', 1);
  const refused = await selling.payCash();
  const numbers: string[] = [];
  for (let n = 0; n < 5; n++) {
    await selling.put('Sound Kettle', 1);
    numbers.push(await selling.payCash());
  }
  await world.shop.delete(doomed.id);

  await context.setOffline(false);
  await selling.go('sales');

  await expect(selling.way(refused)).toHaveText(/^Refused: .*Variant/);
  for (const number of numbers) await expect(selling.way(number)).toHaveText(/^In Shopify as #\d+$/);
  await till.page.getByTestId('filter-refused').click();
  await selling.row(refused).click();
  await till.page.getByTestId('resolve').click();
  await till.page.getByTestId('words-dialog').getByLabel('What was done').fill('Entered by hand');
  await till.page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(till.page.getByTestId('sale-details-way')).toHaveText('Resolved: Entered by hand');
});

test('a cart parked on one till is resumed and sold on another', async ({
  till,
  world,
  openTill,
  browser,
}) => {
  await world.shop.create('Parked Kettle', '2910000000062');
  const elsewhere = await browser.newContext();
  const other = await openTill(await elsewhere.newPage());
  await till.ready();
  await other.ready();
  const [here, there] = [new SellingPage(till), new SellingPage(other)];
  await here.put('Parked Kettle', 2);
  await here.park('Grey coat');

  await there.resume('Grey coat');
  await expect(other.cartLine('Parked Kettle')).toBeVisible();
  await there.put('Parked Kettle', 3);
  const number = await there.payCash();

  await expect(till.page.getByTestId('parked-carts')).toHaveText('Parked');
  await there.go('sales');
  await expect(there.way(number)).toHaveText(/^In Shopify as #\d+$/);
  const [order] = await ordersOf(world.shop, [await there.saleId(number)]);
  expect(order?.lineItems.nodes).toEqual([{ title: 'Parked Kettle', quantity: 3 }]);
  await elsewhere.close();
});

test('a cart on two tills has the lines of both, and leaves the one when it is sold on the other', async ({
  till,
  world,
  openTill,
  browser,
}) => {
  await world.shop.create('Shared Kettle', '2910000000109');
  await world.shop.create('Shared Mug', '2910000000116');
  const elsewhere = await browser.newContext();
  const other = await openTill(await elsewhere.newPage());
  await till.ready();
  await other.ready();
  const [here, there] = [new SellingPage(till), new SellingPage(other)];
  await here.put('Shared Kettle', 1);
  await here.park('Blue hat');
  await here.resume('Blue hat');

  await there.takeOver('Blue hat');
  await here.put('Shared Mug', 1);
  await expect(other.cartLine('Shared Mug')).toBeVisible();
  const number = await there.payCash();

  await expect(till.page.getByText(`Sold on another till as ${number}.`)).toBeVisible();
  await expect(till.page.getByTestId('cart-line')).toHaveCount(0);
  await elsewhere.close();
});

test('a scan after words in the search field, a note on a line, and a discount left without lines', async ({
  till,
  world,
}) => {
  await world.shop.create('Noted Kettle', '2910000000123');
  const { page } = till;
  await till.ready();
  await page.getByTestId('search-input').focus();
  const keys = await Keys.of(page);
  keys.begin();
  await keys.press('mug', 90);
  await scanKeys(page, '2910000000123');
  const line = till.cartLine('Noted Kettle');
  await expect(line).toBeVisible();

  await line.getByRole('button', { name: 'Note on Noted Kettle' }).click();
  await page.getByRole('dialog', { name: 'Note on Noted Kettle' }).getByRole('textbox').fill('as a gift');
  await page.keyboard.press('Enter');
  await expect(line).toContainText('as a gift');
  await page.getByTestId('cart-discount').click();
  await page.getByTestId('discount-dialog').getByRole('button', { name: '10 %' }).click();
  await page.getByRole('button', { name: 'Give this discount' }).click();
  await line.getByRole('button', { name: 'One less of Noted Kettle' }).click();

  await expect(page.getByTestId('cart-discount')).toBeEnabled();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(line).toContainText('as a gift');
  await page.getByRole('button', { name: 'Clear cart' }).click();
  await expect(page.getByTestId('cart-discount')).toBeDisabled();
});

test('an unsent sale whose database somebody deleted is brought back and sent', async ({ till, world }) => {
  await world.shop.create('Phoenix Kettle', '2910000000079');
  const selling = new SellingPage(till);
  await till.ready();
  await till.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await till.page.route('**/api/**', route => route.abort());
  await selling.put('Phoenix Kettle', 1);
  const number = await selling.payCash();
  await till.page.goto(`${world.origin}/healthz`);
  await till.page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name ?? '');
        request.onsuccess = resolve;
        request.onerror = reject;
      });
    }
  });

  await till.open();
  await selling.go('sales');
  await expect(selling.way(number)).toHaveText('On this till');
  await till.openSyncAll();
  await expect(till.page.locator('[data-safety="brought-back"]')).toBeVisible();
  await till.page.unroute('**/api/**');
  await till.page.getByTestId('sync-new-data').click();
  // The till's key was in a database, too: this browser becomes another till, and sends in place of the lost one.
  await expect(till.page.getByText('This browser lost the key of its till.')).toBeVisible();
  await till.signIn();
  await selling.go('sales');

  await expect(selling.way(number)).toHaveText(/^In Shopify as #\d+$/);
  expect(await ordersOf(world.shop, [await selling.saleId(number)])).toHaveLength(1);
});

test('the receipt is printed alone', async ({ till, world }) => {
  await world.shop.create('Paper Kettle', '2910000000086');
  const selling = new SellingPage(till);
  await till.ready();
  await selling.put('Paper Kettle', 1);
  await till.page.getByTestId('pay').click();
  await till.page.keyboard.press('Enter');
  await till.page.getByTestId('receipt-dialog').getByTestId('receipt').waitFor();

  await till.page.emulateMedia({ media: 'print' });

  await expect(till.page.locator('tide-receipt[data-paper]')).toBeVisible();
  await expect(till.page.locator('main')).toBeHidden();
});

test('the screens of selling have no accessibility violations that axe can find', async ({ till, world }) => {
  await stockUp(world.shop, await world.shop.create('Fair Kettle', '2910000000093'), 5);
  const selling = new SellingPage(till);
  const violations: string[] = [];
  const size = till.page.viewportSize() ?? { width: 1280, height: 720 };
  // In a low window most scrollable parts do scroll, even on screens with little content.
  const look = async (screen: string): Promise<void> => {
    for (const height of [size.height, 360]) {
      await till.page.setViewportSize({ ...size, height });
      const found = await violationsIn(till.page);
      violations.push(...found.map(each => `${screen} ${height} px ${each}`));
    }
    await till.page.setViewportSize(size);
  };
  await till.ready();
  await selling.put('Fair Kettle', 1);
  await till.page.getByTestId('pay').click();
  await look('pay');
  await till.page.keyboard.press('Enter');
  await till.page.getByTestId('receipt-dialog').getByTestId('receipt').waitFor();
  await look('receipt');
  await selling.nextSale();
  await selling.go('sales');
  await look('sales');
  await till.page.getByTestId('sale-row').first().click();
  await look('sale');
  await till.page.keyboard.press('Escape');
  await selling.go('customers');
  await look('customers');
  await till.page.getByTestId('new-customer').click();
  await look('customer');
  await till.page.keyboard.press('Escape');
  await selling.go('stock');
  await till.search('Fair Kettle');
  for (let move = 0; move < 6; move++) {
    await till.card('Fair Kettle').click();
    await till.page.getByTestId('move-dialog').locator('input[name="units"]').fill('1');
    await till.page.keyboard.press('Enter');
    await expect(till.page.getByTestId('move-row').nth(move)).toBeVisible();
  }
  await look('stock');

  expect(violations).toEqual([]);
});
