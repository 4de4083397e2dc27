import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { Keys } from './pages/keys.ts';
import { Scanner, type End } from './pages/scanner.ts';
import { SellingPage } from './pages/selling-page.ts';
import { stockUp } from './shop/shop-books.ts';
import type { TillPage } from './pages/till-page.ts';
import { expect, test } from './stage/world.ts';

const twoEnters: readonly End[] = ['Enter', 'Enter'];
/** Longer than a stuttering scanner's code may stay open. */
const afterwards = 1_200;

function refused(page: Page): Locator {
  return page.getByTestId('scan-refused');
}

test('[K1] [K5] a scan with two Enters while somebody pays takes no money and is refused', async ({
  till,
  world,
}) => {
  await world.shop.create('Pay Pen', '2930000000011', '9.00');
  await world.shop.create('Pay Lamp', '2930000000028', '20.00');
  const { page } = till;
  const scanner = new Scanner(page);
  await till.ready();
  await scanner.scan('2930000000011', twoEnters);
  await expect(till.cartLine('Pay Pen')).toBeVisible();
  await page.getByTestId('pay').click();
  const dialog = page.getByTestId('pay-dialog');
  await expect(dialog.getByTestId('take-payment')).toBeFocused();
  await page.keyboard.type('20', { delay: 90 });
  await page.waitForTimeout(200);

  for (const end of [twoEnters, ['Tab'], []] as const) {
    await scanner.scan('2930000000028', end);
    await expect(refused(page)).toHaveText('Finish or close the payment, then scan again.');
    await page.waitForTimeout(afterwards);
    await expect(dialog).toBeVisible();
    await expect(dialog.getByTestId('given')).toHaveText('20');
  }

  await expect(page.getByTestId('receipt-dialog').getByTestId('receipt')).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('receipt-dialog')).toContainText('€11.00');
  await scanner.scan('2930000000028', twoEnters);
  await expect(page.getByTestId('receipt-dialog').getByTestId('receipt')).toBeHidden();
  await expect(till.cartLine('Pay Lamp')).toBeVisible();
  await expect(till.cartLine('Pay Pen')).toHaveCount(0);
});

test('[K1] [K2] a scan presses nothing that has the focus', async ({ till, world }) => {
  for (const [title, code] of [
    ['Focus Pen', '2930000000035'],
    ['Focus Lamp', '2930000000042'],
    ['Focus Chair', '2930000000059'],
    ['Focus Blank', 'FB 7 1'],
  ] as const)
    await world.shop.create(title, code, '9.00');
  const { page } = till;
  const scanner = new Scanner(page);
  const quantity = (title: string) => till.cartLine(title).getByLabel('Quantity');
  await page.addInitScript(() => {
    const heard: Event[] = [];
    Object.assign(globalThis, { heard });
    globalThis.addEventListener('keydown', event => event.ctrlKey && heard.push(event), { capture: true });
  });
  await till.ready();
  await scanner.scan('2930000000035', twoEnters);
  await expect(till.cartLine('Focus Pen')).toBeVisible();
  await page.getByTestId('pay').click();
  await page.getByTestId('pay-dialog').waitFor();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('pay')).toBeFocused();
  await page.waitForTimeout(afterwards);

  await scanner.scan('2930000000042', twoEnters);
  await expect(till.cartLine('Focus Lamp')).toBeVisible();
  await scanner.scan('2930000000059', twoEnters);
  await expect(till.cartLine('Focus Chair')).toBeVisible();
  await scanner.scan('FB 7 1', ['Tab']);
  await expect(till.cartLine('Focus Blank')).toBeVisible();

  await expect(page.getByTestId('pay-dialog')).toBeHidden();
  await expect(page.getByTestId('pay')).toBeFocused();
  await till.search('Focus Pen');
  await till.card('Focus Pen').click();
  await expect(quantity('Focus Pen')).toHaveText('2');
  await page.waitForTimeout(afterwards);
  await scanner.scan('2930000000042', twoEnters);
  await expect(quantity('Focus Lamp')).toHaveText('2');
  await expect(quantity('Focus Pen')).toHaveText('2');
  await page.waitForTimeout(afterwards);
  await scanner.scan('2930000000042', ['Enter', 'LineFeed']);
  await expect(quantity('Focus Lamp')).toHaveText('3');
  await page.waitForTimeout(afterwards);
  await scanner.scan('2930000000042', ['LineFeed']);
  await expect(quantity('Focus Lamp')).toHaveText('4');
  const lineFeeds = () =>
    page.evaluate(() => (globalThis as unknown as Heard).heard.map(each => each.defaultPrevented));
  expect(await lineFeeds()).toEqual([true, true]);
  // A person's keys press what has the focus.
  await page.waitForTimeout(afterwards);
  await page.keyboard.press('Enter');
  await expect(quantity('Focus Pen')).toHaveText('3');
  await page.keyboard.press('Space');
  await expect(quantity('Focus Pen')).toHaveText('4');
  // And they write, even when a person types fast.
  await page.getByTestId('cart-note').click();
  await page.getByTestId('words-dialog').getByRole('textbox').focus();
  const keys = await Keys.of(page);
  keys.begin();
  keys.rest(afterwards);
  await keys.press('as a gift 4 Ida', 65, 'Enter');
  await expect(page.locator('footer .note')).toHaveText('as a gift 4 Ida');
});

/** Key chords that the page saw before the till handled them. */
interface Heard {
  readonly heard: Event[];
}

test('[K1] [K4] scans that end with Tab, with nothing, and short ones are found, wherever the focus is', async ({
  till,
  world,
}) => {
  const codes = ['2930000000066', '2930000000073', '2930000000080'] as const;
  for (const [n, code] of codes.entries()) await world.shop.create(`Tab Mug ${n}`, code);
  await world.shop.create('Short Code', '42');
  await world.shop.create('Shortest Code', '7');
  const { page } = till;
  const scanner = new Scanner(page);
  const quantity = (title: string) => till.cartLine(title).getByLabel('Quantity');
  await till.ready();
  await page.locator('body').press('Escape');
  for (const end of [['Tab'], []] as const)
    for (const [n, code] of codes.entries()) {
      await scanner.scan(code, end);
      await expect(quantity(`Tab Mug ${n}`)).toHaveText(end.length > 0 ? '1' : '2');
    }
  await expect(till.notFound).toHaveCount(0);

  await scanner.scan('42');
  await expect(quantity('Short Code')).toHaveText('1');
  await scanner.scan('7');
  await expect(quantity('Shortest Code')).toHaveText('1');
  await scanner.scan('42', []);
  await expect(quantity('Short Code')).toHaveText('2');

  const search = page.getByTestId('search-input');
  await search.focus();
  for (const [n, end] of ([['Tab'], [], twoEnters] as const).entries()) {
    await page.waitForTimeout(afterwards);
    await scanner.scan(codes[0], end);
    await expect(quantity('Tab Mug 0')).toHaveText(String(3 + n));
    await expect(search).toBeFocused();
    await expect(search).toHaveValue('');
  }
  await search.pressSequentially('mug', { delay: 90 });
  await page.waitForTimeout(afterwards);
  await scanner.scan('42', ['Tab']);
  await expect(quantity('Short Code')).toHaveText('3');
  await expect(search).toHaveValue('mug');
  await scanner.scan('2939999999999', []);
  await expect(till.notFound).toContainText('2939999999999');
});

/** Each source file with a dialog, and how a person opens it. */
const dialogs: Readonly<Record<string, (till: TillPage, selling: SellingPage) => Promise<unknown>>> = {
  'libs/elements/src/pay/pay-dialog.ts': ({ page }) => page.getByTestId('pay').click(),
  'libs/elements/src/look/words-dialog.ts': ({ page }) => page.getByTestId('cart-note').click(),
  'libs/elements/src/cart/discount-dialog.ts': ({ page }) => page.getByTestId('cart-discount').click(),
  'libs/elements/src/products/move-dialog.ts': async (till, selling) => {
    await selling.go('stock');
    await till.search('Dialog Kettle');
    await till.card('Dialog Kettle').click();
  },
  'apps/pos/src/sell/parked-carts.ts': ({ page }) => page.getByTestId('parked-carts').click(),
  'apps/pos/src/sell/choose/variant-choice.ts': ({ page }) => new Scanner(page).scan(twinCode),
  'apps/pos/src/customers/customer-picker.ts': ({ page }) => page.getByTestId('cart-customer').click(),
  'apps/pos/src/customers/customer-dialog.ts': async ({ page }, selling) => {
    await selling.go('customers');
    await page.getByTestId('new-customer').click();
  },
  'apps/pos/src/orders/orders-page.ts': async ({ page }, selling) => {
    await selling.go('orders');
    await page.getByTestId('order-row').first().click();
  },
  'apps/pos/src/sales/sales-page.ts': async ({ page }, selling) => {
    await selling.go('sales');
    await page.getByTestId('sale-row').first().click();
  },
  'apps/pos/src/sales/receipt-dialog.ts': async ({ page }, selling) => {
    await selling.go('sales');
    await page.getByTestId('sale-row').first().click();
    await page.getByTestId('show-receipt').click();
  },
  'apps/pos/src/languages/language-dialog.ts': async ({ page }) => {
    await page.getByTestId('menu-button').click();
    await page.getByTestId('menu-language').click();
  },
  'apps/pos/src/shell/approval/approval-sheet.ts': ({ page }) =>
    page.locator('tide-sell-page').evaluate(each => {
      const asked = new Event('ask-approval', { bubbles: true, composed: true, cancelable: true });
      each.dispatchEvent(Object.assign(asked, { permission: 'large-discount', give: () => undefined }));
    }),
  'apps/pos/src/shell/sign-in/sign-in-dialog.ts': ({ page }) => show(page, 'tide-sign-in-dialog'),
  'apps/pos/src/shell/sign-in/sign-out-dialog.ts': ({ page }) => show(page, 'tide-sign-out-dialog'),
  'apps/pos/src/shell/staff/staff-dialog.ts': async ({ page }) => {
    await page.getByTestId('menu-button').click();
    await page.getByTestId('menu-staff').click();
  },
  'apps/pos/src/sync/sync-page.ts': async till => {
    await till.openSyncAll();
    await till.page.getByTestId('clear-all').click();
  },
  'apps/pos/src/sync/unsent/unsent-section.ts': async till => {
    await till.openSyncAll();
    await till.page.getByTestId('export-unsent').click();
  },
};

const twinCode = '2930000000103';

/** Shows a dialog as the till itself does, where the path to it is long. */
function show(page: Page, element: string): Promise<void> {
  return page.locator(element).evaluate(each => (each as unknown as { show(): void }).show());
}

test('[K5] every dialog of the till is in the test after this one', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const sources = ['apps/pos/src/**/*.ts', 'libs/elements/src/**/*.ts'].flatMap(pattern =>
    globSync(pattern, { cwd: root }),
  );
  const withDialog = sources.filter(file => readFileSync(root + file, 'utf8').includes('<dialog'));

  // Before anybody has signed in, nothing is a scan.
  const beforeSignIn = ['apps/pos/src/shell/sign-in/enrol-dialog.ts'];
  expect(withDialog.sort()).toEqual([...Object.keys(dialogs), ...beforeSignIn].sort());
});

test('[K1] [K5] a scan into any dialog is refused, and leaves it as it is', async ({ till, world }) => {
  const kettle = await world.shop.create('Dialog Kettle', '2930000000097');
  for (const each of ['Twin Jug', 'Twin Jar']) await world.shop.create(each, twinCode);
  await stockUp(world.shop, kettle, 20);
  const { page } = till;
  const scanner = new Scanner(page);
  const selling = new SellingPage(till);
  await till.ready();
  await selling.put('Dialog Kettle', 1);
  await selling.payCash();
  await selling.put('Dialog Kettle', 1);

  for (const [source, open] of Object.entries(dialogs)) {
    await till.open();
    await page.getByTestId('menu-button').waitFor();
    await open(till, selling);
    const shown = page.locator('dialog[open]');
    await expect(shown.last(), source).toBeVisible();
    const looked: unknown[] = [];
    const focus = ['textarea, input:not([type=file])', 'button'];
    for (const [n, end] of [twoEnters, ['Tab'] as const].entries()) {
      const target = shown
        .last()
        .locator(focus[n] ?? '')
        .first();
      if ((await target.count()) > 0) await target.focus();
      const before = await settled(shown);

      scanner.rest(afterwards);
      await scanner.scan('2930000000097', end);

      await expect(refused(page), source).toBeVisible();
      expect(await looks(shown), source).toEqual(before);
      await page.locator('tide-scan-refusal').evaluate(each => each.remove());
      looked.push(before);
    }
    // Delayed effects of a scan would have happened by now.
    await page.waitForTimeout(afterwards);
    expect([await looks(shown), await looks(shown)], source).toEqual(looked);
  }

  await till.open();
  await expect(till.cartLine('Dialog Kettle').getByLabel('Quantity')).toHaveText('1');
});

/** How open dialogs look once they no longer change. */
async function settled(shown: Locator): Promise<unknown> {
  let last: unknown;
  await expect(async () => {
    const before = last;
    last = await looks(shown);
    expect(last).toEqual(before);
  }).toPass({ intervals: [100] });
  return last;
}

/** The titles and field values of open dialogs, and the money given. */
function looks(shown: Locator): Promise<unknown> {
  return shown.evaluateAll(all =>
    all.map(each => [
      each.querySelector('h2')?.textContent.trim(),
      [...each.querySelectorAll<HTMLInputElement>('input, textarea')].map(field => field.value),
      each.querySelector('[data-testid="given"]')?.textContent,
    ]),
  );
}

test('[K1] [K5] a scan on a screen that sells nothing is refused, and its search field takes it as words', async ({
  till,
}) => {
  const { page } = till;
  const scanner = new Scanner(page);
  const selling = new SellingPage(till);
  await till.ready();
  await selling.go('orders');
  const search = page.getByTestId('orders-search');
  await search.waitFor();
  await page.locator('h1').first().click();

  await scanner.scan('2930000000110', twoEnters);
  await expect(refused(page)).toContainText('open “Sell”');
  await page.waitForTimeout(afterwards);
  await search.focus();
  await scanner.scan('2930000000110', ['Tab']);

  await expect(search).toHaveValue('2930000000110');
  await expect(search).toBeFocused();
});

test('[K6] scans while the shop is asked are taken in order, and an answer that comes too late goes into no other cart', async ({
  till,
  world,
}) => {
  await world.shop.create('Prompt Kettle', '2930000000127');
  const { page } = till;
  const scanner = new Scanner(page);
  const selling = new SellingPage(till);
  await till.withoutRealtime();
  await till.quiet();
  let answer: () => void = () => undefined;
  const asked = new Promise<void>(resolve => {
    void page.route('**/api/lookup', async route => {
      resolve();
      await new Promise<void>(go => (answer = go));
      await route.continue();
    });
  });
  await selling.put('Prompt Kettle', 1);
  await page.locator('body').press('Escape');

  await scanner.scan('2939999999982');
  await asked;
  await scanner.scan('2930000000127');
  await selling.payCash();
  answer();

  await expect(till.notFound.filter({ hasText: '2939999999982' })).toContainText('not on screen any more');
  const late = till.notFound.filter({ hasText: 'Prompt Kettle is not in the cart' });
  await expect(late).toBeVisible();
  await expect(till.cartLine('Prompt Kettle')).toHaveCount(0);
  await late.getByTestId('not-found-act').click();
  await expect(till.cartLine('Prompt Kettle')).toBeVisible();
});

test('[K6] an answer that comes when somebody went to another screen is said there', async ({
  till,
  world,
}) => {
  const { page } = till;
  const scanner = new Scanner(page);
  await till.withoutRealtime();
  await till.quiet();
  await world.shop.create('Left Kettle', '2930000000141');
  let answer: () => void = () => undefined;
  const asked = new Promise<void>(resolve => {
    void page.route('**/api/lookup', async route => {
      resolve();
      await new Promise<void>(go => (answer = go));
      await route.continue();
    });
  });
  await page.locator('body').press('Escape');
  await scanner.scan('2930000000141');
  await asked;

  await new SellingPage(till).go('sales');
  answer();

  await expect(refused(page)).toContainText('Left Kettle was scanned before this screen was opened');
});

test('[K6] a shop that is slow is not called offline, and a look-up that breaks half-way is said, and tried again', async ({
  till,
  world,
}) => {
  const { page } = till;
  const scanner = new Scanner(page);
  await till.withoutRealtime();
  await till.quiet();
  await page.route('**/api/lookup', () => undefined);
  await page.locator('body').press('Escape');
  await scanner.scan('2939999999975');
  await expect(till.notFound).toContainText('The shop did not answer in time. Try again.');
  await expect(till.notFound).not.toContainText('offline');
  await page.unroute('**/api/lookup');

  await world.shop.create('Late Kettle', '2930000000134');
  let refusals = 0;
  await page.route('**/documents', async route => {
    refusals += 1;
    await route.fulfill({ status: 503, body: 'busy' });
  });
  await scanner.scan('2930000000134');
  await expect(till.notFound).toContainText('2930000000134');
  await expect(till.notFound).toContainText('in trouble');
  await expect(page.getByText('Asking the shop')).toHaveCount(0);
  expect(refusals).toBe(2);
  await page.unroute('**/documents');
  await till.notFound.getByTestId('not-found-act').click();
  await expect(till.cartLine('Late Kettle')).toBeVisible();
});
