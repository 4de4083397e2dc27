import { chromium, type Page } from '@playwright/test';
import { element, EmbedHost } from './pages/embed-host.ts';
import { expect, test as base } from './stage/world.ts';

/** A name in the shop's network: not a secure context for the browser, although it resolves to this machine. */
const name = 'tillhost.lan';

const test = base.extend<{ page: Page; server: string }>({
  page: async ({ launchOptions }, use) => {
    const browser = await chromium.launch({
      ...launchOptions,
      args: [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${name} 127.0.0.1`],
    });
    await use(await browser.newPage());
    await browser.close();
  },
  server: async ({ world }, use) => use(`http://${name}:${new URL(world.origin).port}`),
});

test('[S14] over plain http the till says that it needs https and how to get it, before anything is opened', async ({
  page,
  server,
}) => {
  await page.goto(server);

  const failed = page.getByTestId('opening-failed');
  await expect(failed).toContainText(`The till needs https`);
  await expect(failed).toContainText(`instead of ${server}`);
  await expect(failed).toContainText('reverse proxy');
  await expect(page.getByTestId('sign-in-form')).toHaveCount(0);
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});

test('[S14] each embedded element says it too', async ({ page, server }) => {
  const names = ['tide-pos', 'tide-sync-status', 'tide-sync-button', 'tide-product-search', 'tide-cart'];
  const body = names.map(each => element(each, server)).join('');
  const host = await EmbedHost.open(page, server, body, {}, 'localhost');

  for (const each of names)
    await expect((await host.frame(each)).getByTestId('opening-failed')).toContainText(
      `instead of ${server}`,
    );
  await host.close();
});
