import type { Frame, Locator, Page } from '@playwright/test';
import { pressUntilAnswered } from '../stage/answered.ts';
import { scanKeys } from './keys.ts';

/** Where a till hears of changes without asking for a sync. */
const news = ['/api/replication/stream', '/api/replication/heads'];

/** A till as its cashier sees and uses it. */
export class TillPage {
  readonly page: Page;
  /** Where the till is: the page, or a frame in a host page. */
  readonly at: Page | Frame;
  readonly #origin: string;
  #hasAskedForNews = false;

  constructor(page: Page, origin: string, at: Page | Frame = page) {
    this.page = page;
    this.at = at;
    this.#origin = origin;
    page.on('request', request => {
      if (news.some(each => request.url().includes(each))) this.#hasAskedForNews = true;
    });
  }

  get status(): Locator {
    return this.at.getByTestId('sync-status').first();
  }

  get notFound(): Locator {
    return this.at.getByTestId('not-found');
  }

  async open(): Promise<void> {
    await this.page.goto(this.#origin);
  }

  async signIn(pin = '1234', { shop = 'tidemark-demo.myshopify.com', staff = 'demo' } = {}): Promise<void> {
    const form = this.at.getByTestId('sign-in-form');
    await pressUntilAnswered(form, async () => {
      const field = form.locator('input[name="shop"]');
      if (await field.isEditable()) await field.fill(shop);
      await form.locator('input[name="staff"]').fill(staff);
      await form.locator('input[name="pin"]').fill(pin);
      await form.getByRole('button', { name: 'Sign in' }).click();
    });
  }

  /** Opens the till, signs in, and waits until it is filled and verified. */
  async ready(): Promise<void> {
    await this.open();
    await this.signIn();
    await this.verified();
  }

  /** `ready`, and waits for the sign-in's read of Shopify: later changes do not arrive by a sync that was under way. */
  async quiet(): Promise<void> {
    const read = this.page.waitForResponse('**/api/sync');
    await this.ready();
    await read;
  }

  /** Resolves once the till was found equal to the mirror since this page was loaded. */
  async verified(): Promise<void> {
    const loadedAt = await this.at.evaluate(() => performance.timeOrigin);
    const verifiedAt = async () => Number(await this.status.getAttribute('data-verified'));
    while ((await verifiedAt()) <= loadedAt) await this.page.waitForTimeout(50);
  }

  async signOut(): Promise<void> {
    await this.at.getByTestId('menu-button').click();
    await this.at.getByRole('menuitem', { name: 'Sign out' }).click();
    await this.at.getByTestId('sign-out-dialog').getByRole('button', { name: 'Sign out' }).click();
    await this.at.getByTestId('sign-in-form').waitFor();
  }

  async search(text: string): Promise<void> {
    await this.at.getByTestId('search-input').fill(text);
  }

  card(title: string): Locator {
    return this.at.getByTestId('product-card').filter({ hasText: title });
  }

  cartLine(title: string): Locator {
    return this.at.getByTestId('cart-line').filter({ hasText: title });
  }

  /** Scans as a keyboard-wedge scanner does: the keys of the code, fast, and Enter. */
  async scan(code: string): Promise<void> {
    await this.page.locator('body').press('Escape');
    await scanKeys(this.page, code);
  }

  async openSyncAll(): Promise<void> {
    await this.at.getByTestId('menu-button').click();
    await this.at.getByTestId('menu-sync-all').click();
    await this.at.getByTestId('sync-new-data').waitFor();
  }

  /** The barrier of this trigger never reaches the server. */
  async without(trigger: string): Promise<void> {
    await this.page.route('**/api/sync', async route => {
      const body = route.request().postDataJSON() as { trigger?: string };
      await (body.trigger === trigger ? route.abort() : route.fallback());
    });
  }

  /**
   * No stream and no polling: changes come only by the triggers of a cashier.
   * @throws Error where the till has a stream already: this does not cut an open stream.
   */
  async withoutRealtime(): Promise<void> {
    if (this.#hasAskedForNews) throw new Error('the till has a stream already: call this before it signs in');
    for (const each of news) await this.page.route(`**${each}`, route => route.abort());
  }
}
