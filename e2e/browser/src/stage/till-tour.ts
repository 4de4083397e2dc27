import { expect, type Page } from '@playwright/test';

/** Visits a till's screens one after the other; finds them by test ids, since the words may be in any language. */
export class TillTour {
  readonly page: Page;
  readonly #shown: (name: string) => Promise<void>;

  /** `shown` is called with the name of each, while it is on screen. */
  constructor(page: Page, shown: (name: string) => Promise<void>) {
    this.page = page;
    this.#shown = shown;
  }

  async signIn(): Promise<void> {
    const { page } = this;
    const form = page.getByTestId('sign-in-form');
    await form.waitFor();
    await this.#shown('signed-out');
    await this.#signInAs('9999');
    await expect(form.getByRole('alert')).not.toBeEmpty();
    await this.#shown('signed-out-refused');
    await this.#signInAs('1234');
    await page.getByTestId('sell-page').waitFor();
    await expect(page.getByTestId('sync-status').first()).toHaveAttribute('data-verified', /\d/);
  }

  async #signInAs(pin: string): Promise<void> {
    const form = this.page.getByTestId('sign-in-form');
    const shop = form.locator('input[name="shop"]');
    if (await shop.isEditable()) await shop.fill('tidemark-demo.myshopify.com');
    await form.locator('input[name="staff"]').fill('demo');
    await form.locator('input[name="pin"]').fill(pin);
    await form.locator('button.primary').click();
  }

  /** Opens or closes the cart, where it is a sheet. */
  async #basket(): Promise<void> {
    const basket = this.page.locator('.basket');
    if (await basket.isVisible()) await basket.click();
  }

  async #close(dialog: string): Promise<void> {
    await this.page.getByTestId(dialog).locator('button.close').first().click();
  }

  async #go(screen: string): Promise<void> {
    await this.page.getByTestId('menu-button').click();
    await this.page.getByTestId(`menu-${screen}`).click();
  }

  async sell(): Promise<void> {
    const { page } = this;
    await this.#shown('sell');
    await page.getByTestId('search-input').fill('zzzz');
    await page.getByTestId('ask-shop').waitFor();
    await this.#shown('sell-nothing-found');
    await page.getByTestId('search-input').press('Enter');
    await page.getByTestId('shop-answer').waitFor();
    await this.#shown('sell-asked');
    await page.getByTestId('search-input').fill('999999999999');
    await page.getByTestId('search-input').press('Enter');
    await page.getByTestId('not-found').or(page.getByTestId('shop-answer')).first().waitFor();
    await this.#shown('sell-missing');
    await page.getByTestId('search-input').fill('');
    const cards = page.getByTestId('product-card');
    await cards.first().waitFor();
    for (const n of [0, 1]) {
      await cards.nth(n).click();
      const choice = page.getByTestId('variant-choice');
      // The page first asks the till which variants there are.
      const isAnswered = async () =>
        (await choice.isVisible()) || (await page.getByTestId('cart-line').count()) > n;
      await expect.poll(isAnswered).toBe(true);
      if (await choice.isVisible()) {
        await this.#shown('variant-choice');
        await choice.locator('li button').first().click();
      }
    }
    await this.#basket();
    await this.#shown('cart');
    await page.getByTestId('cart-discount').click();
    await page.getByTestId('discount-dialog').locator('input[name="value"]').fill('10');
    await this.#shown('discount');
    await page.getByTestId('discount-dialog').locator('button.primary').click();
    await page.getByTestId('cart-note').click();
    const words = page.getByTestId('words-dialog').filter({ visible: true });
    await words.locator('textarea').fill('123');
    await this.#shown('note');
    await words.locator('button.primary').click();
    await this.#shown('cart-with-discount');
    await this.customer();
    await page.getByTestId('parked-carts').click();
    await this.#shown('parked-none');
    await page.getByTestId('parked-dialog').locator('input[name="name"]').fill('7');
    await page.getByTestId('park-cart').click();
    await expect(page.getByTestId('cart-line')).toHaveCount(0);
    await this.#shown('cart-empty');
    await this.#basket();
    await this.#basket();
    if (!(await page.getByTestId('parked-carts').isVisible())) await this.#basket();
    await page.getByTestId('parked-carts').click();
    await page.getByTestId('parked-cart').first().waitFor();
    await this.#shown('parked');
    await page.getByTestId('parked-cart').first().click();
    await expect(page.getByTestId('cart-line').first()).toBeAttached();
    await this.pay();
  }

  async customer(): Promise<void> {
    const { page } = this;
    await page.getByTestId('cart-customer').click();
    await this.#shown('customer-picker');
    await page.getByTestId('customer-picker').getByTestId('customer-search').fill('zzzz');
    await this.#shown('customer-picker-nobody');
    await page.getByTestId('customer-picker').getByTestId('new-customer').click();
    const form = page.getByTestId('customer-dialog').getByTestId('customer-form').filter({ visible: true });
    await form.locator('button.primary').click();
    await this.#shown('customer-new');
    await this.#close('customer-dialog');
    await this.#close('customer-picker');
  }

  async pay(): Promise<void> {
    const { page } = this;
    if (!(await page.getByTestId('pay').isVisible())) await this.#basket();
    await page.getByTestId('pay').click();
    const dialog = page.getByTestId('pay-dialog');
    await dialog.waitFor();
    await this.#shown('pay');
    await page.keyboard.type('1', { delay: 150 });
    await this.#shown('pay-part');
    await page.getByTestId('take-payment').click();
    await dialog.getByTestId('tender').waitFor();
    await dialog.locator('.choice button').nth(1).click();
    await this.#shown('pay-card');
    await page.getByTestId('take-payment').click();
    const receipt = page.getByTestId('receipt-dialog').filter({ visible: true });
    await receipt.waitFor();
    await expect(receipt.getByTestId('next-sale')).toHaveAttribute('aria-disabled', 'false');
    await this.#shown('receipt');
    await receipt.getByTestId('next-sale').click();
    await expect(receipt).toBeHidden();
  }

  async lists(): Promise<void> {
    const { page } = this;
    await this.#go('orders');
    await page.getByTestId('order-row').first().waitFor();
    await this.#shown('orders');
    await page.getByTestId('order-row').first().click();
    await page.getByTestId('order-details').waitFor();
    await this.#shown('order');
    await this.#close('order-dialog');
    await page.getByTestId('orders-search').fill('zzzz');
    await this.#shown('orders-nothing-found');
    await this.#go('sales');
    await page.getByTestId('sale-row').first().waitFor();
    await this.#shown('sales');
    await page.getByTestId('sale-row').first().click();
    await page.getByTestId('sale-details').waitFor();
    await this.#shown('sale');
    await page.locator('tide-sales-page dialog[open] button.close').first().click();
    await page.getByTestId('filter-refused').click();
    await this.#shown('sales-refused');
    await this.#go('customers');
    await page.getByTestId('customer-row').first().waitFor();
    await this.#shown('customers');
    await page.getByTestId('customer-row').first().click();
    await this.#shown('customer');
    await this.#close('customer-dialog');
  }

  async stock(): Promise<void> {
    const { page } = this;
    await this.#go('stock');
    await page.getByTestId('product-card').first().waitFor();
    await this.#shown('stock');
    await page.getByTestId('product-card').first().click();
    const choice = page.getByTestId('variant-choice');
    const dialog = page.getByTestId('move-dialog');
    await choice.or(dialog).filter({ visible: true }).first().waitFor();
    if (await choice.isVisible()) await choice.locator('li button').first().click();
    await dialog.waitFor();
    for (const n of [0, 1, 2]) {
      await dialog.locator('.choice button').nth(n).click();
      await dialog.locator('input[name="units"]').fill('3');
      await this.#shown(`stock-move-${n}`);
    }
    await dialog.locator('button.primary').click();
    await page.getByTestId('move-row').first().waitFor();
    await this.#shown('stock-moved');
  }

  async sync(): Promise<void> {
    const { page } = this;
    await page.getByTestId('menu-button').click();
    await this.#shown('menu');
    await page.getByTestId('menu-sync-all').click();
    await page.getByTestId('real-time').waitFor();
    await page.getByTestId('shop-health').waitFor();
    await this.#shown('sync');
    await page.getByTestId('check-everything').click();
    await expect(page.getByTestId('check-everything')).toBeEnabled();
    await this.#shown('sync-checked');
    await page.getByTestId('clear-all').click();
    await this.#shown('sync-clear');
    await page.locator('tide-sync-page dialog[open] button').first().click();
    for (const wish of ['export', 'import']) {
      await page.getByTestId(`${wish}-unsent`).click();
      await this.#shown(`unsent-${wish}`);
      await this.#close('unsent-dialog');
    }
  }

  async leave(): Promise<void> {
    const { page } = this;
    await page.getByTestId('menu-button').click();
    await page.getByTestId('menu-language').click();
    await page.getByTestId('language').waitFor();
    await this.#shown('language');
    await this.#close('language-dialog');
    await page.getByTestId('menu-button').click();
    await page.getByTestId('menu-lock').click();
    await page.getByTestId('lock-screen').waitFor();
    await this.#shown('locked');
    await page.getByTestId('lock-form').locator('input').fill('9999');
    await page.getByTestId('lock-form').locator('button.primary').click();
    await expect(page.getByTestId('lock-form').getByRole('alert')).not.toBeEmpty();
    await this.#shown('locked-wrong-pin');
    await page.getByTestId('lock-other').click();
    await this.#shown('locked-other');
    await page.getByTestId('lock-other').click();
    await page.getByTestId('lock-form').locator('input').fill('1234');
    await page.getByTestId('lock-form').locator('button.primary').click();
    await page.getByTestId('menu-button').click();
    await page.getByRole('menuitem').last().click();
    await page.getByTestId('sign-out-dialog').waitFor();
    await this.#shown('sign-out');
  }

  async all(): Promise<void> {
    await this.signIn();
    await this.sell();
    await this.lists();
    await this.stock();
    await this.sync();
    await this.leave();
  }
}
