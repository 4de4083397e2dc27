import type { Locator } from '@playwright/test';
import type { TillPage } from './till-page.ts';

/** Menu > Orders as a cashier sees and uses it. */
export class OrdersPage {
  readonly till: TillPage;

  constructor(till: TillPage) {
    this.till = till;
  }

  async open(): Promise<void> {
    const { at } = this.till;
    await at.getByTestId('menu-button').click();
    await at.getByTestId('menu-orders').click();
    await at.getByTestId('orders-search').waitFor();
  }

  async search(words: string): Promise<void> {
    await this.till.at.getByTestId('orders-search').fill(words);
  }

  /** Filters by these days, in the format of a date field; '' for no limit. */
  async days(from: string, to: string): Promise<void> {
    await this.till.at.getByTestId('orders-from').fill(from);
    await this.till.at.getByTestId('orders-to').fill(to);
  }

  row(name: string): Locator {
    return this.till.at.locator(`[data-testid="order-row"][data-order-name="${name}"]`);
  }

  get rows(): Locator {
    return this.till.at.getByTestId('order-row');
  }

  get details(): Locator {
    return this.till.at.getByTestId('order-dialog');
  }
}
