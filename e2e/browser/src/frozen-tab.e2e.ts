import type { CDPSession, Page } from '@playwright/test';
import { SellingPage } from './pages/selling-page.ts';
import { ordersWith } from './shop/shop-books.ts';
import type { TillPage } from './pages/till-page.ts';
import { expect, test } from './stage/world.ts';

/**
 * A tab whose scripts, and those of its worker, are paused between two statements while it keeps its locks and its
 * storage, as in a frozen tab. Its debugger pauses it: in headless Chromium with Playwright every page counts as
 * visible, and `Page.setWebLifecycleState` stops no timer there.
 */
class FrozenTab {
  readonly #devtools: CDPSession;
  readonly #workers = new Set<string>();
  #calls = 0;

  private constructor(devtools: CDPSession) {
    this.#devtools = devtools;
  }

  static async freeze(page: Page): Promise<FrozenTab> {
    const devtools = await page.context().newCDPSession(page);
    const tab = new FrozenTab(devtools);
    const stopped = new Promise(resolve => devtools.once('Debugger.paused', resolve));
    await devtools.send('Debugger.enable');
    devtools.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') tab.#workers.add(sessionId);
    });
    await devtools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false });
    expect(tab.#workers.size, 'workers of the page').toBe(1);
    await tab.#tellWorkers('Debugger.enable');
    const workersStopped = tab.#heard('Debugger.paused');
    await tab.#tellWorkers('Debugger.pause');
    await devtools.send('Debugger.pause');
    // Each stops at its next statement, so give it one.
    await tab.#tellWorkers('Runtime.evaluate', { expression: '0' });
    void page.evaluate(() => undefined).catch(() => undefined);
    await Promise.all([stopped, workersStopped]);
    return tab;
  }

  async thaw(): Promise<void> {
    await this.#tellWorkers('Debugger.resume');
    await this.#devtools.send('Debugger.resume');
    await this.#devtools.detach();
  }

  /** Resolves when a worker reports this. */
  #heard(method: string): Promise<void> {
    return new Promise(resolve => {
      this.#devtools.on('Target.receivedMessageFromTarget', ({ message }) => {
        if ((JSON.parse(message) as { method?: string }).method === method) resolve();
      });
    });
  }

  async #tellWorkers(method: string, params = {}): Promise<void> {
    const message = JSON.stringify({ id: ++this.#calls, method, params });
    for (const sessionId of this.#workers)
      await this.#devtools.send('Target.sendMessageToTarget', { sessionId, message });
  }
}

/** The number of the latest tab to lead. */
function leadersUntilNow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const key = Object.keys(localStorage).find(each => each.endsWith('-fence')) ?? '';
    return Number(localStorage.getItem(key));
  });
}

async function verifiedAt(till: TillPage): Promise<number> {
  return Number(await till.status.getAttribute('data-verified'));
}

test('[T55] the tab that leads stands still: another lives and sells, and the first follows when it thaws', async ({
  till,
  world,
  openTill,
  context,
}) => {
  const { shop } = world;
  const kettle = await shop.create('Frosted Kettle', '2950000000017', '30.00');
  await shop.create('Frosted Mug', '2950000000024', '9.00');
  await till.ready();
  const other = await openTill(await context.newPage());
  await other.open();
  await other.verified();
  const [first, second] = [new SellingPage(till), new SellingPage(other)];
  await first.put('Frosted Mug');
  await till.search('Frosted Kettle');
  await expect(other.cartLine('Frosted Mug')).toBeVisible();
  const leaders = await leadersUntilNow(other.page);

  const frozen = await FrozenTab.freeze(till.page);
  await shop.retitle(kettle.id, 'Frosted Kettle, copper');
  const sale = await second.payCash();
  await other.search('Frosted Kettle');

  await expect(other.card('Frosted Kettle, copper')).toBeVisible();
  await expect.poll(async () => (await ordersWith(shop, 'Frosted Mug')).length).toBe(1);
  await second.go('sales');
  await expect(second.way(sale)).toHaveText(/^In Shopify as #\d+$/);
  expect(await leadersUntilNow(other.page)).toBe(leaders + 1);

  const thawedAt = Date.now();
  await frozen.thaw();

  await expect(till.card('Frosted Kettle, copper')).toBeVisible();
  await expect(till.cartLine('Frosted Mug')).toHaveCount(0);
  await till.status.click();
  for (const tab of [till, other]) await expect.poll(() => verifiedAt(tab)).toBeGreaterThan(thawedAt);
  await first.put('Frosted Mug');
  const next = await first.payCash();
  await first.go('sales');
  await expect(first.way(next)).toHaveText(/^In Shopify as #\d+$/);
  expect(next).not.toBe(sale);
  expect(await ordersWith(shop, 'Frosted Mug')).toHaveLength(2);
  // It follows: the tab that took over still leads.
  expect(await leadersUntilNow(other.page)).toBe(leaders + 1);
});
