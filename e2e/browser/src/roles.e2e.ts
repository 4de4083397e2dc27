import type { Locator } from '@playwright/test';
import { violationsIn } from './stage/axe.ts';
import { LockPage } from './pages/lock-page.ts';
import { OwnWorld } from './stage/own-world.ts';
import { SellingPage } from './pages/selling-page.ts';
import { TillPage } from './pages/till-page.ts';
import { expect, test as base } from './stage/world.ts';

const sizes = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desktop', width: 1440, height: 900 },
] as const;

/** A shop with a manager and a cashier. */
const test = base.extend<{ lock: LockPage; selling: SellingPage }, { counter: OwnWorld }>({
  counter: [
    async ({}, use) => {
      await using world = await OwnWorld.open({ STAFF: 'demo:1234,carl:2580:cashier' });
      for (const [n, { name }] of sizes.entries())
        await world.shop.create(`Copper Kettle ${name}`, `294100000001${n}`);
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

function sheetOf({ at }: TillPage): Locator {
  return at.getByTestId('approval-sheet');
}

/** The manager, who signed in here before, approves by keys alone. */
async function approve(till: TillPage, pin = '1234'): Promise<void> {
  const sheet = sheetOf(till);
  await expect(sheet.getByTestId('staff-name').filter({ hasText: 'demo' })).toBeFocused();
  await till.page.keyboard.press('Enter');
  await expect(sheet.locator('input[name="pin"]')).toBeFocused();
  await till.page.keyboard.type(pin, { delay: 90 });
  await till.page.keyboard.press('Enter', { delay: 90 });
}

async function receive(till: TillPage, selling: SellingPage, title: string): Promise<void> {
  await selling.go('stock');
  await till.search(title);
  await till.card(title).click();
  const dialog = till.at.getByTestId('move-dialog');
  await dialog.locator('input[name="units"]').fill('3');
  await dialog.locator('button.primary').click();
}

for (const { name, width, height } of sizes) {
  test(`[S27] on a ${name}, a cashier gets an approval on the spot, also without a network, and the cart stays`, async ({
    till,
    lock,
    selling,
    context,
  }) => {
    const { page } = till;
    const title = `Copper Kettle ${name}`;
    const moves = till.at.getByTestId('move-row').filter({ hasText: title });
    await page.setViewportSize({ width, height });
    await till.ready();
    await lock.changeTo('carl', '2580');
    await till.search(title);
    await till.card(title).click();

    await receive(till, selling, title);
    const found = await violationsIn(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await approve(till, '9999');
    await expect(sheetOf(till).getByRole('alert')).toHaveText('Name or PIN is not right.');
    await page.keyboard.type('1234', { delay: 90 });
    await page.keyboard.press('Enter', { delay: 90 });
    await expect(sheetOf(till)).toBeHidden();
    await expect(moves).toHaveCount(1);

    await receive(till, selling, title);
    await sheetOf(till).getByRole('button', { name: 'Close' }).click();
    await expect(till.at.getByText('Nothing was changed: nobody approved.')).toBeVisible();
    await context.setOffline(true);
    await receive(till, selling, title);
    await approve(till);

    await expect(sheetOf(till)).toBeHidden();
    await expect(moves).toHaveCount(2);
    await context.setOffline(false);
    await selling.go('sell');
    if (name === 'phone') await page.locator('button.basket').click();
    await expect(till.cartLine(title).getByLabel('Quantity')).toHaveText('1');
    await expect(page.locator('tide-pos-bar')).toContainText('carl');
    expect(found).toEqual([]);
  });
}

test('[S27] more than a tenth off a cart needs an approval before it is paid, a tenth does not', async ({
  till,
  lock,
  selling,
}) => {
  const { page } = till;
  await till.ready();
  await lock.changeTo('carl', '2580');
  const give = async (percent: string) => {
    await page.getByTestId('cart-discount').click();
    await page.getByTestId('discount-dialog').getByRole('button', { name: percent }).click();
    await page.getByRole('button', { name: 'Give this discount' }).click();
  };
  await selling.put('Copper Kettle desktop', 2);
  await give('10 %');
  await selling.payCash();

  await selling.put('Copper Kettle desktop', 2);
  await give('50 %');
  await page.getByTestId('pay').click();
  await expect(sheetOf(till)).toContainText('More than a tenth');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('pay-dialog')).toBeHidden();
  await page.getByTestId('pay').click();
  await approve(till);
  await page.getByTestId('pay-dialog').waitFor();
  await page.keyboard.press('Enter');
  const receipt = page.getByTestId('receipt-dialog');
  await expect(receipt.getByTestId('receipt')).toBeVisible();
  const number = await receipt.getByTestId('receipt-number').innerText();
  await selling.nextSale();

  await selling.go('sales');
  await expect(selling.way(number)).toHaveText(/^In Shopify as/);
});

test('[S27] what a cashier may not do at all is not offered, and said', async ({ till, lock }) => {
  const { page } = till;
  await till.ready();
  await lock.changeTo('carl', '2580');
  await till.openSyncAll();

  await expect(page.getByTestId('interval-choice')).toBeDisabled();
  await expect(page.getByText('Only managers change the settings of a till.')).toBeVisible();
  await page.getByTestId('check-everything').click();
  await expect(sheetOf(till).getByTestId('staff-name').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Nothing was done: nobody approved.')).toBeVisible();
  await page.getByTestId('check-everything').click();
  await approve(till);

  await expect(page.getByText('The mirror is being compared with Shopify.')).toBeVisible();
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  for (const { name, width, height } of sizes)
    test(`[S28] on a ${name}, a cashier’s new browser becomes a till when a manager types a PIN there, once`, async ({
      till,
      page,
    }) => {
      await page.setViewportSize({ width, height });
      await till.open();
      const form = till.at.getByTestId('sign-in-form').first();
      const signIn = async () => {
        await form.locator('input[name="shop"]').fill('tidemark-demo.myshopify.com');
        await form.locator('input[name="staff"]').fill('carl');
        await form.locator('input[name="pin"]').fill('2580');
        await form.getByRole('button').first().click();
      };
      await signIn();
      const dialog = till.at.getByTestId('enrol-dialog');
      await expect(dialog).toContainText('Eine neue Kasse');
      const found = await violationsIn(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const approveAs = async (staff: string, pin: string) => {
        await dialog.locator('input[name="staff"]').fill(staff);
        await dialog.locator('input[name="pin"]').fill(pin);
        await page.keyboard.press('Enter');
      };

      await approveAs('carl', '2580');
      await expect(dialog.getByRole('alert')).toContainText('stimmt nicht');
      await approveAs('demo', '1234');

      await expect(page.locator('tide-pos-bar')).toContainText('carl');
      await till.verified();
      await till.at.getByTestId('menu-button').click();
      await till.at.getByRole('menuitem').last().click();
      await till.at.getByTestId('sign-out-dialog').locator('button.primary').click();
      await signIn();
      await expect(page.locator('tide-pos-bar')).toContainText('carl');
      expect(found).toEqual([]);
    });
});
