import type { Page } from '@playwright/test';

/**
 * Makes the tills of a browser run in their pages, as where no worker may run: neither Playwright's clock nor an init
 * script reaches a worker.
 */
export async function runInPage(page: Page): Promise<void> {
  await page.context().addInitScript(() => Reflect.deleteProperty(globalThis, 'Worker'));
}

/** Playwright's clock, which a test moves, for the page and its till. */
export async function installClock(page: Page, options?: { readonly time: number }): Promise<void> {
  await runInPage(page);
  await page.clock.install(options);
}
