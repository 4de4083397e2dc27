import { OrdersPage } from './pages/orders-page.ts';
import { SellingPage } from './pages/selling-page.ts';
import { placeWebOrder } from './shop/shop-orders.ts';
import { violationsIn } from './stage/axe.ts';
import { expect, test } from './stage/world.ts';

/*
 * Taken out of the till one by one, each of these fails a test of S9: reading the stored orders (`Shown`), taking their
 * changes, the words of lines, the customers' names, the limits of time, the sale of an order (`OrderBook`).
 */

/** The date this many days ago, in the shop's time zone. */
function shopDay(daysAgo: number): string {
  return new Date(Date.now() - daysAgo * 86_400_000).toLocaleDateString('sv', {
    timeZone: 'Europe/Amsterdam',
  });
}

test('[S9] products, customers and orders are found: an order of the web shop, offline too', async ({
  till,
  world,
  context,
}) => {
  const product = await world.shop.create('Lighthouse Kettle', '2950000000019', '12.50');
  const [firstName, lastName] = ['Sunniva', 'Haldorsen'];
  const order = await placeWebOrder(world.shop, {
    ...{ product, quantity: 3, firstName, lastName, email: 'sunniva@example.com' },
    ...{ note: 'Ring twice', processedAt: `${shopDay(9)}T12:00:00Z` },
  });
  await till.ready();
  await till.search('Lighthouse Kettle');
  await expect(till.card('Lighthouse Kettle')).toBeVisible();
  const selling = new SellingPage(till);
  await selling.go('customers');
  await till.page.getByTestId('customer-search').fill('sunniva hald');
  await expect(till.page.getByTestId('customer-row')).toHaveText([/Sunniva Haldorsen/]);
  const orders = new OrdersPage(till);
  await orders.open();

  const isFoundAlone = async (words: string) => {
    await orders.search(words);
    await expect(orders.row(order.name), words).toBeVisible();
    await expect(orders.rows, words).toHaveCount(1);
  };
  const lookEverywhere = async () => {
    for (const words of [order.name, order.name.slice(1), 'haldorsen', 'lighthouse kett'])
      await isFoundAlone(words);
    await orders.days(shopDay(9), shopDay(9));
    await isFoundAlone('sunniva lighthouse');
    await orders.days(shopDay(8), '');
    await expect(orders.rows).toHaveCount(0);
    await till.page.getByTestId('all-days').click();
  };
  await lookEverywhere();
  await context.setOffline(true);
  await expect(till.page.getByTestId('orders-known')).toHaveText(/^Offline: .* on this till, last checked/);
  await lookEverywhere();

  await isFoundAlone(order.name);
  await orders.row(order.name).click();
  await expect(orders.details.getByRole('heading', { name: `Order ${order.name}` })).toBeVisible();
  for (const words of [
    'Lighthouse Kettle',
    '3 × €12.50',
    '€37.50',
    'Sunniva Haldorsen',
    'Ring twice',
    'web shop',
  ])
    await expect(orders.details.getByTestId('order-details')).toContainText(words);
  for (const words of ['Paid', 'Not fulfilled'])
    await expect(orders.details.getByTestId('order-states')).toContainText(words);
});

test('[S9] an order is shown as it is now: refunded in part, and cancelled', async ({ till, world }) => {
  const { shop } = world;
  const product = await shop.create('Breakwater Kettle', '2950000000026', '10.00');
  const person = { firstName: 'Aslaug', lastName: 'Brekke', email: 'aslaug@example.com' };
  const refunded = await placeWebOrder(shop, { product, quantity: 2, ...person });
  const cancelled = await placeWebOrder(shop, { product, ...person });
  await till.ready();
  const orders = new OrdersPage(till);
  await orders.open();
  await orders.search('breakwater');
  await expect(orders.rows).toHaveCount(2);

  await shop.merchant(
    `mutation ($input: RefundInput!) { refundCreate(input: $input) @idempotent(key: "breakwater") { refund { id } userErrors { message } } }`,
    {
      input: {
        orderId: refunded.id,
        note: 'One was cracked',
        refundLineItems: [{ lineItemId: refunded.lineId, quantity: 1, restockType: 'NO_RESTOCK' }],
      },
    },
  );
  await shop.merchant(
    'mutation ($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, restock: true, refundMethod: { originalPaymentMethodsRefund: true }) { orderCancelUserErrors { message } } }',
    { id: cancelled.id },
  );

  await expect(orders.row(cancelled.name)).toContainText('Cancelled');
  await orders.row(refunded.name).click();
  await expect(orders.details.getByTestId('order-details')).toContainText('1 left after refunds');
  await expect(orders.details.getByTestId('order-details')).toContainText('One was cracked');
});

test('[S9] what this till sold is found by its receipt, and printed again from its order', async ({
  till,
  world,
}) => {
  await world.shop.create('Pier Kettle', '2950000000033', '8.00');
  const selling = new SellingPage(till);
  const orders = new OrdersPage(till);
  await till.ready();
  await selling.put('Pier Kettle', 1);
  const receiptNumber = await selling.payCash();
  await orders.open();

  await orders.search(receiptNumber);
  await expect(orders.rows).toHaveCount(1);
  await expect(orders.rows).toContainText('this till');
  await orders.rows.press('Enter');
  await orders.details.getByTestId('order-receipt').click();

  const receipt = till.page.getByTestId('orders-page').getByTestId('receipt-dialog');
  await expect(receipt.getByTestId('receipt-number')).toHaveText(receiptNumber);
  await expect(receipt).toContainText('Pier Kettle');
});

test('the page of orders fits phones, tablets and desks, and axe finds nothing', async ({ till, world }) => {
  const { shop } = world;
  const product = await shop.create(
    'Jetty Kettle, hand-painted and much longer than it should be',
    '2950000000040',
  );
  const order = await placeWebOrder(shop, {
    ...{ product, firstName: 'Maximiliana-Theodora', lastName: 'von und zu Hohenstein' },
    email: 'maximiliana-theodora.von-und-zu-hohenstein@example.com',
  });
  const { page } = till;
  const orders = new OrdersPage(till);
  await till.ready();
  await orders.open();
  await expect(orders.row(order.name)).toBeVisible();
  const violations: string[] = [];
  const look = async (what: string) => {
    violations.push(...(await violationsIn(page)).map(each => `${what} ${each}`));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) violations.push(`${what} is ${overflow} px too wide`);
  };
  const sizes = [
    [390, 844],
    [820, 1180],
    [1440, 900],
  ] as const;
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await orders.search('');
    await look(`${width} list`);
    await orders.search('jetty');
    await look(`${width} found`);
    await orders.row(order.name).click();
    await orders.details.getByTestId('order-details').waitFor();
    await look(`${width} details`);
    await page.keyboard.press('Escape');
    await orders.search('nothing like it');
    await look(`${width} empty`);
  }

  expect(violations).toEqual([]);
});
