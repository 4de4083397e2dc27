import type { TillPage } from './pages/till-page.ts';
import { installClock } from './stage/clock.ts';
import { expect, test, type World } from './stage/world.ts';

/** Playwright leaves out the back/forward cache; a browser that people use has it. */
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  },
});

test.beforeEach(async ({ till, world }) => {
  await till.withoutRealtime();
  await world.shop.faults({ kind: 'webhooks', effect: 'drop' });
});

/** A till that shows a product, which is then changed in Shopify without any notice to the till. */
async function changedUnseen(till: TillPage, world: World, name: string, code: string): Promise<string> {
  const product = await world.shop.create(`${name} Kettle`, code);
  await till.ready();
  await till.search(`${name} Kettle`);
  await expect(till.card(`${name} Kettle`)).toBeVisible();
  await world.shop.retitle(product.id, `${name} Kettle, copper`);
  return `${name} Kettle, copper`;
}

test('[S4] after refreshing the page by F5', async ({ till, world }) => {
  const title = await changedUnseen(till, world, 'Pressed', '2900000000310');

  await till.page.reload();
  await till.search(title);

  await expect(till.card(title)).toBeVisible();
});

test('[S4] after refreshing the page by Ctrl+F5, past its service worker', async ({ till, world }) => {
  const title = await changedUnseen(till, world, 'Forced', '2900000000327');
  await till.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const devtools = await till.page.context().newCDPSession(till.page);

  const loaded = till.page.waitForEvent('load');
  await devtools.send('Page.reload', { ignoreCache: true });
  await loaded;
  expect(await till.page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  await till.search(title);

  await expect(till.card(title)).toBeVisible();
});

test('[S4] after the browser took the page out of memory and loads it again', async ({
  till,
  world,
  context,
  openTill,
}) => {
  const title = await changedUnseen(till, world, 'Discarded', '2900000000334');
  const gone = till.page.waitForEvent('crash');
  // As a discard does: the page's process ends, and no event tells the page.
  void till.page.goto('chrome://crash').catch(() => undefined);
  await gone;

  const again = await openTill(await context.newPage());
  await again.withoutRealtime();
  await again.open();
  await again.search(title);

  await expect(again.card(title)).toBeVisible();
});

test('[S4] after coming back by the back button, which shows the page as it was', async ({ till, world }) => {
  const title = await changedUnseen(till, world, 'Returned', '2900000000341');
  await till.page.goto(`${world.origin}/healthz`);

  await till.page.goBack({ waitUntil: 'commit' });
  await till.search(title);

  await expect(till.card(title)).toBeVisible();
});

test('[S4] after the browser froze the page and lets it go on', async ({ till, world }) => {
  const title = await changedUnseen(till, world, 'Frozen', '2900000000365');

  await till.page.evaluate(() => document.dispatchEvent(new Event('resume')));

  await expect(till.card(title)).toBeVisible();
});

test('[S4] after the tablet wakes from sleep, of which nobody tells but the clock', async ({
  till,
  world,
}) => {
  await installClock(till.page);
  const title = await changedUnseen(till, world, 'Asleep', '2900000000372');

  // As when a lid is closed: no timer fires in between, and each is late by the whole time.
  await till.page.clock.fastForward('10:00');

  await expect(till.card(title)).toBeVisible();
});
