import { Keys, scanKeys } from './pages/keys.ts';
import { SellingPage } from './pages/selling-page.ts';
import { stockOf, stockUp, tillLocation } from './shop/shop-books.ts';
import { expect, test } from './stage/world.ts';

test('Enter takes the money after a tap on the keypad or on a usual amount', async ({ till, world }) => {
  await world.shop.create('Tapped Kettle', '2920000000014', '12.50');
  const selling = new SellingPage(till);
  const { page } = till;
  await till.ready();
  for (const tapped of ['20', '€15.00']) {
    await selling.put('Tapped Kettle', 1);
    await page.getByTestId('pay').click();
    const dialog = page.getByTestId('pay-dialog');
    if (tapped === '20')
      for (const key of tapped) await dialog.getByRole('button', { name: key, exact: true }).click();
    else await dialog.getByRole('button', { name: tapped }).click();

    await page.keyboard.press('Enter');

    await expect(page.getByTestId('receipt-dialog')).toContainText(tapped === '20' ? '€7.50' : '€2.50');
    await selling.nextSale();
  }
});

test('an Enter that is held down takes the money and does not close the receipt', async ({ till, world }) => {
  await world.shop.create('Held Kettle', '2920000000021');
  const selling = new SellingPage(till);
  const { page } = till;
  await till.ready();
  await selling.put('Held Kettle', 1);
  await page.getByTestId('pay').click();
  await page.getByTestId('pay-dialog').waitFor();

  await page.keyboard.down('Enter');
  const receipt = page.getByTestId('receipt-dialog').getByTestId('receipt');
  await receipt.waitFor();
  for (let n = 0; n < 20; n++) {
    await page.keyboard.down('Enter');
    await page.waitForTimeout(30);
  }
  await page.keyboard.up('Enter');

  await expect(receipt).toBeVisible();
  await selling.nextSale();
});

test('a scan while the receipt is open is the first of the next cart', async ({ till, world }) => {
  await world.shop.create('Sold Kettle', '2920000000038');
  await world.shop.create('Next Kettle', '2920000000045');
  const selling = new SellingPage(till);
  const { page } = till;
  await till.ready();
  await selling.put('Sold Kettle', 1);
  await till.search('');
  await page.getByTestId('pay').click();
  await page.getByTestId('pay-dialog').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('receipt-dialog').getByTestId('receipt').waitFor();

  await scanKeys(page, '2920000000045');

  await expect(page.getByTestId('receipt-dialog').getByTestId('receipt')).toBeHidden();
  await expect(till.cartLine('Next Kettle')).toBeVisible();
  await expect(till.cartLine('Sold Kettle')).toHaveCount(0);
});

test('a scanner that stutters is heard whole, and its Enter presses no button', async ({ till, world }) => {
  await world.shop.create('Halting Kettle', '2920000000069');
  const { page } = till;
  await till.ready();
  await till.search('Halting Kettle');
  await till.card('Halting Kettle').click();
  await expect(till.cartLine('Halting Kettle')).toBeVisible();
  // The focus stays on the card.
  const keys = await Keys.of(page);
  keys.begin();
  await keys.press('2920000', 5);
  keys.rest(300);

  await keys.press('000069', 90, 'Enter');

  await expect(till.cartLine('Halting Kettle').getByLabel('Quantity')).toHaveText('2');
  await expect(till.notFound).toHaveCount(0);
});

test('a scanner that stutters in the search field is heard whole', async ({ till, world }) => {
  await world.shop.create('Faltering Kettle', '2920000000070');
  const { page } = till;
  await till.ready();
  await till.search('Faltering Kettle');
  await till.card('Faltering Kettle').waitFor();
  const quantity = till.cartLine('Faltering Kettle').getByLabel('Quantity');
  const keys = await Keys.of(page);
  const scan = async (before: string) => {
    await till.search(before);
    await page.getByTestId('search-input').focus();
    // What was typed before is not recent.
    keys.begin();
    keys.rest(1_100);
    await keys.press('2', 150);
    await keys.press('920000000070', 1, 'Enter');
  };

  await scan('');
  await expect(quantity).toHaveText('1');
  await scan('Faltering');
  await expect(quantity).toHaveText('2');

  await expect(till.notFound).toHaveCount(0);
});

test('somebody who was added is shown, and found', async ({ till }) => {
  const selling = new SellingPage(till);
  const { page } = till;
  await till.ready();
  await selling.go('customers');
  await page.getByTestId('new-customer').click();
  const dialog = page.getByTestId('customer-dialog');
  const form = dialog.getByTestId('customer-form');
  await form.locator('input[name="firstName"]').fill('Runa');
  await form.locator('input[name="email"]').fill('runa@example.com');

  await form.getByRole('button', { name: 'Add customer' }).click();

  await expect(dialog.getByRole('heading')).toHaveText('Runa');
  await expect(form.locator('input[name="email"]')).toHaveValue('runa@example.com');
  await expect(form.getByRole('button', { name: 'Save' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByTestId('customer-search').fill('runa');
  await expect(page.getByTestId('customer-row')).toHaveText([/Runa/]);
});

test('a count is asked for anew when the stock changed under it, and is against what was shown', async ({
  till,
  world,
}) => {
  const product = await world.shop.create('Tallied Kettle', '2920000000052');
  await stockUp(world.shop, product, 12);
  const selling = new SellingPage(till);
  const { page } = till;
  await till.ready();
  await selling.go('stock');
  await till.search('Tallied Kettle');
  await expect(till.card('Tallied Kettle')).toContainText('12');
  await till.card('Tallied Kettle').click();
  const dialog = page.getByTestId('move-dialog');
  await dialog.getByRole('button', { name: 'Counted' }).click();
  const field = dialog.locator('input[name="units"]');
  await field.fill('10');
  await expect(dialog.getByTestId('after-move')).toHaveText('2 fewer than this till shows');

  await stockUp(world.shop, product, 11);

  await expect(dialog).toContainText('This till shows 11');
  await expect(dialog.getByTestId('after-move')).toContainText('showed 12 until just now');
  await expect(field).toHaveValue('');
  await field.fill('10');
  await dialog.getByRole('button', { name: 'Save count' }).click();
  await expect(page.getByTestId('move-row').first()).toContainText('−1');
  await expect.poll(async () => (await stockOf(world.shop, product))[tillLocation]).toBe(10);
});

test('the badge leads to a refused customer, who may be somebody known', async ({ till }) => {
  const selling = new SellingPage(till);
  const { page } = till;
  const dialog = page.getByTestId('customer-dialog');
  const add = async (firstName: string): Promise<void> => {
    await page.getByTestId('new-customer').click();
    await dialog.locator('input[name="firstName"]').fill(firstName);
    await dialog.locator('input[name="email"]').fill('ola@example.com');
    await dialog.getByRole('button', { name: 'Add customer' }).click();
    await expect(dialog.getByRole('heading')).toHaveText(firstName);
  };
  await till.ready();
  await selling.go('customers');
  await add('Ola');
  await expect(dialog.getByTestId('pending-edit')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await add('Olav');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByTestId('unsent')).toContainText('1 refused');
  await selling.go('sell');

  await page.getByTestId('unsent').click();

  await expect(page.getByTestId('filter-refused')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('customer-row')).toHaveCount(1);
  await page.getByTestId('customer-row').click();
  await dialog.getByTestId('use-existing-customer').click();
  await expect(dialog.getByRole('heading')).toHaveText('Ola');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText('No customer waits for a decision.')).toBeVisible();
});
