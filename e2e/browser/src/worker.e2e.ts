import type { Page, Worker } from '@playwright/test';
import { SellingPage } from './pages/selling-page.ts';
import { ordersWith } from './shop/shop-books.ts';
import { runInPage } from './stage/clock.ts';
import { expect, test } from './stage/world.ts';

/** The worker that a page's till runs in. */
async function workerOf(page: Page): Promise<Worker> {
  await expect.poll(() => page.workers().length, 'workers of the page').toBe(1);
  const [worker] = page.workers();
  if (!worker) throw new Error('no worker');
  return worker;
}

/** Ends a worker as a browser does that is out of memory: at once, without an event. */
async function kill(worker: Worker): Promise<void> {
  const closed = worker.waitForEvent('close');
  // The call never returns.
  void worker.evaluate(() => globalThis.close()).catch(() => undefined);
  await closed;
}

test('[S22] a till whose worker is killed goes on in another: with its cart, its search, its unsent sales', async ({
  till,
  world,
  context,
}) => {
  const { page } = till;
  const selling = new SellingPage(till);
  await world.shop.create('Sturdy Kettle', '2950000000918', '30.00');
  await till.ready();
  await selling.put('Sturdy Kettle');
  await context.setOffline(true);
  const first = await selling.payCash();
  await till.search('sturdy');
  await selling.put('Sturdy Kettle', 2);

  await kill(await workerOf(page));

  await workerOf(page);
  await expect(till.cartLine('Sturdy Kettle').getByLabel('Quantity')).toHaveText('2');
  await world.shop.create('Sturdy Pan', '2950000000925', '12.00');
  const second = await selling.payCash();
  expect(second).not.toBe(first);
  await context.setOffline(false);
  await till.search('sturdy');
  await expect(till.card('Sturdy Pan')).toBeVisible();
  await expect.poll(async () => (await ordersWith(world.shop, 'Sturdy Kettle')).length).toBe(2);
  await selling.go('sales');
  for (const sale of [first, second]) await expect(selling.way(sale)).toHaveText(/^In Shopify as #\d+$/);
  await selling.go('orders');
  await expect(page.getByTestId('orders-known')).toContainText('on this till');
});

test('[S22] a sale whose worker is killed while it is stored is sold once; after three workers the page does without', async ({
  till,
  world,
}) => {
  const { page } = till;
  const selling = new SellingPage(till);
  await world.shop.create('Halved Kettle', '2950000000932', '30.00');
  await till.ready();
  for (let round = 1; round <= 3; round++) {
    await selling.put('Halved Kettle');
    await page.getByTestId('pay').click();
    await page.getByTestId('pay-dialog').waitFor();
    const worker = await workerOf(page);
    await page.getByTestId('take-payment').click();
    await kill(worker);
    // Either the receipt; or that the cart is sold already, as the next worker found; or that the outcome is unknown,
    // and trying again is the same sale.
    const receipt = page.getByTestId('receipt-number').filter({ visible: true });
    const isSold = page.getByText('This cart is sold already');
    const said = page.getByTestId('pay-dialog').getByRole('alert');
    await expect(receipt.or(isSold).or(said).first()).toBeVisible();
    const isAsked = await said.isVisible();
    if (isAsked) await page.getByTestId('take-payment').click();
    await expect(receipt.or(isSold).first()).toBeVisible();
    if (await isSold.isVisible()) await page.getByRole('button', { name: 'OK' }).click();
    else await page.getByTestId('next-sale').click();
    await expect.poll(async () => (await ordersWith(world.shop, 'Halved Kettle')).length).toBe(round);
  }
  expect(page.workers()).toEqual([]);
  await till.status.click();
  await selling.put('Halved Kettle');
  await selling.payCash();
  await expect.poll(async () => (await ordersWith(world.shop, 'Halved Kettle')).length).toBe(4);
});

test('[S22] a worker that is killed while it opens the till is replaced, or done without', async ({
  till,
  world,
}) => {
  const { page } = till;
  const selling = new SellingPage(till);
  await world.shop.create('Hasty Kettle', '2950000000956', '30.00');
  await till.ready();
  await selling.put('Hasty Kettle');
  const killed: Promise<void>[] = [];
  page.once('worker', worker => {
    // The worker has reported that it is ready before its page asks the server for anything.
    killed.push(page.waitForRequest('**/api/**').then(() => kill(worker)));
  });

  await page.reload();

  await expect(till.cartLine('Hasty Kettle')).toBeVisible();
  await Promise.all(killed);
  const sale = await selling.payCash();
  await selling.go('sales');
  await expect(selling.way(sale)).toHaveText(/^In Shopify as #\d+$/);
});

test('[S22] where no worker may run, the till runs in its page', async ({ till, world }) => {
  await runInPage(till.page);
  const selling = new SellingPage(till);
  await world.shop.create('Homely Kettle', '2950000000949', '30.00');
  await till.ready();
  await selling.put('Homely Kettle');

  const sale = await selling.payCash();

  expect(till.page.workers()).toEqual([]);
  await selling.go('sales');
  await expect(selling.way(sale)).toHaveText(/^In Shopify as #\d+$/);
});
