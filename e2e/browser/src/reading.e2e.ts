import { chromium, type Locator } from '@playwright/test';
import { TillPage } from './pages/till-page.ts';
import { expect, test } from './stage/world.ts';

/** What people need who use a screen reader, only a keyboard, or large letters [S15]. */

test('[S15] the menu goes by keys, and the focus to the page that was chosen', async ({ till }) => {
  await till.ready();
  const { page } = till;
  const focused = () => page.evaluate(focusedText);
  await page.getByTestId('menu-button').focus();

  await page.keyboard.press('Enter');
  expect(await focused()).toBe('Sell');
  await page.keyboard.press('End');
  expect(await focused()).toBe('Sign out');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('Sell');
  await page.keyboard.press('Escape');
  expect(await focused()).toBe('Menu');

  for (const name of ['Orders', 'Sales', 'Customers', 'Stock', 'Sync All', 'Sell']) {
    await page.getByTestId('menu-button').focus();
    await page.keyboard.press('Enter');
    while ((await focused()) !== name) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();
  }
});

test('[S15] a live region stands there before its words do', async ({ till }) => {
  await till.open();
  const { page } = till;
  await page.getByTestId('sign-in-form').waitFor();
  const alert = await page.getByTestId('sign-in-form').locator('[role=alert]').elementHandle();
  expect(await alert?.textContent()).toBe('');

  await till.signIn('9999');
  await expect(page.getByTestId('sign-in-form').getByRole('alert')).toContainText(/PIN|name/i);
  expect(await alert?.textContent()).toMatch(/PIN|name/i);

  await till.signIn();
  await till.verified();
  const said = await page.locator('tide-ask-shop [role=status]').count();
  expect(said).toBeLessThanOrEqual(1);
  await till.search('no such thing at all');
  const region = await page.locator('tide-ask-shop [role=status]').elementHandle();
  expect(await region?.textContent()).toBe('');
  await page.getByTestId('ask-shop').click();
  await expect(page.getByTestId('shop-answer')).toBeVisible();
  expect(await region?.textContent()).not.toBe('');
});

test('[S15] a list says how long it is and where in it somebody is, though only what can be seen is there', async ({
  till,
}) => {
  await till.ready();
  const { page } = till;
  const size = Number.parseInt((await page.locator('tide-product-finder .count').textContent()) ?? '', 10);
  const items = page.locator('tide-product-grid [role=listitem]');

  expect(await items.count()).toBeLessThan(size);
  await expect(items.first()).toHaveAttribute('aria-setsize', String(size));
  await expect(items.first()).toHaveAttribute('aria-posinset', '1');
  await page.locator('tide-product-grid .root').evaluate(root => root.scrollTo(0, root.scrollHeight));
  await expect(page.locator(`tide-product-grid [aria-posinset="${size}"]`)).toBeVisible();
  await page.getByTestId('menu-button').click();
  await page.getByTestId('menu-customers').click();
  await expect(page.locator('tide-customer-list li').first()).toHaveAttribute('aria-posinset', '1');
  await expect(page.locator('tide-customer-list li').first()).toHaveAttribute('aria-setsize', /^\d+$/);
});

test('[S15] letters are as large as the browser is set, on a phone too, and nothing runs out of the screen', async ({
  world,
  launchOptions,
}) => {
  const sizes: number[] = [];
  for (const setting of [16, 24]) {
    const browser = await chromium.launch({
      ...launchOptions,
      args: [...(launchOptions.args ?? []), `--blink-settings=defaultFontSize=${setting}`],
    });
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const till = new TillPage(page, world.origin);
    await till.ready();
    const title = page.locator('tide-product-grid .title').first();
    sizes.push(await title.evaluate(each => Number.parseFloat(getComputedStyle(each).fontSize)));
    for (const name of ['sell', 'orders', 'sales', 'customers', 'sync-all'] as const) {
      if (name !== 'sell') {
        await page.getByTestId('menu-button').click();
        await page.getByTestId(`menu-${name}`).click();
      }
      const [wide, view] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(wide, `${name} with letters of ${setting}`).toBeLessThanOrEqual(view ?? 0);
    }
    await browser.close();
  }

  expect(sizes[1]).toBeCloseTo((sizes[0] ?? 0) * 1.5);
});

test('[S15] the menu is on the screen also where the bar has two lines', async ({ till }) => {
  const { page } = till;
  await page.setViewportSize({ width: 240, height: 844 });
  await till.ready();
  const [status, button] = [page.getByTestId('sync-status').first(), page.getByTestId('menu-button')];
  const topOf = async (at: Locator) => (await at.boundingBox())?.y ?? 0;
  expect((await topOf(button)) - (await topOf(status))).toBeGreaterThan(30);

  await button.click();

  for (const entry of await page.getByRole('menuitem').all())
    await expect(entry).toBeInViewport({ ratio: 1 });
});

/** The text of the focused element, through shadow roots. */
function focusedText(): string {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.textContent?.trim() ?? '';
}
