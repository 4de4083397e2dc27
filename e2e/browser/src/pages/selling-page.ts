import type { Locator } from '@playwright/test';
import { expect } from '@playwright/test';
import type { TillPage } from './till-page.ts';

type Screen = 'sell' | 'orders' | 'sales' | 'customers' | 'stock';

/** A till's selling as its cashier sees and does it. */
export class SellingPage {
  readonly till: TillPage;

  constructor(till: TillPage) {
    this.till = till;
  }

  async go(screen: Screen): Promise<void> {
    await this.till.at.getByTestId('menu-button').click();
    await this.till.at.getByTestId(`menu-${screen}`).click();
  }

  /** Taps the product's card until its line in the cart has this many. */
  async put(title: string, quantity = 1): Promise<void> {
    await this.till.search(title);
    const line = this.till.cartLine(title);
    const has = (await line.count()) === 0 ? 0 : Number(await line.getByLabel('Quantity').innerText());
    for (let n = has; n < quantity; n++) await this.till.card(title).click();
    await expect(line.getByLabel('Quantity')).toHaveText(String(quantity));
  }

  /** Adds a new customer from the cart. */
  async addCustomer(firstName: string, email: string): Promise<void> {
    const { at } = this.till;
    await at.getByTestId('cart-customer').click();
    await at.getByTestId('customer-picker').getByTestId('new-customer').click();
    const form = at.getByTestId('customer-dialog').getByTestId('customer-form');
    await form.locator('input[name="firstName"]').fill(firstName);
    await form.locator('input[name="email"]').fill(email);
    await form.getByRole('button', { name: 'Add customer' }).click();
    await expect(at.getByTestId('cart-customer')).toHaveText(firstName);
  }

  /** Pays exactly, in cash, by keyboard; returns the receipt's number. */
  async payCash(): Promise<string> {
    const { at, page } = this.till;
    await at.getByTestId('pay').click();
    await at.getByTestId('pay-dialog').waitFor();
    await page.keyboard.press('Enter');
    return this.#receipt();
  }

  /** Pays a part in cash and the rest by card. */
  async payCashAndCard(cash: string): Promise<string> {
    const { at, page } = this.till;
    await at.getByTestId('pay').click();
    await at.getByTestId('pay-dialog').waitFor();
    await page.keyboard.type(cash, { delay: 90 });
    await at.getByTestId('take-payment').click();
    await at.getByTestId('pay-dialog').getByRole('button', { name: 'Card', exact: true }).click();
    await at.getByTestId('take-payment').click();
    return this.#receipt();
  }

  async park(name: string): Promise<void> {
    const { at } = this.till;
    await at.getByTestId('parked-carts').click();
    await at.getByTestId('parked-dialog').locator('input[name="name"]').fill(name);
    await at.getByTestId('park-cart').click();
    await expect(at.getByTestId('cart-line')).toHaveCount(0);
  }

  async resume(name: string): Promise<void> {
    const { at } = this.till;
    await expect(at.getByTestId('parked-carts')).toContainText('(');
    await at.getByTestId('parked-carts').click();
    await at.getByTestId('parked-cart').filter({ hasText: name }).click();
  }

  /** Takes a cart over from another till's screen. */
  async takeOver(name: string): Promise<void> {
    const { at } = this.till;
    await at.getByTestId('parked-carts').click();
    await at.getByTestId('open-cart').filter({ hasText: name }).click();
    await at.getByTestId('take-over').click();
  }

  row(receiptNumber: string): Locator {
    return this.till.at.locator(`[data-testid="sale-row"][data-receipt="${receiptNumber}"]`);
  }

  way(receiptNumber: string): Locator {
    return this.row(receiptNumber).getByTestId('sale-way');
  }

  /** The id that makes this sale one order, in Shopify too. */
  async saleId(receiptNumber: string): Promise<string> {
    return (await this.row(receiptNumber).getAttribute('data-sale-id')) ?? '';
  }

  /** Closes the receipt by keyboard, once it lets itself be closed. */
  async nextSale(): Promise<void> {
    const { at, page } = this.till;
    // That of the sale before is there all the while, closed.
    await expect(at.getByTestId('next-sale')).toBeVisible();
    await expect(at.getByTestId('next-sale')).toBeEnabled();
    await page.keyboard.press('Enter');
    await expect(at.getByTestId('receipt-dialog').getByTestId('receipt')).toBeHidden();
  }

  async #receipt(): Promise<string> {
    const { at } = this.till;
    const dialog = at.getByTestId('receipt-dialog');
    await expect(dialog.getByTestId('receipt')).toBeVisible();
    const number = await dialog.getByTestId('receipt-number').innerText();
    await expect(dialog.getByTestId('next-sale')).toBeFocused();
    await this.nextSale();
    return number;
  }
}
