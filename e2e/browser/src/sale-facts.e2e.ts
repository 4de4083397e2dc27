import type { Page } from '@playwright/test';
import { SellingPage } from './pages/selling-page.ts';
import { ordersOf, stockOf, stockUp } from './shop/shop-books.ts';
import { runInPage } from './stage/clock.ts';
import { expect, test } from './stage/world.ts';

/** A location, as Shopify names it. */
interface Place {
  readonly id: string;
  readonly name: string;
}

/** Far from the shop's zone, which is Amsterdam's. */
test.use({ timezoneId: 'Asia/Tokyo' });

const fastBy = (3 * 60 + 12) * 60_000;

/** Formatters separate time and "PM" by a special space. */
function plain(text: string): string {
  return text.replace(/\s/g, ' ');
}

/** Sets this device's clock ahead from now on. */
async function shiftClock(page: Page): Promise<void> {
  await runInPage(page);
  await page.addInitScript(ms => {
    const DeviceDate = Date;
    globalThis.Date = new Proxy(DeviceDate, {
      construct: (target, parts: [], as: typeof Date): Date =>
        Reflect.construct(target, parts.length === 0 ? [target.now() + ms] : parts, as),
      get: (target, name): unknown =>
        name === 'now' ? () => target.now() + ms : (Reflect.get(target, name) as unknown),
    });
  }, fastBy);
}

test('a tax-exempt customer is charged no tax on screen, receipt and order', async ({ till, world }) => {
  const lamp = await world.shop.create('Exempt Lamp', '2910000002001', '20.00');
  await stockUp(world.shop, lamp, 10);
  await world.shop.merchant(
    'mutation ($input: CustomerInput!) { customerCreate(input: $input) { userErrors { message } } }',
    {
      input: { firstName: 'Exempt', lastName: 'School', email: 'school@example.com', taxExempt: true },
    },
  );
  const { page } = till;
  const selling = new SellingPage(till);
  await till.ready();
  await till.verified();
  await selling.put('Exempt Lamp', 1);
  await page.getByTestId('pay').click();
  await expect(page.getByTestId('pay-dialog')).toContainText('incl. VAT');
  await page.keyboard.press('Escape');

  await page.getByTestId('cart-customer').click();
  await page.getByTestId('customer-picker').getByTestId('customer-search').fill('exempt sch');
  await page
    .getByTestId('customer-picker')
    .getByTestId('customer-row')
    .filter({ hasText: 'Exempt School' })
    .click();
  await expect(page.getByTestId('cart-tax-exempt')).toBeVisible();
  await page.getByTestId('pay').click();
  await expect(page.getByTestId('due-tax-exempt')).toBeVisible();
  await expect(page.getByTestId('pay-dialog')).not.toContainText('VAT');
  await page.keyboard.press('Enter');
  const receipt = page.getByTestId('receipt-dialog').getByTestId('receipt');
  await expect(receipt).toContainText('Tax exempt');
  await expect(receipt).not.toContainText('VAT');
  const number = await receipt.getByTestId('receipt-number').innerText();
  await selling.nextSale();

  await selling.go('sales');
  await expect(selling.way(number)).toHaveText(/^In Shopify as #\d+$/);
  const [order] = await ordersOf(world.shop, [await selling.saleId(number)]);
  expect(Number(order?.totalTaxSet.shopMoney.amount)).toBe(0);
  expect(Number(order?.totalPriceSet.shopMoney.amount)).toBe(20);
});

test('a clock that is hours fast is said, and dates nothing; receipts show the shop’s time', async ({
  till,
  world,
}) => {
  const mug = await world.shop.create('Clock Mug', '2910000002018', '9.95');
  await stockUp(world.shop, mug, 10);
  const { page } = till;
  const selling = new SellingPage(till);
  await shiftClock(page);
  await till.ready();
  await till.verified();

  await expect(page.getByTestId('trouble')).toContainText('clock is 3 h 12 min fast');
  await selling.put('Clock Mug', 1);
  await page.getByTestId('pay').click();
  await page.getByTestId('pay-dialog').waitFor();
  await page.keyboard.press('Enter');
  const receipt = page.getByTestId('receipt-dialog').getByTestId('receipt');
  const number = await receipt.getByTestId('receipt-number').innerText();
  const shopTime = (ms: number) =>
    new Intl.DateTimeFormat('en-US', { timeStyle: 'short', timeZone: 'Europe/Amsterdam' }).format(ms);
  const now = Date.now();
  const text = plain(await receipt.innerText());
  const times = [now, now - 60_000].map(each => plain(shopTime(each)));
  expect(times.some(each => text.includes(each))).toBe(true);
  await selling.nextSale();
  await page.reload();
  await expect(page.getByTestId('trouble')).toContainText('clock is 3 h 12 min fast');

  await selling.go('sales');
  await expect(selling.way(number)).toHaveText(/^In Shopify as #\d+$/);
  const { orders } = await world.shop.merchant<{
    orders: { nodes: { processedAt: string; lineItems: { nodes: { title: string }[] } }[] };
  }>(
    '{ orders(first: 20, sortKey: CREATED_AT, reverse: true) { nodes { processedAt lineItems(first: 1) { nodes { title } } } } }',
  );
  const order = orders.nodes.find(each => each.lineItems.nodes[0]?.title === 'Clock Mug');
  expect(Math.abs(Date.parse(order!.processedAt) - now)).toBeLessThan(5 * 60_000);
});

test('what Shopify took from another location is corrected in its stock; what it refuses waits, and is sent again', async ({
  till,
  world,
}) => {
  const bowl = await world.shop.create('Misplaced Bowl', '2910000002025', '15.00');
  await stockUp(world.shop, bowl, 10);
  const { page } = till;
  const selling = new SellingPage(till);
  await till.ready();
  await till.verified();
  await selling.put('Misplaced Bowl', 2);
  const itemId = bowl.variants.nodes[0]!.inventoryItem.id;
  const { inventoryItem, locations } = await world.shop.merchant<{
    inventoryItem: { inventoryLevels: { nodes: { id: string; location: Place }[] } };
    locations: { nodes: Place[] };
  }>(
    'query ($id: ID!) { inventoryItem(id: $id) { inventoryLevels(first: 5) { nodes { id location { id name } } } } locations(first: 5) { nodes { id name } } }',
    { id: itemId },
  );
  const [stocked] = inventoryItem.inventoryLevels.nodes;
  const elsewhere = locations.nodes.find(each => each.id !== stocked!.location.id)!;
  const activate = async (location: Place, onHand: number) => {
    const { inventoryActivate } = await world.shop.merchant<{
      inventoryActivate: { userErrors: readonly object[] };
    }>(
      'mutation ($item: ID!, $location: ID!, $onHand: Int!, $key: String!) { inventoryActivate(inventoryItemId: $item, locationId: $location, onHand: $onHand) @idempotent(key: $key) { userErrors { message } } }',
      { item: itemId, location: location.id, onHand, key: `misplaced-bowl-${location.id}` },
    );
    expect(inventoryActivate.userErrors).toEqual([]);
  };
  await activate(elsewhere, 5);
  await world.shop.merchant(
    'mutation ($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { message } } }',
    { id: stocked!.id },
  );

  const number = await selling.payCash();

  await selling.go('sales');
  await expect(selling.way(number)).toHaveText(/^In Shopify as #\d+ · stock not corrected$/);
  await expect(page.getByTestId('misplaced')).toBeHidden();
  await expect(page.getByTestId('filter-refused')).toContainText('1');
  await selling.row(number).click();
  const goods = `2 × Misplaced Bowl from ${stocked!.location.name} instead of ${elsewhere.name}`;
  const correction = page.getByTestId('stock-correction');
  await expect(correction).toContainText(`Stock not corrected in Shopify: ${goods}. `);
  await expect(correction).toContainText('not stocked');
  await activate(stocked!.location, 10);

  await page.getByTestId('correction-send-again').click();

  await expect(correction).toHaveText(`Stock corrected in Shopify: ${goods}.`);
  await expect(page.getByTestId('correction-send-again')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(selling.way(number)).toHaveText(/^In Shopify as #\d+$/);
  expect(await stockOf(world.shop, bowl)).toMatchObject({ [stocked!.location.name]: 8, [elsewhere.name]: 5 });
});
