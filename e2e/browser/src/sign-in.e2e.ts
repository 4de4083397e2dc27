import { violationsIn } from './stage/axe.ts';
import { expect, test } from './stage/world.ts';

test('the demo sign-in shows the shop’s products, verified', async ({ till }) => {
  await till.ready();
  await till.openSyncAll();

  const row = till.page.locator('[data-testid="collection-row"][data-collection="products"]');
  await expect(row).toBeVisible();
  const [onTill, inMirror, inShopify] = await Promise.all(
    ['data-on-till', 'data-in-mirror', 'data-in-shopify'].map(async name => {
      const cell = row
        .locator(`[${name}]`)
        .or(row.and(till.page.locator(`[${name}]`)))
        .first();
      await expect(cell).toHaveAttribute(name, /\d/);
      return cell.getAttribute(name);
    }),
  );
  expect(onTill).toBe(inMirror);
  expect(inMirror).toBe(inShopify);
});

test('a wrong PIN is said in words', async ({ till }) => {
  await till.open();

  await till.signIn('9999');

  await expect(till.page.getByTestId('sign-in-form').getByRole('alert')).toContainText(/PIN|name/i);
});

test('[T54] typos in the shop’s name, however many, keep nobody from signing in', async ({ till }) => {
  await till.open();
  const form = till.page.getByTestId('sign-in-form');

  for (let n = 0; n < 6; n++) {
    await form.locator('input[name="shop"]').fill(`tidemark-dem-${n}.myshopify.com`);
    await form.locator('input[name="staff"]').fill('demo');
    await form.locator('input[name="pin"]').fill('1234');
    await form.locator('button[type="submit"], button.primary').first().click();
    const alert = form.getByRole('alert');
    await expect(alert.filter({ hasText: /\S/ })).toBeVisible();
    await expect(alert).not.toContainText(/COL23|collections|reload/);
    await expect(form.locator('input[name="shop"]')).toBeEditable();
  }
  await form.locator('input[name="shop"]').fill('tidemark-demo.myshopify.com');
  await till.signIn();

  await till.verified();
});

test('the screens have no accessibility violations that axe can find', async ({ till }) => {
  await till.open();
  await till.page.getByTestId('sign-in-form').waitFor();
  const signIn = await violationsIn(till.page);
  await till.signIn();
  await till.verified();
  const sell = await violationsIn(till.page);
  await till.openSyncAll();
  const syncAll = await violationsIn(till.page);

  expect([...signIn, ...sell, ...syncAll]).toEqual([]);
});
