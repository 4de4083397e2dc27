import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OwnBrowser } from './own-browser.ts';
import { SellingPage } from './selling-page.ts';
import { ordersWith } from './shop-books.ts';
import { TillPage } from './till-page.ts';
import { expect, test } from './world.ts';

/** How long after "take the money" the browser is killed; null: before it, with the dialog open. */
const moments = [null, 0, 3, 8, 15, 30, 60, 120, 400];

test('a browser killed at any step of a sale: an order or a cart, never both, never neither', async ({
  world,
}) => {
  test.setTimeout(180_000);
  const profile = await mkdtemp(join(tmpdir(), 'tidemark-profile-'));
  const { launchOptions } = test.info().project.use;
  const open = async () => {
    const browser = await OwnBrowser.open(profile, launchOptions ?? {});
    const till = new TillPage(browser.page, world.origin);
    await till.open();
    return { browser, till, selling: new SellingPage(till) };
  };
  let now = await open();
  await now.till.signIn();
  await now.till.verified();
  const outcomes: string[] = [];

  for (const [n, ms] of moments.entries()) {
    const title = `Fallen Kettle ${n}`;
    await world.shop.create(title, `29100000009${n}0`);
    const { browser, till, selling } = now;
    await expect(async () => {
      await till.search(title);
      await expect(till.card(title)).toBeVisible();
    }).toPass();
    await selling.put(title, 1);
    await browser.page.getByTestId('pay').click();
    await browser.page.getByTestId('pay-dialog').waitFor();
    if (ms !== null) {
      // Nobody waits for its answer: the browser may be gone by then.
      void browser.page.keyboard.press('Enter').catch(() => undefined);
      await sleep(ms);
    }
    const wasSold = await Promise.race([
      browser.page.getByTestId('receipt').isVisible(),
      sleep(50).then(() => false),
    ]).catch(() => false);
    await browser.kill();

    now = await open();
    await now.till.verified();
    await expect(async () => {
      const orders = await ordersWith(world.shop, title);
      const inCart = await now.till.cartLine(title).count();
      expect({ orders: orders.length, inCart }).toEqual(
        orders.length > 0 || wasSold ? { orders: 1, inCart: 0 } : { orders: 0, inCart: 1 },
      );
      outcomes[n] = `${ms}: ${orders.length > 0 ? 'sold' : 'in the cart'}`;
    }).toPass({ timeout: 20_000 });
    // What was not sold is sold now; it is one order in any case.
    if (await now.till.cartLine(title).count()) await now.selling.payCash();
    await expect.poll(async () => (await ordersWith(world.shop, title)).length).toBe(1);
  }

  await expect(now.till.page.getByTestId('unsent')).toHaveCount(0);
  expect(outcomes[0]).toBe('null: in the cart');
  expect(outcomes.at(-1)).toContain('sold');
  await now.browser.kill();
  await rm(profile, { recursive: true, force: true });
});
