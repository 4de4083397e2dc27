import { OrdersPage } from './pages/orders-page.ts';
import { SellingPage } from './pages/selling-page.ts';
import { placeWebOrder } from './shop/shop-orders.ts';
import type { TillPage } from './pages/till-page.ts';
import { expect, test } from './stage/world.ts';

const noWebhooks = { kind: 'webhooks', effect: 'drop' };

/** The result of asking the shop. */
const answer = (till: TillPage) => till.page.getByTestId('shop-answer');

test.beforeEach(async ({ till, world }) => {
  await till.withoutRealtime();
  await world.shop.faults(noWebhooks);
});

test('[S10] what is missing is brought by searching for it: a product, by its title', async ({
  till,
  world,
}) => {
  await till.quiet();
  await world.shop.create('Skerry Kettle', '2960000000016');
  await till.search('skerry kett');
  await expect(till.page.getByText('No product here fits “skerry kett”')).toBeVisible();

  await till.page.getByTestId('search-input').press('Enter');

  await expect(answer(till)).toContainText('Skerry Kettle was missing in the mirror. It is here now.');
  await till.card('Skerry Kettle').click();
  await expect(till.cartLine('Skerry Kettle')).toBeVisible();
});

test('[S10] what is missing is brought by searching for it, also beside what is here, and by code', async ({
  till,
  world,
}) => {
  await world.shop.create('Reef Kettle, iron', '2960000000023');
  await till.quiet();
  await world.shop.create('Reef Kettle, steel', '2960000000030');
  await till.search('reef kettle');
  await expect(till.page.getByTestId('product-card')).toHaveCount(1);

  await till.page.getByTestId('ask-shop').click();

  await expect(till.page.getByTestId('product-card')).toHaveCount(2);
  await world.shop.create('Shoal Kettle', '2960000000047');
  await till.search('2960000000047');
  await till.page.getByTestId('search-input').press('Enter');
  await expect(till.cartLine('Shoal Kettle')).toBeVisible();
});

test('[S10] a product that is not for sale is named with the reason', async ({ till, world }) => {
  await till.quiet();
  const { id } = await world.shop.create('Fathom Kettle', '2960000000054');
  await world.shop.merchant(
    'mutation ($product: ProductUpdateInput!) { productUpdate(product: $product) { userErrors { message } } }',
    { product: { id, status: 'DRAFT' } },
  );
  await till.search('fathom kettle');

  await till.page.getByTestId('search-input').press('Enter');

  await expect(answer(till)).toContainText('Fathom Kettle is a draft in Shopify');
  await expect(till.card('Fathom Kettle')).toHaveCount(0);
  await till.search('nothing at all like it');
  await till.page.getByTestId('search-input').press('Enter');
  await expect(answer(till)).toContainText('Shopify has no product for “nothing at all like it”');
});

test('[S10] what is missing is brought by searching for it: a customer, by name', async ({ till, world }) => {
  const { page } = till;
  await till.quiet();
  await world.shop.merchant(
    'mutation ($input: CustomerInput!) { customerCreate(input: $input) { userErrors { message } } }',
    { input: { firstName: 'Ragnfrid', lastName: 'Solheim', email: 'ragnfrid@example.com' } },
  );
  await new SellingPage(till).go('customers');
  await page.getByTestId('customer-search').fill('ragnfrid sol');
  await expect(page.getByTestId('customer-row')).toHaveCount(0);

  await page.getByTestId('customer-search').press('Enter');

  await expect(page.getByTestId('customer-row')).toHaveText([/Ragnfrid Solheim/]);
  await expect(answer(till)).toContainText('Ragnfrid Solheim was missing in the mirror');
  await new SellingPage(till).go('sell');
  await page.getByTestId('cart-customer').click();
  await page.getByTestId('customer-picker').getByTestId('customer-search').fill('ragnfrid');
  await page
    .getByTestId('customer-picker')
    .getByTestId('customer-row')
    .filter({ hasText: 'Ragnfrid' })
    .click();
  await expect(page.getByTestId('cart-customer')).toHaveText(/Ragnfrid/);
});

test('[S10] what is missing is brought by searching for it: an order, by its number', async ({
  till,
  world,
}) => {
  const product = await world.shop.create('Cairn Kettle', '2960000000061');
  await till.quiet();
  const order = await placeWebOrder(world.shop, {
    ...{ product, firstName: 'Torborg', lastName: 'Lie', email: 'torborg@example.com' },
  });
  const orders = new OrdersPage(till);
  await orders.open();
  await orders.search(order.name);
  await expect(orders.rows).toHaveCount(0);

  await till.page.getByTestId('orders-search').press('Enter');

  await expect(orders.row(order.name)).toBeVisible();
  await orders.search('cairn');
  await expect(orders.row(order.name)).toBeVisible();
});

test('[S10] an order older than the mirror keeps is shown from Shopify, and not stored', async ({
  till,
  world,
}) => {
  const { orders: oldest } = await world.shop.merchant<{
    orders: { nodes: { name: string; createdAt: string; processedAt: string }[] };
  }>('{ orders(first: 1, sortKey: CREATED_AT) { nodes { name createdAt processedAt } } }');
  const [old] = oldest.nodes;
  if (!old) throw new Error('the shop has no orders');
  expect(Date.parse(old.createdAt)).toBeLessThan(Date.now() - 60 * 86_400_000);
  await till.quiet();
  const orders = new OrdersPage(till);
  await orders.open();
  await expect(orders.rows.first()).toBeVisible();
  await orders.search(old.name);
  await expect(orders.rows).toHaveCount(0);

  await till.page.getByTestId('ask-shop').click();

  await expect(orders.row(old.name)).toContainText('From Shopify');
  await orders.row(old.name).click();
  await expect(orders.details.getByTestId('order-details')).toContainText('not stored on this till');
  await till.page.keyboard.press('Escape');
  await orders.search('');
  await expect(orders.rows.first()).toBeVisible();
  await expect(orders.row(old.name)).toHaveCount(0);
  // The page's dates are in the shop's time zone.
  const day = new Date(old.processedAt).toLocaleDateString('sv-SE', { timeZone: 'Europe/Amsterdam' });
  await orders.days(day, day);
  await expect(orders.rows).toHaveCount(0);
  await till.page.getByTestId('ask-shop').click();
  await expect(orders.row(old.name)).toBeVisible();
});

test('[S10] without a network a search says how old the till’s knowledge is', async ({ till, context }) => {
  await till.quiet();
  await context.setOffline(true);
  await till.search('skerry of nowhere');

  await till.page.getByTestId('search-input').press('Enter');

  await expect(answer(till)).toContainText('this till is offline');
  await expect(answer(till)).toContainText('What this till knows was last checked');
  await context.setOffline(false);
  await till.page.getByTestId('ask-shop').click();
  await expect(answer(till)).toContainText('Shopify has no product');
});

test('[S10] a newer search supersedes an older one, whose answer is ignored when it comes late', async ({
  till,
  world,
}) => {
  await till.quiet();
  await world.shop.create('Ebb Kettle', '2960000000078');
  await world.shop.create('Flood Kettle', '2960000000085');
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await till.page.route('**/api/find', async route => {
    if ((route.request().postDataJSON() as { query: string }).query === 'ebb kettle') await released;
    // The page may have aborted the request by then.
    await route.fallback().catch(() => undefined);
  });
  await till.search('ebb kettle');
  await till.page.getByTestId('search-input').press('Enter');
  await expect(till.page.getByTestId('asking-shop')).toContainText('ebb kettle');

  await till.search('flood kettle');
  await expect(till.page.getByTestId('asking-shop')).toHaveCount(0);
  await till.page.getByTestId('search-input').press('Enter');

  await expect(till.card('Flood Kettle')).toBeVisible();
  release();
  await till.page.waitForTimeout(300);
  await expect(answer(till)).toContainText('Flood Kettle');
  await expect(answer(till)).not.toContainText('Ebb Kettle');
});
