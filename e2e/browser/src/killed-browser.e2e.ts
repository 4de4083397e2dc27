import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MirrorReader } from './shop/mirror-reader.ts';
import { OwnBrowser } from './stage/own-browser.ts';
import { SellingPage } from './pages/selling-page.ts';
import { ordersWith } from './shop/shop-books.ts';
import { TillPage } from './pages/till-page.ts';
import { expect, test } from './stage/world.ts';

/** How long after "take the money" the browser is killed; null: before it; Infinity: once the receipt is shown. */
const moments = [null, 0, 8, 30, 90, Infinity];

test('a browser killed at any step of a sale: what was sold is one order, what was not is none', async ({
  world,
}) => {
  const profile = await mkdtemp(join(tmpdir(), 'tidemark-profile-'));
  const { launchOptions } = test.info().project.use;
  const open = async () => {
    const browser = await OwnBrowser.open(profile, launchOptions ?? {});
    const till = new TillPage(browser.page, world.origin);
    await till.open();
    // After a kill, a browser's localStorage may be seconds old: the test may have to sign in again.
    const form = browser.page.getByTestId('sign-in-form');
    await expect(form.or(till.status)).toBeVisible();
    if (await form.isVisible()) await till.signIn();
    await till.verified();
    return { browser, till, selling: new SellingPage(till) };
  };
  let now = await open();
  const outcomes: string[] = [];
  const server = await MirrorReader.signIn(world.origin);

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
    // Does not wait for the answer: the browser may be gone by then.
    if (ms !== null) void browser.page.keyboard.press('Enter').catch(() => undefined);
    if (ms === Infinity) await browser.page.getByTestId('receipt-dialog').getByTestId('receipt').waitFor();
    else await sleep(ms ?? 0);
    await browser.kill();

    now = await open();
    await expect(now.till.page.getByTestId('unsent')).toHaveCount(0);
    // The server has all that was stored by now; it makes the order later.
    const sold = await server.hasSold(title);
    if (sold) await expect.poll(async () => (await ordersWith(world.shop, title)).length).toBe(1);
    outcomes.push(sold ? 'sold' : 'not sold');
    const inCart = now.till.cartLine(title);
    if (sold) await expect(inCart).toHaveCount(0);
    else {
      // The cart on the screen may be lost with the browser; this is the first sale of its contents.
      await now.selling.put(title, 1);
      await now.selling.payCash();
    }
  }

  await expect(now.till.page.getByTestId('unsent')).toHaveCount(0);
  for (const n of moments.keys())
    await expect.poll(async () => (await ordersWith(world.shop, `Fallen Kettle ${n}`)).length).toBe(1);
  expect([outcomes[0], outcomes.at(-1)]).toEqual(['not sold', 'sold']);
  await now.browser.kill();
  await rm(profile, { recursive: true, force: true });
});
